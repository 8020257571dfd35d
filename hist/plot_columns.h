/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The columns that a table has in the terminal, for those who print its kinds.
 */
#ifndef HIST_PLOT_COLUMNS_H
#define HIST_PLOT_COLUMNS_H

#include "base/err.h"
#include "hist/grid.h"
#include "hist/table.h"

/**
 * Add a column for each value of @p table, the count first, and with @p has_shares one for shares.
 * What was greatest, and what was so then, is optional: hist/worst.h says it for all rows.
 */
struct sonde_error *hist_plot_value_columns(const struct hist_table *table, bool has_shares,
					    struct hist_grid *grid);

/** What bars show. */
struct hist_plot_scale {
	/** The value: the hits, or what the rows are sorted by from the greatest on, if they are
	 * not by the hits. */
	size_t value;
	/** The greatest one that the table has. */
	double greatest;
	/** What shares are of; 0: that cannot be said. */
	double whole;
};

/** What the bars of @p table show. */
struct hist_plot_scale hist_plot_find_scale(const struct hist_table *table);

/**
 * Add the texts of those columns to the row that was begun.
 *
 * @param row NULL for one that has no hits
 * @param share of the row, as of a whole of 1; less than 0: there is no column for it
 */
struct sonde_error *hist_plot_value_texts(const struct hist_table *table,
					  const struct hist_row *row, double share,
					  struct hist_grid *grid);

#endif /* HIST_PLOT_COLUMNS_H */
