// SPDX-License-Identifier: GPL-2.0-or-later
/* A second unit, with names that the first one has too. */
#include "mini.h"

struct opaque {
	u64 padding;
	int number;
};

struct twin {
	int first;
	int second;
};

int noinline use_twin(struct twin *twin)
{
	return twin->second;
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

static always_inline int inlined_here(const char *name)
{
	use(name);
	barrier();
	return name[0];
}

int noinline other_entry(struct opaque *opaque)
{
	static const char fixed[] = "fixed";

	return opaque->number + inlined_here(fixed);
}
