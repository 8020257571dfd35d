/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The three kinds of tables in a terminal, without title and footer; for hist/plot.c.
 */
#ifndef HIST_PLOT_KINDS_H
#define HIST_PLOT_KINDS_H

#include "base/err.h"
#include "base/str.h"
#include "hist/style.h"
#include "hist/table.h"

/**
 * Append histograms over the key at @p key.
 *
 * @param note what is said of them in the footer is appended here: percentiles, what labels mean
 */
struct sonde_error *hist_plot_buckets(const struct hist_table *table, size_t key,
				      const struct hist_style *style, struct str *out,
				      struct str *note);

/** Append a line for each row. */
struct sonde_error *hist_plot_list(const struct hist_table *table, const struct hist_style *style,
				   struct str *out);

/** Append a block for each row, with the frames of the key at @p key, innermost first. */
struct sonde_error *hist_plot_stacks(const struct hist_table *table, size_t key,
				     const struct hist_style *style, struct str *out);

#endif /* HIST_PLOT_KINDS_H */
