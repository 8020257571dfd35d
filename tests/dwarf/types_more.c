// SPDX-License-Identifier: GPL-2.0-or-later
/* A third unit of the image with types.c. */
#include "types.h"

struct unlike {
	u64 first;
	int second;
};

int noinline use_unlike_too(struct unlike *unlike)
{
	return unlike->second;
}
