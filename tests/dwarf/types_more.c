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
