// SPDX-License-Identifier: GPL-2.0-or-later
/* See lto.c. */
struct same {
	int a;
	long pad;
	int b;
};

static int dup = 11;
int outer_one = 110;
static struct same same;

__attribute__((noipa)) int one(int n, void *any)
{
	__asm__ volatile("" : "+m"(dup), "+m"(outer_one), "+m"(same) : "r"(n), "r"(any));
	return n + dup + same.b;
}
