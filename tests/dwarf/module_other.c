// SPDX-License-Identifier: GPL-2.0-or-later
/* The second object of the module, with names that the first one has too. */
#include "mini.h"

static int hidden = 5;

int noinline sample_other(struct qstr *name)
{
	return name->hash + hidden++;
}

static int noinline duplicate(int value)
{
	barrier();
	return value + 2;
}

int noinline use_duplicate_too(int value)
{
	return duplicate(value);
}

static int noinline __attribute__((section(".text.other"))) lonely(int value)
{
	barrier();
	return value + 1;
}

/* The tracer does not know it. */
int noinline use_lonely(int value)
{
	return lonely(value);
}

TRACED(sample_other);
TRACED(duplicate);
TRACED(lonely);
