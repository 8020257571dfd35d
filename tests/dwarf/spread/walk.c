/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "list.h"

int walk(struct point *point, unsigned length)
{
	int sum = 0;

	while (length--) {
		sum += point->x + point->y;
		sum ^= counter;
	}
	return twice(sum);
}
