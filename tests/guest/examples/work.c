// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The program ./app of the manual's examples. It works for half a minute, or until it is ended;
 * with --bench not that long.
 *
 * What the examples name is here: work(), its n and r->size, and on line 42 the local variable us.
 * So what stands above that line keeps its place.
 */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

struct request {
	unsigned int size;
	int kind;
};

static long total;

static long now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/*
 * Takes n milliseconds, and counts how long it took: in us on line 42.
 */
__attribute__((noinline)) int work(struct request *r, int n)
{
	const long start = now_us();
	long us;

	usleep((unsigned int)n * 1000);
	us = now_us() - start;
	/* It is in a register there, whatever is made of it. */
	__asm__ volatile("" : "+r"(us) : : "memory");
	total += us * r->kind;
	return us > 0;
}

int main(int count, char **words)
{
	const bool bench = count > 1 && strcmp(words[1], "--bench") == 0;

	for (int i = 0; i < (bench ? 10 : 6000); i++) {
		struct request r = {.size = 100u * (unsigned int)(i % 4), .kind = 1 + i % 3};

		work(&r, 1 + i % 10);
	}
	printf("%s\n", total ? "done" : "nothing was done");
	return 0;
}
