// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A program to be probed: it says what its functions are called with, and how often.
 *
 *     server COUNT      handles COUNT requests and looks up an address for each
 *     server -          handles a request for each line of stdin, and the instructions of places.S
 */
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct body {
	long size;
};

struct request {
	int id;
	const char *path;
	struct body *body;
};

/* Of places.S. */
long places(long number);

/* EXTRA tells one build from another. */
static long total;

__attribute__((noinline)) static int handle(const struct request *request, int times)
{
	total += request->body->size * times + EXTRA;
	__asm__ volatile("" ::: "memory");
	return request->id * 2 + times;
}

static void look_up(void)
{
	struct addrinfo *found = NULL;

	if (getaddrinfo("127.0.0.1", "80", NULL, &found) == 0)
		freeaddrinfo(found);
}

static void serve(int id)
{
	struct body body = {.size = 100 + id};
	struct request request = {.id = id, .path = id % 2 ? "/odd" : "/even", .body = &body};
	int result = handle(&request, id + 3);

	printf("id=%d path=\"%s\" size=%ld times=%d result=%d\n", id, request.path, body.size,
	       id + 3, result);
}

int main(int argc, char **argv)
{
	char line[64];

	setvbuf(stdout, NULL, _IOLBF, 0);
	if (argc != 2)
		return 2;
	if (strcmp(argv[1], "-") == 0) {
		for (int id = 0; fgets(line, sizeof(line), stdin); id++) {
			serve(id);
			printf("places %ld\n", places(id));
		}
		return 0;
	}
	for (int id = 0; id < atoi(argv[1]); id++) {
		serve(id);
		look_up();
	}
	return total == 0;
}
