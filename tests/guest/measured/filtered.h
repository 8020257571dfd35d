// SPDX-License-Identifier: GPL-2.0-or-later
/* What the filters of filters.h need in C, and what the program knows of the call that it is about.
 */
#ifndef MEASURED_FILTERED_H
#define MEASURED_FILTERED_H

#include <stdbool.h>
#include <stdint.h>

/* Who makes a call; `cpu` where it was said on which one, else -1. */
struct doing {
	const char *comm;
	bool is_thread;
	int cpu;
};

extern struct doing doing;

/* Takes a name, and goes to a CPU if it is not negative and there; else stays anywhere. */
void do_as(const char *comm, int cpu);

/* Something is at this address. */
bool is_good(const void *pointer);

/* glob(7). */
bool matches(const char *text, const char *pattern);

/* A sum that wraps around; a quotient and a remainder of 64 bits as BPF has them. */
int64_t plus(int64_t a, int64_t b);
int64_t quotient(int64_t a, int64_t b);
int64_t remainder_of(int64_t a, int64_t b);

/* One more call for which the filter NAME is true, told by ID. */
void passes(const char *name, long long id);

/* The I-th of an array, from its beginning again at its end. */
#define NTH(array, i) ((array)[(i) % (sizeof(array) / sizeof((array)[0]))])

#endif
