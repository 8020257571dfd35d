/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a made-up program calls, and what calls it: compiled apart from it, so that it knows
 * nothing. */
#include <stddef.h>

int truth_main(void);
void truth_tick(int mark);
void truth_touch(void *object);
void *memcpy(void *to, const void *from, size_t size);
void *memset(void *to, int byte, size_t size);

void truth_tick(int mark)
{
	(void)mark;
}

void truth_touch(void *object)
{
	__asm__ volatile("" : : "r"(object) : "memory");
}

#ifdef HOSTED
int main(void)
{
	return truth_main();
}
#else
/* Compilers call these. */
void *memcpy(void *to, const void *from, size_t size)
{
	for (size_t i = 0; i < size; i++)
		((volatile char *)to)[i] = ((const char *)from)[i];
	return to;
}

void *memset(void *to, int byte, size_t size)
{
	for (size_t i = 0; i < size; i++)
		((volatile char *)to)[i] = (char)byte;
	return to;
}

#ifdef __x86_64__
__asm__(".globl _start\n_start:\n\txor %ebp, %ebp\n\tcall truth_main\n\tmov %eax, %edi\n"
	"\tmov $60, %eax\n\tsyscall\n");
#else
__asm__(".globl _start\n_start:\n\tmov x29, #0\n\tmov x30, #0\n\tbl truth_main\n"
	"\tmov x8, #93\n\tsvc #0\n");
#endif
#endif
