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

struct far far_object = {1, 2};
int far_number = 3;
u64 far_array[4] = {4};
static int lone_static = 5;
static int double_static = 6;
int __percpu far_percpu = 7;
static const int far_constant = 8;

int noinline use_statics(int n)
{
	lone_static += n;
	double_static += n + far_constant;
	return lone_static + double_static;
}

int noinline use_far(struct far *far, far_pointer again)
{
	return far->number + again->number;
}

int noinline use_unlike(struct unlike *unlike)
{
	return unlike->second;
}
