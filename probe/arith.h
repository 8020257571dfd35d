/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Arithmetic of DWARF expressions (DWARF 5, 2.5.1.4) with operands for numbers.
 *
 * Two known numbers give a number. Of a value that is not known, an addend is kept apart, and masks
 * and shifts leave some of its bits; what else is done to it, no fetch argument can say.
 */
#ifndef PROBE_ARITH_H
#define PROBE_ARITH_H

#include "base/err.h"
#include "probe/operand.h"

/** An entry of the stack of a DWARF expression. */
struct term {
	struct operand operand;
	/** It is shifted to the left by so many bits, which a shift to the right has to undo. */
	unsigned left;
};

/**
 * The result of operation @p atom (DW_OP_plus, DW_OP_and, DW_OP_shr, ...) on @p a, which was
 * pushed first, and @p b.
 *
 * @return UNAVAILABLE where it cannot be told to the kernel
 */
struct sonde_error *arith_binary(unsigned atom, const struct term *a, const struct term *b,
				 struct term *ret);

/**
 * Make @p value a number of @p bits bits, up to 64, with or without a sign (DWARF 5, 2.5.1.6:
 * DW_OP_convert): it loses what it has above them, or gets more of its own sign.
 *
 * @return false where it cannot be told to the kernel
 */
bool arith_convert(unsigned bits, bool is_signed, struct term *value);

/** UNAVAILABLE: the value is computed by operation @p atom. */
struct sonde_error *arith_computed(unsigned atom) __attribute__((returns_nonnull));

#endif /* PROBE_ARITH_H */
