/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * A filter in the kernel's words, checked against the fields that it is about: the kernel refuses
 * wrong ones late, says little (6.1 says nothing), and takes some that it cannot mean.
 *
 * Follows kernel/trace/trace_events_filter.c of the kernel.
 */
#ifndef HIST_FILTER_PRINT_H
#define HIST_FILTER_PRINT_H

#include <stddef.h>

#include "base/err.h"
#include "base/str.h"
#include "hist/filter.h"
#include "hist/operand.h"

/** What the names of a filter mean. */
struct hist_scope {
	/**
	 * What the name of @p test means.
	 *
	 * @return NOT_FOUND and others, see hist_test_error()
	 */
	struct sonde_error *(*find)(const struct hist_scope *scope, const struct hist_test *test,
				    struct hist_operand *ret);
	/** For `find`. Borrowed. */
	const void *context;
};

/** An error of @p kind at @p column of the filter's text. */
struct sonde_error *hist_filter_error(const struct hist_filter *filter, enum sonde_error_kind kind,
				      size_t column, const char *format, ...)
	__attribute__((format(printf, 4, 5), returns_nonnull));

/**
 * Append what lies below @p node, and itself, as the kernel takes it behind `if`. Behind a text
 * that is there already, `&&` comes first.
 *
 * @return what `find` returns; SYNTAX with the column for a comparison that the field's type does
 * not have, or a value that it cannot have; UNAVAILABLE for what no filter can compare
 */
struct sonde_error *hist_filter_print(const struct hist_filter *filter, size_t node,
				      const struct hist_scope *scope, struct str *out);

#endif /* HIST_FILTER_PRINT_H */
