// SPDX-License-Identifier: GPL-2.0-or-later
/* A third unit, whose struct twin is not the one of other.c. */
#include "mini.h"

struct twin {
	u64 first;
	int second;
};

int noinline use_twin_too(struct twin *twin)
{
	return twin->second;
}
