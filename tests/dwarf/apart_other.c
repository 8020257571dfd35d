// SPDX-License-Identifier: GPL-2.0-or-later
/* See apart.c. */
#include "mini.h"

static int noinline apart(int first, short second)
{
	barrier();
	return first + second;
}

int noinline use_apart_too(int first, short second)
{
	return apart(first, second) + 1;
}

static always_inline u32 constant(struct file *file, u32 number)
{
	use(file->f_mode + number);
	barrier();
	return number + 1;
}

u32 noinline use_constant(struct file *file, u32 number)
{
	return constant(file, number);
}

static always_inline u32 vast(struct file *file, u32 number)
{
	use(file->f_mode + number);
	barrier();
	return number + 1;
}

u32 noinline use_vast_too(struct file *file, u32 number)
{
	return vast(file, number);
}
