// SPDX-License-Identifier: GPL-2.0-or-later
/* With -flto the code of all three files is in one unit, and their names are in others. */
extern int outer_one;
static int single = 33;

extern int one(int n, void *any);
extern int two(int n, void *any);

__attribute__((noipa)) int neither(void *any)
{
	__asm__ volatile("" : "+m"(single), "+m"(outer_one) : "r"(any));
	return one(1, any) + two(2, any);
}

void _start(void)
{
	neither(&outer_one);
	for (;;)
		continue;
}
