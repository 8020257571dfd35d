/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The expression of a filter, as a person writes it behind `--if`, parsed:
 *
 *     count > 4096 && comm == "cat" && name ~ "*.log"
 *     (file->f_flags & 0x80000) == 0 || $retval < -ENOENT
 *
 * The operators are those of C, with its precedence, and `~` `!~` between a text and a pattern
 * (glob(7): `*`, `?`, `[a-z]`, `[!a-z]`), which bind as `==` does:
 *
 *     ||   &&   |   ^   &   == != ~ !~   < <= > >=   << >>   + -   * / %   ! ~ - +
 *
 * What C takes and people mean otherwise needs parentheses: `flags & 3 == 1`, `1 < n < 3`, `!a ==
 * b` and `1 << n + 1` are refused.
 *
 *     OPERAND   NUMBER  12, -1, 0x1f, 017, 'a', each with or without C's u and l
 *               TEXT    "text", 'text'; \" \\ \n \t and the like in it
 *               NAME    count, $retval, comm, file->f_pos, a.b[2].c, ns::var, SEEK_END, NULL
 *
 * What names mean, and whether what is done with them makes sense, is settled by who uses the
 * expression.
 */
#ifndef FILTER_EXPR_H
#define FILTER_EXPR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "base/vec.h"

enum filter_op {
	FILTER_OR,
	FILTER_AND,
	FILTER_BIT_OR,
	FILTER_BIT_XOR,
	FILTER_BIT_AND,
	FILTER_EQUAL,
	FILTER_UNEQUAL,
	/** `~`: the text on the left matches the pattern on the right. */
	FILTER_MATCHES,
	/** `!~` */
	FILTER_MATCHES_NOT,
	FILTER_LESS,
	FILTER_LESS_EQUAL,
	FILTER_GREATER,
	FILTER_GREATER_EQUAL,
	FILTER_SHIFT_LEFT,
	FILTER_SHIFT_RIGHT,
	FILTER_ADD,
	FILTER_SUBTRACT,
	FILTER_MULTIPLY,
	FILTER_DIVIDE,
	FILTER_REMAINDER,
	/** Those with one operand: `!`, `~`, `-`. A `+` leaves nothing behind. */
	FILTER_NOT,
	FILTER_COMPLEMENT,
	FILTER_NEGATE,
};

enum filter_node_kind {
	FILTER_NUMBER,
	FILTER_TEXT,
	FILTER_NAME,
	/** An operator and `left`. */
	FILTER_UNARY,
	/** An operator, `left` and `right`. */
	FILTER_BINARY,
};

struct filter_node {
	enum filter_node_kind kind;
	/** Of UNARY and BINARY. */
	enum filter_op op;
	/** Indices of the operands, which come before it. */
	size_t left, right;
	/** Of NUMBER. */
	uint64_t number;
	/** Of NUMBER: written with a `u`, or greater than INT64_MAX. */
	bool is_unsigned;
	/** Of TEXT without its quotes and with its escapes done; behind `~` those of the pattern
	 * are still there. Of NAME as written but for blanks. Owned. */
	char *text;
	/** Of TEXT: `"` or `'`. A text of one character in `'` is a number where a number is meant.
	 */
	char quote;
	/** 1-based: where it begins, of UNARY and BINARY its operator; and behind its last
	 * character. */
	size_t column, end;
};

struct filter_expr {
	/** Operands before what they are operands of; the last is the whole. */
	VEC(struct filter_node) nodes;
	/** Borrowed. */
	const char *text;
};

/** Nodes of an expression at the most. A chain `a && b && c` leans to the left, as deep as it is
 * long; to the right it is deep by parentheses, operators with one operand and precedence only. */
#define FILTER_NODES_MAX 4096

/** Parentheses, and operators with one operand, within each other at the most. */
#define FILTER_DEPTH_MAX 64

/** Free what it holds and make it empty. */
void filter_expr_deinit(struct filter_expr *expr);

/** A `struct filter_expr` that is released at the end of its scope. */
#define _cleanup_filter_expr_ _cleanup_(filter_expr_deinit)

/** As it is written: `==`. Static. */
const char *filter_op_text(enum filter_op op);

/** Whether it is one of `== != < <= > >= ~ !~`. */
bool filter_op_compares(enum filter_op op);

/** An error of what stands behind `--if`, with the column in it. */
struct sonde_error *filter_expr_error(const struct filter_expr *expr, enum sonde_error_kind kind,
				      size_t column, const char *format, ...)
	__attribute__((format(printf, 4, 5), returns_nonnull));

/**
 * Parse an expression. Its depth is limited, as is the number of its nodes.
 *
 * @param text borrowed, see above
 * @param ret initialised by this; the caller deinits it
 * @return SYNTAX with the column
 */
struct sonde_error *filter_expr_parse(const char *text, struct filter_expr *ret);

/**
 * The number that a name is by itself, whatever it stands beside: `NULL`, `false` and `true`, which
 * debuginfo does not know, and errors, as `ENOENT`.
 *
 * @return whether it is one
 */
bool filter_name_number(const char *name, uint64_t *ret);

/** How a name is used, by which a variable is fetched: as a number or as a text. */
struct filter_need {
	/** As written. Borrowed from the expression. */
	const char *name;
	size_t column;
	/** Compared with a text, or matched by a pattern. */
	bool as_text;
	/** Calculated with, compared with a number. */
	bool as_number;
};

struct filter_needs VEC_BODY(struct filter_need);

/** Free the list. */
void filter_needs_deinit(struct filter_needs *needs);

/** A `struct filter_needs` that is released at the end of its scope. */
#define _cleanup_filter_needs_ _cleanup_(filter_needs_deinit)

/**
 * The names in an expression, each once, in their order; without those that are numbers by
 * themselves (filter_name_number()). An enumerator is still among them: only debuginfo knows it.
 *
 * @param ret initialised by this; the caller deinits it
 */
struct sonde_error *filter_expr_needs(const struct filter_expr *expr, struct filter_needs *ret);

#endif /* FILTER_EXPR_H */
