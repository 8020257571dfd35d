/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * An expression that picks names: globs (glob(7)) combined with `!`, `&`, `|` and parentheses,
 * which bind in this order, as in `vfs_* & !*_iter | ksys_read`.
 *
 * Blanks separate, and mean nothing else. `\` takes the next byte into the glob as it is; `!`
 * belongs to the glob behind `[`.
 */
#ifndef BASE_NAMEEXPR_H
#define BASE_NAMEEXPR_H

#include <stdbool.h>
#include <stddef.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "base/vec.h"

enum nameexpr_kind {
	NAMEEXPR_GLOB,
	NAMEEXPR_NOT,
	NAMEEXPR_AND,
	NAMEEXPR_OR,
};

struct nameexpr_node {
	enum nameexpr_kind kind;
	/** Index of the operand, of AND and OR the left one. */
	size_t left;
	/** Index of the right operand of AND and OR. */
	size_t right;
	/** The glob of a GLOB. Owned. */
	char *glob;
	/** Bytes that the glob begins with and that stand for themselves. */
	size_t literal;
};

struct nameexpr {
	/** Operands come before what they are operands of; the last node is the whole. */
	VEC(struct nameexpr_node) nodes;
};

/** No expression yet: it matches all names. */
#define NAMEEXPR_INIT             \
	{                         \
		.nodes = VEC_INIT \
	}

/** Free what it holds and make it empty. */
void nameexpr_deinit(struct nameexpr *expr);

/** A `struct nameexpr` that is released at the end of its scope. */
#define _cleanup_nameexpr_ _cleanup_(nameexpr_deinit)

/**
 * Make @p expr match also what @p text matches; an empty one then matches just that.
 *
 * @return SYNTAX with the column in @p text; @p expr can only be deinited then
 */
struct sonde_error *nameexpr_add(struct nameexpr *expr, const char *text);

/** Whether @p name is one that the expression picks. */
bool nameexpr_matches(const struct nameexpr *expr, const char *name);

#endif /* BASE_NAMEEXPR_H */
