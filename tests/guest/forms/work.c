/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is probed. In the form of a shared library, this is the library. */
#include "forms.h"

/* An instruction for which the compiler has to have the number at hand. */
#define KEEP(number) __asm__ volatile("nop" : : "r"(number) : "memory")

static long total = 1000;

static inline __attribute__((always_inline)) long square(long root)
{
	KEEP(root);
	return root * root;
}

__attribute__((noipa)) static long step(const struct item *item, long factor)
{
	long product = item->value * factor;

	KEEP(product);
	total += square(product);
	KEEP(product);
	return product + 1;
}

__attribute__((noipa)) long work(const struct item *first, int factor)
{
	long sum = 0;

	for (const struct item *item = first; item; item = item->next)
		sum += step(item, factor);
	return square(sum);
}
