// SPDX-License-Identifier: GPL-2.0-or-later
// The rest of spaces.cc: its Node is that of `one`.
#include "spaces.h"

struct Node {
	char wrong[64];
	int value;
};

int use(Node *node)
{
	return node->value;
}

namespace one
{
int shared = 6;
struct Node {
	long before;
	int value;
};
int use(Node *node)
{
	return node->value;
}
} // namespace one

int Heir::count = 7;
int Right::hidden_static = 8;
long Cover::right = 9;

/* What has a virtual base is defined where it is made. */
void make()
{
	Heir heir;

	__asm__ volatile("" : : "r"(&heir) : "memory");
}
