/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * What is counted: an expression (filter/expr.h) of which a trigger's `if` can say everything.
 *
 *     $retval < 0 && !(comm ~ "kworker*" || flags & 0x40)
 *
 *     EXPRESSION   EXPRESSION || EXPRESSION, EXPRESSION && EXPRESSION, !( EXPRESSION ), TEST
 *     TEST         NAME OPERATOR VALUE
 *     OPERATOR     == != < <= > >= of numbers; & of numbers: whether they have bits in common;
 *                  == != of texts; ~ !~ of texts: whether they match a pattern (glob(7))
 *     VALUE        a number, with a `-` or without; a text; the name of an enumerator or an error
 *
 * The kernel compares with constants alone: so a name on the right that is no number is a text
 * where the name on the left is one, `comm == cat`.
 *
 * What names and values mean is settled when it is said to an event: hist/filter_print.h.
 */
#ifndef HIST_FILTER_H
#define HIST_FILTER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "base/vec.h"
#include "hist/number.h"

enum hist_node_kind {
	HIST_NODE_AND,
	HIST_NODE_OR,
	HIST_NODE_NOT,
	HIST_NODE_TEST,
};

enum hist_operator {
	HIST_EQUAL,
	HIST_UNEQUAL,
	HIST_LESS,
	HIST_LESS_EQUAL,
	HIST_GREATER,
	HIST_GREATER_EQUAL,
	HIST_HAS_BITS,
	HIST_MATCHES,
};

/** As it is written: `==`. Static. */
const char *hist_operator_text(enum hist_operator op);

/** NAME OPERATOR VALUE. */
struct hist_test {
	/** Owned. */
	char *name;
	/** 1-based, in the filter's text; 0: it is from `-c`, and means the kernel's own `cpu`. */
	size_t name_column;
	enum hist_operator op;
	size_t operator_column;
	/** Without quotes, its escapes done; a number as it is written. Owned. */
	char *value;
	size_t value_column;
	/** `"` or `'` if it stood in those, else 0. */
	char quote;
	/** It is written in digits, and `number` has it. */
	bool is_number;
	struct hist_number number;
};

struct hist_node {
	enum hist_node_kind kind;
	/** Index of the operand, of AND and OR the left one. */
	size_t left;
	/** Index of the right operand of AND and OR. */
	size_t right;
	/** Of a TEST. */
	struct hist_test test;
};

struct hist_filter {
	/** Operands come before what they are operands of; the last node is the whole. */
	VEC(struct hist_node) nodes;
	/** Borrowed; NULL if nothing was written. */
	const char *text;
};

/** A filter that lets everything through. */
#define HIST_FILTER_INIT \
	{                \
		0        \
	}

/** Free what it holds and make it empty. */
void hist_filter_deinit(struct hist_filter *filter);

/** A `struct hist_filter` that is released at the end of its scope. */
#define _cleanup_hist_filter_ _cleanup_(hist_filter_deinit)

/**
 * Parse what stands behind `--if`.
 *
 * @param text NULL gives an empty filter; borrowed, see above
 * @param ret initialised by this; the caller deinits it
 * @return SYNTAX with the column for what is no expression; UNAVAILABLE for one that a trigger
 * cannot say
 */
struct sonde_error *hist_filter_parse(const char *text, struct hist_filter *ret);

/**
 * Let through only what is on certain CPUs, too.
 *
 * @param cpus as behind `-c`: numbers and ranges, `0-3,8`; NULL: all
 * @return SYNTAX with the column in @p cpus
 */
struct sonde_error *hist_filter_add_cpus(struct hist_filter *filter, const char *cpus);

/** A list of nodes of a filter, by their indices. */
struct hist_nodes VEC_BODY(size_t);

/** Free the list. */
void hist_nodes_deinit(struct hist_nodes *nodes);

/** A `struct hist_nodes` that is released at the end of its scope. */
#define _cleanup_hist_nodes_ _cleanup_(hist_nodes_deinit)

/**
 * The parts that have to be true all together: the operands of the outermost `&&`s. An empty
 * filter has none.
 *
 * @param ret appended to
 */
struct sonde_error *hist_filter_parts(const struct hist_filter *filter, struct hist_nodes *ret);

#endif /* HIST_FILTER_H */
