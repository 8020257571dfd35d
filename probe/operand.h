/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * An operand: where a value lies or how it is made, as far as a fetch argument can say it.
 *
 * It starts from a base (a register, a constant, an address of the image), goes through memory
 * any number of times, each time at some distance from the value so far, and ends with an
 * addend:
 *
 *     ((base + derefs[0]) -> memory + derefs[1]) -> memory ... + addend
 *
 * This is either the value itself or, with `in_memory`, the address of the object. DWARF
 * expressions (probe/loc.h) make operands, member accesses (probe/field.h) extend them,
 * operand_to_fetch() writes them down.
 */
#ifndef PROBE_OPERAND_H
#define PROBE_OPERAND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "image/elf.h"
#include "probe/arch.h"
#include "probe/fetch.h"

/**
 * Accesses to memory in one argument. The kernel takes no more than FETCH_INSN_MAX (16, see
 * kernel/trace/trace_probe.h) steps, of which the base and the final store are two.
 */
#define OPERAND_DEREFS_MAX 14

enum operand_base {
	/** DWARF register `number`. */
	OPERAND_REGISTER,
	/** The constant `number`. */
	OPERAND_CONSTANT,
	/** The address `number` of the image. */
	OPERAND_ADDRESS,
	/** `$retval`. */
	OPERAND_RETVAL,
	/** `$argN`, N being `number`: an argument register at the function's entry. */
	OPERAND_ARGUMENT,
};

/** A plain value: copying it copies all. */
struct operand {
	enum operand_base base;
	uint64_t number;
	int64_t derefs[OPERAND_DEREFS_MAX];
	size_t deref_count;
	int64_t addend;
	bool in_memory;
	/** Memory behind it is user space, but for the first `own_derefs` accesses. */
	bool user;
	/** Accesses that fetch the variable itself, which are not of user space. */
	size_t own_derefs;
	/** Size of the bits that are meant of the object or value, or 0 for the whole of it. */
	unsigned bit_size;
	/** They are a number with a sign, which is the highest of them. */
	bool bits_signed;
	/** Bits between the least significant one of the container and theirs. */
	unsigned bit_offset;
	/** Bits of the number that they are cut from: 8, 16, 32 or 64. */
	unsigned bit_container;
};

/**
 * Go through memory: the value at (operand + addend) becomes the operand, with addend 0.
 * What `in_memory` says is not changed.
 */
struct sonde_error *operand_deref(struct operand *operand);

/** Turn an object in memory into its value; a value stays as it is. */
struct sonde_error *operand_load(struct operand *operand);

/** Whether it is a plain number, known now. */
bool operand_is_constant(const struct operand *operand);

/**
 * Take @p size bits from bit @p offset on of a value. What the value was cut down to before is
 * taken into account, and so is the sign with which it was widened.
 *
 * @return false where the kernel cannot cut them out: they are not known to be bits of one number
 */
bool operand_take_bits(struct operand *operand, unsigned offset, unsigned size, bool is_signed);

/**
 * Make it a number of @p size bits, the size of its type: where it holds just these anyway, or
 * more of them, it is not cut.
 *
 * @param is_signed what the type says
 */
void operand_fit(struct operand *operand, unsigned size, bool is_signed);

/**
 * Where bits with a sign are a number that the kernel has a signed type for, make them that: the
 * kernel cuts bits out without their sign.
 *
 * @param size gets the size of the number in bits
 * @return false where they are none
 */
bool operand_uncut(struct operand *operand, unsigned *size);

/**
 * Write the operand as a fetch argument.
 *
 * @param ret initialised by this; the caller deinits it
 * @return UNAVAILABLE, with the reason, for what fetch arguments cannot say
 */
struct sonde_error *operand_to_fetch(const struct operand *operand, const struct image *image,
				     const struct arch *arch, struct fetch *ret);

#endif /* PROBE_OPERAND_H */
