/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Register tables: DWARF register number -> name in a fetch argument.
 */
#ifndef PROBE_ARCH_H
#define PROBE_ARCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "image/elf.h"

struct arch {
	/** ELF e_machine. */
	uint16_t machine;
	/** By DWARF register number: the name behind `%`; NULL where kprobes cannot read it. */
	const char *const *registers;
	size_t register_count;
	/** Names of the kernel's for others that it can read; NULL ends them. */
	const char *const *others;
	/**
	 * DWARF numbers of the registers that hand over integers, `$arg1` first: the kernel's
	 * regs_get_kernel_argument().
	 */
	const uint8_t *arguments;
	size_t argument_count;
	/** DWARF numbers of the registers that functions keep for their callers. */
	const uint8_t *kept;
	size_t kept_count;
	/** Of what kind the registers without a name are, by number; for messages. */
	const char *(*describe)(unsigned reg);
	/** The kernel's name of the program counter. */
	const char *program_counter;
	/** DWARF number of the stack pointer. */
	unsigned stack_pointer;
	/** Size of a pointer and of a register, in bytes. */
	unsigned word_size;
	/** Instructions begin at multiples of this. */
	unsigned alignment;
	/** DWARF number of the register in which what `$retval` has no room for is returned. */
	uint8_t second_return;
	/**
	 * Each 8 bytes of a small struct are returned in a register of their kind, numbers or
	 * floats; else all of them are in one kind.
	 */
	bool splits_floats;
	/** A call pushes the return address; else it is in a register. */
	bool pushes_return;
	/** What is returned in memory is where `$retval` points to. */
	bool returns_address;
};

/** DWARF numbers: System V ABI, AMD64 supplement, figure 3.36; names: arch/x86/kernel/ptrace.c. */
extern const struct arch arch_x86_64;

/** DWARF numbers: ABI for the Arm 64-bit Architecture, DWARF, 4.1; names:
 * arch/arm64/kernel/ptrace.c. */
extern const struct arch arch_aarch64;

/** The architecture of an ELF e_machine, or NULL if sonde does not know it. */
const struct arch *arch_of_machine(uint16_t machine);

/** The architecture of @p image; UNSUPPORTED if sonde does not know it. */
struct sonde_error *arch_of_image(const struct image *image, const struct arch **ret);

/** Name of a register for a fetch argument, or NULL. */
const char *arch_register(const struct arch *arch, uint64_t reg);

/** Whether the kernel has a register of that name (regs_query_register_offset()). */
bool arch_has_register(const struct arch *arch, const char *name);

/** Which argument register @p reg is: the N of its `$argN`; 0 if it is none. */
unsigned arch_argument(const struct arch *arch, uint64_t reg);

/** Whether a function that uses @p reg has to save it first. */
bool arch_keeps(const struct arch *arch, uint64_t reg);

#endif /* PROBE_ARCH_H */
