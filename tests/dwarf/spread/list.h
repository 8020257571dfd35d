/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the units of the program share: types, a variable, a function that is inlined in each. */

struct point {
	int x, y;
	struct node *owner;
};

struct node {
	long key;
	struct point at;
	const char *name;
};

extern int counter;
extern struct point origin;

static inline __attribute__((always_inline)) int twice(int value)
{
	int doubled = value * 2;

	counter += doubled;
	return doubled;
}

int work(struct node *node, int times);
int walk(struct point *point, unsigned length);
