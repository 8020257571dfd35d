// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Code where a kernel takes no probe, with the tables by which its image says so. It is a kernel
 * without CONFIG_KPROBE_EVENTS_ON_NOTRACE: it has a function for that rule.
 */
#include "mini.h"

#define NOKPROBE(function)                           \
	static const void *const nokprobe_##function \
		__attribute__((section("_kprobe_blacklist"), used)) = (const void *)function
#define __noinstr __attribute__((section(".noinstr.text")))

#ifdef __x86_64__
#define NOP  ".byte 0x0f, 0x1f, 0x44, 0, 0"
#define TRAP "ud2"
#else
#define NOP  "nop"
#define TRAP "brk 0x800"
#endif

int noinline __within_notrace_func(unsigned long address)
{
	barrier();
	return address != 0;
}
TRACED(__within_notrace_func);

int noinline allowed(int value)
{
	barrier();
	return value + 1;
}
TRACED(allowed);

int noinline untraced(int value)
{
	barrier();
	return value + 2;
}

int noinline nokprobe(int value)
{
	barrier();
	return value + 3;
}
TRACED(nokprobe);
NOKPROBE(nokprobe);

int noinline __noinstr quiet(int value)
{
	barrier();
	return value + 4;
}

int noinline __init booting(int value)
{
	barrier();
	return value + 5;
}

/* A part of a function that is on the list, by its name; and one of a function that is traced. */
int noinline nokprobe_cold(int value) __asm__("nokprobe.cold");
int noinline nokprobe_cold(int value)
{
	barrier();
	return value + 6;
}
TRACED(nokprobe.cold);

int noinline allowed_cold(int value) __asm__("allowed.cold");
int noinline allowed_cold(int value)
{
	barrier();
	return value + 7;
}

/* Of a function that is traced while the kernel boots, and not any more. */
TRACED(booting);
int noinline booting_part(int value) __asm__("booting.part.0");
int noinline booting_part(int value)
{
	barrier();
	return value + 8;
}

/* The one copy of `inlined` is where a probe can be, the other where none can. */
static always_inline int inlined(int value)
{
	__asm__ volatile("nop" ::: "memory");
	return value * 3;
}

int noinline has_copy(int value)
{
	return inlined(value) + 8;
}
TRACED(has_copy);

int noinline has_banned_copy(int value)
{
	return inlined(value) + 9;
}

/* A static key: an entry has the place, where it jumps to, and the key. */
int noinline has_key(int value)
{
	__asm__ volatile("nop\n"
			 "nop\n"
			 ".globl key_site\n.size key_site, 4\n"
			 "key_site: " NOP "\n"
			 ".pushsection __jump_table, \"aw\"\n"
			 "	.balign 8\n"
			 "	.long key_site - ., key_site - .\n"
			 "	.quad 0\n"
			 ".popsection" ::
				 : "memory");
	return value;
}
TRACED(has_key);
TRACED(key_site);

/* A warning: an entry has the place, the file, the line and flags. */
int noinline has_trap(int value)
{
	if (value)
		__asm__ volatile(".globl trap_site\n.size trap_site, 4\n"
				 "trap_site: " TRAP "\n"
				 ".pushsection __bug_table, \"aw\"\n"
				 "	.balign 4\n"
				 "	.long trap_site - ., 0\n"
				 "	.short 17, 1\n"
				 ".popsection" ::
					 : "memory");
	return value;
}
TRACED(has_trap);
TRACED(trap_site);

/* On its return the kernel takes no probe, as on that of __switch_to of x86. */
int noinline switching(int value)
{
	barrier();
	return value + 10;
}
TRACED(switching);

struct blackpoint {
	const char *name;
	void *address;
} kretprobe_blacklist[] = {{"switching", 0}, {0, 0}};

#ifdef __x86_64__
int noinline has_halt(int value)
{
	__asm__ volatile(".globl iret_site\niret_site: iretq" ::: "memory");
	return value;
}
TRACED(has_halt);
TRACED(iret_site);

