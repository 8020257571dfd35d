/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Where the registers lie in what a BPF program of type KPROBE is given: struct pt_regs of
 * arch/x86/include/asm/ptrace.h, struct user_pt_regs of arch/arm64/include/uapi/asm/ptrace.h.
 */
#ifndef BPF_REGISTERS_H
#define BPF_REGISTERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct filter_register {
	/** Of the kernel: what stands behind the `%`. */
	const char *name;
	int16_t offset;
};

/** Those of an architecture. */
struct filter_registers {
	const char *arch;
	/** A NULL name ends them. */
	const struct filter_register *all;
	/** Of the arguments of a function of the kernel, `$arg1` first. */
	const int16_t *arguments;
	size_t argument_count;
	/** In words from the stack pointer: the argument behind those; 0 if the kernel reads none.
	 */
	unsigned stack_argument;
	int16_t stack_pointer;
	int16_t return_value;
};

/** Those of @p arch (`x86_64`, `aarch64`); UNSUPPORTED if it is another. */
struct sonde_error *filter_registers_of(const char *arch, const struct filter_registers **ret);

/** Set @p ret to the offset of a register; whether there is one of that name. */
bool filter_register_find(const struct filter_registers *registers, const char *name, int16_t *ret);

#endif /* BPF_REGISTERS_H */
