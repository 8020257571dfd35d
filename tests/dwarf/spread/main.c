/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "list.h"

int counter;
struct point origin;

int main(int argc, char **argv)
{
	struct node node = {argc, {1, 2, 0}, argv[0]};
	int sum = work(&node, argc);

	for (int i = 0; i < argc; i++)
		sum += twice(sum) + walk(&node.at, i);
	return sum;
}