/* Three instructions that the kernel may replace by one, when it boots. */
int noinline has_alternative(int value)
{
	__asm__ volatile(".globl alternative_site\n.size alternative_site, 3\n"
			 "alternative_site: nop\n"
			 "	nop\n"
			 "	nop\n"
			 "8:	nop\n"
			 ".pushsection .altinstructions, \"a\"\n"
			 "	.long alternative_site - ., 8b - ., 0\n"
			 "	.byte 3, 0\n"
			 ".popsection" ::
				 : "memory");
	return value;
}
TRACED(has_alternative);
TRACED(alternative_site);
#else
/*
 * The compiler puts two instructions at the start of a function for the tracer. Then comes an
 * exclusive sequence; one that is replaced by a single instruction when the kernel boots; an
 * instruction that may fault.
 */
int noinline has_exclusive(int *value)
{
	int old, failed;

	__asm__ volatile("	nop\n"
			 "	nop\n"
			 "	ldxr %w0, [%2]\n"
			 "	nop\n"
			 "	stxr %w1, %w0, [%2]\n"
			 "	nop\n"
			 : "=&r"(old), "=&r"(failed)
			 : "r"(value)
			 : "memory");
	return old + failed;
}
TRACED(has_exclusive);

int noinline has_replaced(int *value)
{
	int old, failed;

	__asm__ volatile("	nop\n"
			 "	nop\n"
			 "	ldar %w0, [%2]\n"
			 "2:	stxr %w1, %w0, [%2]\n"
			 "	nop\n"
			 ".pushsection .altinstr_replacement, \"ax\"\n"
			 "4:	nop\n"
			 ".popsection\n"
			 ".pushsection .altinstructions, \"a\"\n"
			 "	.long 2b - ., 4b - .\n"
			 "	.short 1\n"
			 "	.byte 4, 4\n"
			 ".popsection\n"
			 : "=&r"(old), "=&r"(failed)
			 : "r"(value)
			 : "memory");
	return old + failed;
}
TRACED(has_replaced);

/* A sequence that processors of ARMv8.1 do without. */
int noinline has_sequence(int *value)
{
	int old, failed;

	__asm__ volatile("	nop\n"
			 "	nop\n"
			 "8:	ldxr %w0, [%2]\n"
			 "	stxr %w1, %w0, [%2]\n"
			 "	nop\n"
			 ".pushsection .altinstr_replacement, \"ax\"\n"
			 "9:	nop\n"
			 "	nop\n"
			 ".popsection\n"
			 ".pushsection .altinstructions, \"a\"\n"
			 "	.long 8b - ., 9b - .\n"
			 "	.short 1\n"
			 "	.byte 8, 8\n"
			 ".popsection\n"
			 : "=&r"(old), "=&r"(failed)
			 : "r"(value)
			 : "memory");
	return old + failed;
}
TRACED(has_sequence);

/* A load that some processors need to be another one. */
int noinline has_rare(int *value)
{
	int old;

	__asm__ volatile("	nop\n"
			 "	nop\n"
			 "6:	ldr %w0, [%1]\n"
			 "	nop\n"
			 ".pushsection .altinstr_replacement, \"ax\"\n"
			 "7:	ldar %w0, [%1]\n"
			 ".popsection\n"
			 ".pushsection .altinstructions, \"a\"\n"
			 "	.long 6b - ., 7b - .\n"
			 "	.short 1\n"
			 "	.byte 4, 4\n"
			 ".popsection\n"
			 : "=&r"(old)
			 : "r"(value)
			 : "memory");
	return old;
}
TRACED(has_rare);

/* Since 6.4 the first two instructions for the tracer can lie before the function. */
__asm__(".text\n"
	"	.balign 16\n"
	"	nop\n"
	"	nop\n"
	".globl has_entry_before\n"
	".type has_entry_before, %function\n"
	"has_entry_before:\n"
	"	bti c\n"
	"	nop\n"
	"	nop\n"
	"	ret\n"
	".size has_entry_before, . - has_entry_before\n"
	".pushsection __mcount_loc, \"a\"\n"
	"	.balign 8\n"
	"	.quad has_entry_before - 8\n"
	".popsection");

int noinline has_fixup(int *value)
{
	int old;

	__asm__ volatile("	nop\n"
			 "5:	ldr %w0, [%1]\n"
			 ".pushsection __ex_table, \"a\"\n"
			 "	.long 5b - ., 5b - .\n"
			 "	.short 1, 0\n"
			 ".popsection\n"
			 : "=&r"(old)
			 : "r"(value)
			 : "memory");
	return old;
}
TRACED(has_fixup);
#endif
