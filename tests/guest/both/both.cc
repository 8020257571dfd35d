// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A program for two tools with one cache: it says what its functions are called with, `EVENT
 * FIELDS` one a line, and what they return.
 */
#define _SDT_HAS_SEMAPHORES 1
#include <sys/sdt.h>

#include <stdio.h>

#define APART __attribute__((noinline))

struct item {
	int number;
	const char *name;
};

extern "C" {
__attribute__((section(".probes"))) volatile unsigned short both_done_semaphore;
static long calls;

/* Inlined twice. */
static inline __attribute__((always_inline)) void twice(long length)
{
	__asm__ volatile("" : "+m"(calls) : "r"(length));
	calls += length;
}

APART int work(const struct item *item, int times)
{
	calls += times;
	__asm__ volatile("" ::: "memory");
	return item->number * times;
}

APART void first(long length)
{
	twice(length);
	__asm__ volatile("" ::: "memory");
}

APART void second(long length)
{
	calls *= 3;
	twice(length);
	__asm__ volatile("" ::: "memory");
}
}

/* A name that has to be escaped where definitions are written down. */
struct counter {
	long total;

	APART void add(long number)
	{
		total += number;
		__asm__ volatile("" ::: "memory");
	}
};

int main()
{
	static const struct item items[] = {{7, "seven"}, {-3, "minus three"}, {0, ""}};
	struct counter counter = {};

	for (int i = 0; i < 3; i++) {
		int result = work(&items[i], i + 2);

		printf("work number=%d name=\"%s\" times=%d\n", items[i].number, items[i].name,
		       i + 2);
		printf("work__return arg1=%d\n", result);
		first(100 + i);
		printf("twice length=%d\n", 100 + i);
		second(-i);
		printf("twice length=%d\n", -i);
		STAP_PROBE1(both, done, result);
		printf("done arg1=%d\n", result);
		counter.add(i * 11);
		printf("add number=%d\n", i * 11);
	}
	return calls == 0;
}
