// SPDX-License-Identifier: GPL-2.0-or-later
/* A third unit of the image with types.c. */
#include "types.h"

struct unlike {
	u64 first;
	int second;
};

int noinline use_unlike_too(struct unlike *unlike)
{
	return unlike->second;
}

static int double_static = 9;

int noinline use_static_too(int n)
{
	double_static += n;
	return double_static;
}

/* What the assembler and the linker define has a type only where C declares it. */
extern int asm_number;
int noinline use_asm(void)
{
	return asm_number;
}
__asm__(".data\n.globl asm_number, asm_untyped\n.balign 4\n"
	"asm_number: .long 1\nasm_untyped: .long 2\n.text\n");

/* Declared where it is used, as kernels do with symbols of the linker. */
int noinline see_inner(int n)
{
	extern int far_number;

	{
		extern int asm_inner, asm_nowhere __attribute__((weak));

		if (&asm_nowhere)
			n += asm_nowhere;
		far_number += asm_inner + n;
	}
	return n;
}
__asm__(".data\n.globl asm_inner\n.balign 4\nasm_inner: .long 1\n.text\n");
