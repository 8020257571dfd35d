/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <elf.h>

#include "probe/arch.h"

static const char *const registers[] = {
	"x0",  "x1",  "x2",  "x3",  "x4",  "x5",  "x6",	 "x7",	"x8",  "x9",  "x10",
	"x11", "x12", "x13", "x14", "x15", "x16", "x17", "x18", "x19", "x20", "x21",
	"x22", "x23", "x24", "x25", "x26", "x27", "x28", "x29", "lr",  "sp",
};

static const char *const others[] = {"x30", "pc", "pstate", NULL};

/* AAPCS64, 6.8.2: x0 to x7. */
static const uint8_t arguments[] = {0, 1, 2, 3, 4, 5, 6, 7};

/* AAPCS64 6.1.1: x19 to x28, and the frame pointer x29. */
static const uint8_t kept[] = {19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29};

static const char *describe(unsigned reg)
{
	if (reg >= 64 && reg <= 95)
		return "a vector register";
	return "a register that probes cannot read";
}

const struct arch arch_aarch64 = {
	.machine = EM_AARCH64,
	.registers = registers,
	.register_count = sizeof(registers) / sizeof(*registers),
	.others = others,
	.arguments = arguments,
	.argument_count = sizeof(arguments),
	.kept = kept,
	.kept_count = sizeof(kept),
	.describe = describe,
	.stack_pointer = 31,
	.alignment = 4,
	.word_size = 8,
	.program_counter = "pc",
	.second_return = 1,
};
