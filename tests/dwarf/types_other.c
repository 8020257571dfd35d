// SPDX-License-Identifier: GPL-2.0-or-later
/* Another unit of the image with types.c: types and variables that types.c does not know. */
#include "types.h"

struct far {
	u64 padding;
	int number;
};

/* Another one than that of types_more.c. */
struct unlike {
	int first;
	int second;
};

typedef struct far *far_pointer;

int noinline use_far(struct far *far, far_pointer again)
{
	return far->number + again->number;
}

int noinline use_unlike(struct unlike *unlike)
{
	return unlike->second;
}
