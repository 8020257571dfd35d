/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * What is to be said of a table besides its rows: how many hits it has, and which ones it lacks.
 */
#ifndef HIST_FOOTER_H
#define HIST_FOOTER_H

#include "base/err.h"
#include "base/str.h"
#include "hist/style.h"

struct hist_table;

/**
 * Append lines: the hits, rows and seconds of @p table, and one each for hits that were dropped or
 * missed, for rows that were left out, and for each remark. hist_plot_print() ends with it; whoever
 * prints in a format that has no place for it says it elsewhere.
 */
void hist_footer_print(const struct hist_table *table, const struct hist_style *style,
		       struct str *out);

/**
 * The same without the line of hits: nothing is appended where nothing is lacking. For standard
 * error beside --csv, --folded, and files.
 */
void hist_footer_print_lacking(const struct hist_table *table, const struct hist_style *style,
			       struct str *out);

#endif /* HIST_FOOTER_H */
