// SPDX-License-Identifier: GPL-2.0-or-later
/* See twins.c. */
struct twin {
	long first;
	long second;
};

struct pair {
	long first;
	long second;
};

#include "twins.h"

__attribute__((noinline)) long one(struct twin *twin, struct alike *alike)
{
	struct pair *pair = (struct pair *)twin;

	__asm__ volatile("" ::"r"(&pair->first) : "memory");
	return twin->first + alike->number;
}
