/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Numbers of DWARF expressions. Each has its value in a made-up state of the machine, and its
 * shape: how it came about, as far as a fetch argument could say it.
 */
#ifndef BENCH_NUMBER_H
#define BENCH_NUMBER_H

#include <stdbool.h>
#include <stdint.h>

enum shape {
	/** Known now. */
	SHAPE_CONSTANT,
	/** An address of the image. */
	SHAPE_ADDRESS,
	/** In a register, or loaded from memory at a number of any of the shapes below but the
	 * last. */
	SHAPE_PLAIN,
	/** SHAPE_PLAIN plus a constant that is not 0. */
	SHAPE_SUM,
	/** SHAPE_PLAIN, shifted to the left by `bit_offset`. */
	SHAPE_SHIFTED,
	/** Bits of SHAPE_PLAIN: `bit_width` of them from `bit_offset` on. */
	SHAPE_BITS,
	/** Anything else; `why` says what. */
	SHAPE_OTHER,
};

struct number {
	uint64_t value;
	enum shape shape;
	/** SHAPE_SUM: what was added. */
	int64_t addend;
	unsigned bit_offset, bit_width;
	/** SHAPE_BITS: they are filled up with their sign. */
	bool bits_signed;
	/** Bits of its DWARF type (DWARF 5, 2.5.1), 0 for the generic type. */
	unsigned type_bits;
	bool type_signed;
	/** SHAPE_OTHER: the class of the reason. */
	const char *why;
	/** SHAPE_OTHER: the value is not known even in this state. */
	bool is_unknown;
};

/** A number of SHAPE_OTHER with a value: no fetch argument gives it. */
struct number number_lost(const char *why, uint64_t value);

/** A number that is not known even in this state. */
struct number number_unknown(const char *why);

/** A number that is known now. */
struct number number_constant(uint64_t value);

/** The same number as SHAPE_OTHER; a reason that it has stays. */
struct number number_other(struct number number, const char *why);

/** @p value as a number of so many bits (0: all) with or without sign is kept in 64 bits. */
uint64_t number_fit(uint64_t value, unsigned bits, bool is_signed);

/** The number plus a constant. */
struct number number_plus(struct number number, uint64_t addend);

/** Convert to the type that @p type has in its fields for that. */
struct number number_convert(struct number number, const struct number *type);

/** DW_OP_plus, DW_OP_and, DW_OP_lt... */
struct number number_binary(unsigned atom, struct number a, struct number b);

/** DW_OP_neg, DW_OP_not, DW_OP_abs. */
struct number number_unary(unsigned atom, struct number number);

#endif /* BENCH_NUMBER_H */
