// SPDX-License-Identifier: GPL-2.0-or-later
/* See lto.c. */
struct same {
	int b;
	long pad;
	int a;
};

static int dup = 22;
int outer_two = 220;
static struct same same;

__attribute__((noipa)) int two(int n, void *any)
{
	__asm__ volatile("" : "+m"(dup), "+m"(outer_two), "+m"(same) : "r"(n), "r"(any));
	return n + dup + same.b;
}
