/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * What came between two tables of the same histogram.
 */
#ifndef HIST_DIFFER_H
#define HIST_DIFFER_H

#include "base/err.h"
#include "hist/table.h"

/**
 * What @p now has more than @p before: rows that have been hit in between, with the counts and sums
 * of that time. A row, or a whole table, that has less than before was emptied meanwhile: what it
 * has now is what came, and that is a remark.
 *
 * The greatest value, and what was saved with it, is known of the time only where it has grown:
 * else it is NONE. The rows are in the order of @p now. `seconds` is the time between the two if
 * both say when they ended.
 *
 * @param before nothing may have been left out of either table, and no rows made one that are not
 *               in the other
 * @param ret initialised by this; the caller deinits it
 * @return MISMATCH if the tables have not as many columns
 */
struct sonde_error *hist_table_differ(const struct hist_table *now, const struct hist_table *before,
				      struct hist_table *ret);

#endif /* HIST_DIFFER_H */
