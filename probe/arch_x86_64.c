/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <elf.h>

#include "probe/arch.h"

static const char *const registers[] = {
	"ax", "dx",  "cx",  "bx",  "si",  "di",	 "bp",	"sp", "r8",
	"r9", "r10", "r11", "r12", "r13", "r14", "r15", "ip",
};

static const char *const others[] = {"orig_ax", "cs", "flags", "ss", NULL};

/* AMD64 ABI, 3.2.3: rdi, rsi, rdx, rcx, r8, r9. */
static const uint8_t arguments[] = {5, 4, 1, 2, 8, 9};

/* AMD64 ABI, 3.2.1: rbx, rbp, r12 to r15. */
static const uint8_t kept[] = {3, 6, 12, 13, 14, 15};

static const char *describe(unsigned reg)
{
	if (reg >= 17 && reg <= 32)
		return "a vector register";
	if (reg >= 33 && reg <= 40)
		return "a floating-point register";
	return "a register that probes cannot read";
}

const struct arch arch_x86_64 = {
	.machine = EM_X86_64,
	.registers = registers,
	.register_count = sizeof(registers) / sizeof(*registers),
	.others = others,
	.arguments = arguments,
	.argument_count = sizeof(arguments),
	.kept = kept,
	.kept_count = sizeof(kept),
	.describe = describe,
	.stack_pointer = 7,
	.alignment = 1,
	.word_size = 8,
	.program_counter = "ip",
	.second_return = 1,
	.splits_floats = true,
	.pushes_return = true,
	.returns_address = true,
};
