/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Names of columns and cells as programs read them: CSV, metrics, and folded stacks.
 */
#ifndef HIST_SPELLING_H
#define HIST_SPELLING_H

#include <stdbool.h>

#include "base/str.h"
#include "hist/table.h"

/**
 * Append @p text as an identifier: letters, digits and `_`, of which others become one between
 * those that stay, and none begins or ends it. `$retval` is `retval`; `value` if nothing is left.
 */
void hist_spelling_name(const char *text, struct str *out);

/** Append the name of a value: `hits`, `sum_count`, `mean_count`, `max`, `worst_comm`. */
void hist_spelling_value_name(const struct hist_column *column, struct str *out);

/** Append a number in decimal. */
void hist_spelling_integer(uint64_t number, bool is_signed, struct str *out);

/**
 * Append a real number so that what reads it has the same one again, with a point in any locale and
 * as few digits as do.
 */
void hist_spelling_real(double number, struct str *out);

/** Append the frames of a stack, outermost first, with `;` between; a `;` in one is `:`. */
void hist_spelling_stack(const struct hist_cell *cell, struct str *out);

/**
 * Append a cell on one line: as hist_label_cell(), but of a stack its frames, outermost first, and
 * of an empty text nothing.
 */
void hist_spelling_cell(const struct hist_column *column, const struct hist_cell *cell,
			struct str *out);

#endif /* HIST_SPELLING_H */
