// SPDX-License-Identifier: GPL-2.0-or-later
#include "probed.h"

#define APART __attribute__((noinline))

static volatile long total;

APART void numbers(const struct numbers *n)
{
	total += n->id;
	__asm__ volatile("" : : "r"(n) : "memory");
}

APART void narrow(signed char a, unsigned char b, short c, unsigned short d, int e, unsigned int id)
{
	total += a + b + c + d + e + (long)id;
	__asm__ volatile("" : : : "memory");
}

APART void texts(const struct texts *t, const char *name)
{
	total += t->id + (unsigned char)*name;
	__asm__ volatile("" : : "r"(t) : "memory");
}

APART int8_t result8(int value)
{
	total += value;
	return (int8_t)value;
}

APART int result32(int value)
{
	total += value;
	return value;
}

APART int64_t result64(int64_t value)
{
	total ^= value;
	return value;
}

APART int sum_up(const int *values, int count)
{
	int sum = 0;

	for (int i = 0; i < count; i++)
		sum += values[i];
	__asm__ volatile("" : "+r"(sum) : : "memory"); /* here sum is all of them */
	total += sum;
	return sum;
}

static inline __attribute__((always_inline)) void twice(int n)
{
	__asm__ volatile("" : : "r"(n) : "memory");
	total += n;
}

APART void first(int n)
{
	twice(n);
	__asm__ volatile("" : : : "memory");
}

APART void second(int n)
{
	total *= 3;
	twice(n + 1000);
	__asm__ volatile("" : : : "memory");
}
