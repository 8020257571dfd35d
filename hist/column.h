/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Columns: what a name of a list, and what it means, come down to in a trigger and in the layout of
 * what that trigger makes the kernel write.
 */
#ifndef HIST_COLUMN_H
#define HIST_COLUMN_H

#include "base/err.h"
#include "hist/layout.h"
#include "hist/operand.h"
#include "hist/question.h"
#include "hist/spec.h"
#include "hist/trigger.h"

/** Both are made together, column by column. Borrowed. */
struct hist_columns {
	struct hist_trigger *trigger;
	struct hist_layout *layout;
	const struct hist_question *question;
};

/** An error of @p kind at the name of @p term. */
struct sonde_error *hist_term_error(const struct hist_terms *terms, const struct hist_term *term,
				    enum sonde_error_kind kind, const char *format, ...)
	__attribute__((format(printf, 4, 5), returns_nonnull));

/** NOT_FOUND for a name that means nothing at @p event; with what is nearly the same. */
struct sonde_error *hist_term_unknown(const struct hist_terms *terms, const struct hist_term *term,
				      const struct hist_event *event);

/**
 * Add a key.
 *
 * @return SYNTAX for a shape that it cannot have, UNAVAILABLE for what the kernel cannot count by,
 *         UNSUPPORTED for what this one cannot
 */
struct sonde_error *hist_column_add_key(struct hist_columns *columns,
					const struct hist_terms *terms,
					const struct hist_term *term,
					const struct hist_operand *operand);

/** Add the count of hits: the first value. */
struct sonde_error *hist_column_add_count(struct hist_columns *columns);

/** Add a sum. */
struct sonde_error *hist_column_add_sum(struct hist_columns *columns,
					const struct hist_terms *terms,
					const struct hist_term *term,
					const struct hist_operand *operand);

/**
 * Add the sum of the key that is in buckets, the last one of several, unless it is there or there
 * is no room for it. To be called when all other columns are there, and the order is said.
 */
struct sonde_error *hist_column_add_key_sum(struct hist_columns *columns);

/** Add what is kept of the one that took longest; the trigger's action is the caller's. */
struct sonde_error *hist_column_add_worst(struct hist_columns *columns,
					  const struct hist_terms *terms,
					  const struct hist_term *term,
					  const struct hist_operand *operand);

/** Add a value of the latency: SUM, MEAN or MAX of `lat`. */
struct sonde_error *hist_column_add_latency(struct hist_columns *columns,
					    enum hist_value_role role);

/**
 * Say how rows are sorted, when all columns are there: as the question says, else by keys that have
 * an order, else by the first sum, else by the maximum, else by hits, from the greatest on.
 *
 * @return NOT_FOUND if the question says a column that is not there
 */
struct sonde_error *hist_column_sort(struct hist_columns *columns);

#endif /* HIST_COLUMN_H */
