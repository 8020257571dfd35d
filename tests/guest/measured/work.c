// SPDX-License-Identifier: GPL-2.0-or-later
#include "work.h"

#include "truth.h"

static volatile long total;

__attribute__((noinline)) int work(struct request *r, int n)
{
	const uint64_t start = r->us ? now() : 0;
	long us = n - 7;

	total += us;
	__asm__ volatile("" : "+r"(us) : : "memory"); /* here us is n - 7 */
	total += us * 2;
	while (r->us && now() - start < r->us * 1000)
		;
	if (r->us)
		r->inner = now() - start;
	return r->delta;
}

__attribute__((noinline)) int paint(enum colour colour, const char *name, signed char depth)
{
	total += colour + depth + *name;
	__asm__ volatile("" : : : "memory");
	return depth;
}

__attribute__((noinline)) void submit(struct job *job)
{
	total += job->number;
	__asm__ volatile("" : : : "memory");
}

__attribute__((noinline)) void finish(struct job *job)
{
	total -= job->number;
	__asm__ volatile("" : : : "memory");
}
