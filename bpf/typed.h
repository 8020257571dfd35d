/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * An expression whose names have a meaning, and whose operators have operands that suit them.
 *
 * All numbers have 64 bits. A variable is extended to them by its sign, as C does it. An operation
 * is unsigned if one of its operands is, and only a variable of 64 bits without a sign (`unsigned
 * long`, a pointer), a number written with `u` or one above INT64_MAX is that, and what is
 * calculated of such; what `! && ||` and comparisons give (0 or 1) is not. A number without `u`
 * behind a `-` has a sign, and is refused beyond INT64_MIN. So a `u32` and an `s32` are compared as
 * mathematics have it, a `u64` and an `s32` as C has it. Whether a shift is unsigned its left
 * operand alone decides; it is what `>>` fills up with. Sums, differences and products wrap around;
 * a division by zero gives 0, its remainder the dividend, and INT64_MIN / -1 is INT64_MIN with a
 * remainder of 0 (Documentation/bpf/standardization/instruction-set.rst); shifts take the lowest 6
 * bits of how far. `&&` and `||` leave out what they need not know. A number is true unless it is
 * 0.
 *
 * Texts are equal if all of their bytes are. A pattern is one of glob(7) without its classes and
 * locales: `*` any bytes, `?` one byte, `[abx-z]` and `[!abx-z]` one byte of a set or of none of it
 * (a `]` in front, a `-` in front or at the end, and backslashes are bytes of the set), `\` takes
 * what follows for itself; it has to match the text from its beginning to its end.
 *
 * A read that faults makes the whole filter false, whatever the rest of it is, if it is reached.
 */
#ifndef BPF_TYPED_H
#define BPF_TYPED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "base/enumeration.h"
#include "base/err.h"
#include "base/str.h"
#include "base/suggest.h"
#include "base/vec.h"
#include "filter/expr.h"

enum filter_meaning {
	/** An argument of the event. */
	FILTER_IS_ARGUMENT,
	/** The command of the thread, a text. */
	FILTER_IS_COMMAND,
	/** The process, as the first pid namespace has it: what getpid(2) says there. */
	FILTER_IS_PROCESS,
	/** The thread, as the first pid namespace has it: what gettid(2) says there. */
	FILTER_IS_THREAD,
	FILTER_IS_CPU,
};

/** What a name means. */
struct filter_variable {
	enum filter_meaning meaning;
	/** Of ARGUMENT: its index among those of the event. */
	size_t argument;
	bool is_text;
	/** A number of 64 bits without a sign. */
	bool is_unsigned;
	/** Bytes of the number, for what is told of it; its sign. */
	unsigned size;
	bool is_signed;
	/** The names of its values; borrowed, or NULL. */
	const struct enumeration *values;
};

/** What the names of an expression mean. */
struct filter_scope {
	/**
	 * @return NOT_FOUND if it means nothing; UNAVAILABLE with the reason if it cannot be in a
	 * filter. Neither has a column.
	 */
	struct sonde_error *(*find)(const struct filter_scope *scope, const char *name,
				    struct filter_variable *ret);
	/** Offer all names that mean something. May be NULL. */
	void (*offer)(const struct filter_scope *scope, struct suggest *suggest);
	/** For both. Borrowed. */
	const void *context;
};

enum filter_typed_kind {
	/** A number that is known: enumerators, errno names and what is calculated of such. */
	FILTER_CONSTANT,
	/** A text that is known, or a pattern. */
	FILTER_LITERAL,
	FILTER_VARIABLE,
	/** `left` by FILTER_NEGATE, FILTER_COMPLEMENT, FILTER_NOT. */
	FILTER_CALCULATED_ONE,
	/** `left` and `right`, numbers, by any other operator but MATCHES and MATCHES_NOT. */
	FILTER_CALCULATED,
	/** Two texts by FILTER_EQUAL or FILTER_UNEQUAL. */
	FILTER_COMPARED_TEXTS,
	/** A text on the left and a LITERAL on the right, by MATCHES or MATCHES_NOT. */
	FILTER_MATCHED,
};

struct filter_typed_node {
	enum filter_typed_kind kind;
	enum filter_op op;
	/** Indices of the operands, which come before it. */
	size_t left, right;
	/** It is a text. */
	bool is_text;
	/**
	 * The operation is unsigned: of comparisons how they compare; else what it gives is a
	 * number of 64 bits without a sign.
	 */
	bool is_unsigned;
	/** Of CONSTANT. */
	uint64_t number;
	/** Of LITERAL. Borrowed from the expression. */
	const char *text;
	/** Of VARIABLE. */
	struct filter_variable variable;
	/** In the expression. */
	size_t column, end;
};

struct filter_typed {
	/** Operands before what they are operands of; the last is the whole, a number. Each is an
	 * operand once. What is known beforehand is one CONSTANT. */
	VEC(struct filter_typed_node) nodes;
	/** Borrowed. */
	const struct filter_expr *expr;
};

/** Free what it holds and make it empty. */
void filter_typed_deinit(struct filter_typed *typed);

/** A `struct filter_typed` that is released at the end of its scope. */
#define _cleanup_filter_typed_ _cleanup_(filter_typed_deinit)

/**
 * Settle what the names of @p expr mean. What the scope does not have may be an enumerator of what
 * it is compared with, or the name of an error number (`ENOENT` is 2).
 *
 * @param expr borrowed as long as the result is used
 * @param ret initialised by this; the caller deinits it
 * @return SYNTAX, NOT_FOUND or UNAVAILABLE with the column: a text that is calculated with, a
 *         number that is matched, a name that means nothing, with the one that was meant perhaps
 */
struct sonde_error *filter_typed_make(const struct filter_expr *expr,
				      const struct filter_scope *scope, struct filter_typed *ret);

/** The name of a VARIABLE, as it is written. Borrowed from the expression. */
const char *filter_typed_name(const struct filter_typed *typed,
			      const struct filter_typed_node *node);

/** Append the type of @p variable: `s32`, `text`. */
void filter_variable_print_type(const struct filter_variable *variable, struct str *out);

/** Append each variable with its type, once, a line each: for `sonde filter check`. */
struct sonde_error *filter_typed_describe(const struct filter_typed *typed, struct str *out);

#endif /* BPF_TYPED_H */
