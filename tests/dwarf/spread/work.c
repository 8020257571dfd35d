/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>

#include "list.h"

static __attribute__((noinline)) int inner(struct node *node, int times)
{
	int sum = times;

	for (int i = 0; i < times; i++) {
		sum += node->at.x * i;
		if (sum > 100)
			sum -= twice(times);
	}
	return sum;
}

int work(struct node *node, int times)
{
	int sum = inner(node, times);

	sum += twice(sum);
	if (times > 5)
		abort();
	return sum + origin.x;
}
