// SPDX-License-Identifier: GPL-2.0-or-later
/* A third unit, whose struct twin is not the one of other.c. */
#include "mini.h"

struct twin {
	u64 first;
	int second;
};

/* As headers have them: nobody uses it here, so that it is nowhere. */
static const char *const unused_names[] __attribute__((unused)) = {"one", "two"};

/* A struct without a name. */
struct {
	int number;
} third_state;

int noinline use_twin_too(struct twin *twin)
{
	return twin->second + shared_number;
}
