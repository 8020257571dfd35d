// SPDX-License-Identifier: GPL-2.0-or-later
/* A program whose other two files mean different things by one name, and do so at the same line. */
struct twin;
struct alike;

extern long one(struct twin *twin, struct alike *alike);
extern long two(struct twin *twin, struct alike *alike);

__attribute__((noinline)) long mine(struct twin *twin, struct alike *alike, void *any)
{
	__asm__ volatile("" ::"r"(any));
	return one(twin, alike) + two(twin, alike);
}

void _start(void)
{
	static char place[64];

	mine((struct twin *)place, (struct alike *)place, place);
	for (;;)
		continue;
}
