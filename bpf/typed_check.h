/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * What a filter can say, and nobody means: comparisons that are always the same, errors without
 * their sign, patterns that match nothing.
 */
#ifndef BPF_TYPED_CHECK_H
#define BPF_TYPED_CHECK_H

#include "base/err.h"
#include "bpf/typed.h"

/** Two operands, and what they were in the expression. */
struct filter_pair {
	const struct filter_expr *expr;
	/** The operator with both. */
	const struct filter_node *node;
	/** Numbers; of filter_check_texts() texts. */
	const struct filter_typed_node *left, *right;
};

/** @return SYNTAX with the column for a comparison or an operation that cannot be meant */
struct sonde_error *filter_check_pair(const struct filter_pair *pair);

/** @return SYNTAX with the column for a text or a pattern that a command never is; the pattern is
 * one */
struct sonde_error *filter_check_texts(const struct filter_pair *pair);

/** @return SYNTAX with the column for a pattern that is none (bpf/typed.h) */
struct sonde_error *filter_check_pattern(const struct filter_expr *expr,
					 const struct filter_node *node);

#endif /* BPF_TYPED_CHECK_H */
