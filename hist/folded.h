/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Tables as folded stacks, which programs that draw flame graphs read: a line for each row, frames
 * from the outermost on with `;` between, a blank, a number.
 */
#ifndef HIST_FOLDED_H
#define HIST_FOLDED_H

#include <stddef.h>

#include "base/err.h"
#include "base/str.h"

struct hist_table;

/** The value whose numbers are printed, as a place in those of @p table. */
size_t hist_folded_value(const struct hist_table *table);

/**
 * Append a line for each row. Keys that are no stacks are frames outside of it, in the order of the
 * table. The number is the sum where the table has one (the first), else the hits. `;` in a text
 * becomes `:`, for it would be two frames.
 */
struct sonde_error *hist_folded_print(const struct hist_table *table, struct str *out);

#endif /* HIST_FOLDED_H */
