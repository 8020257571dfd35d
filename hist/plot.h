/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * A table as people read it in a terminal.
 *
 * A key of ranges, the last one if there are several, makes a histogram: buckets in their order
 * with those between that nothing was in, one histogram for each combination of the other keys.
 * A key of stacks makes a block for each row. All others are a list in the order of the table.
 * Each has bars; texts are made harmless, see str_append_clean().
 */
#ifndef HIST_PLOT_H
#define HIST_PLOT_H

#include "base/err.h"
#include "base/str.h"
#include "hist/style.h"

struct hist_table;

/** Append @p table: its title, its rows, what is to be said of them (hist/footer.h). */
struct sonde_error *hist_plot_print(const struct hist_table *table, const struct hist_style *style,
				    struct str *out);

#endif /* HIST_PLOT_H */
