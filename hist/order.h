/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The order of rows, and the first ones of them.
 */
#ifndef HIST_ORDER_H
#define HIST_ORDER_H

#include "base/err.h"
#include "hist/table.h"

/**
 * Sort the rows: `FIELD[.desc]`, several with commas between them. FIELD is the title of a key or a
 * value; the count is `hitcount` as well. `.desc` (or `.descending`) is from the greatest on,
 * `.asc` (or nothing) from the least. Rows that are equal so far are sorted by all keys.
 *
 * @param sort NULL: as `sort` of the table says; if that is NULL too, by all keys
 * @return NOT_FOUND with the column for a title that the table has not
 */
struct sonde_error *hist_table_sort(struct hist_table *table, const char *sort);

/** Keep the first @p count rows; `left_out` and `left_out_hits` say what goes. */
struct sonde_error *hist_table_top(struct hist_table *table, uint64_t count);

#endif /* HIST_ORDER_H */
