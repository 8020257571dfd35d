/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The percentiles of histograms, as they are shown: p50, p90 and p99.
 */
#ifndef HIST_PERCENTILE_LINE_H
#define HIST_PERCENTILE_LINE_H

#include "base/err.h"
#include "base/str.h"
#include "hist/groups.h"
#include "hist/percentile.h"
#include "hist/table.h"

/** Those that are shown, from the least on. */
#define HIST_PERCENTILES_SHOWN \
	{                      \
		50, 90, 99     \
	}

/** How many they are. */
#define HIST_PERCENTILES_COUNT 3

/**
 * Make them of the key at @p key. There are none of a table whose rows were left out in part, since
 * those count too, and none of a key that has none.
 *
 * @param ret initialised by this; the caller deinits it
 */
struct sonde_error *hist_percentile_lines(const struct hist_table *table, size_t key,
					  struct hist_percentiles *ret);

/**
 * Append `p50 3.12us, p90 7.38us, p99 12.3ms`: those of the rows of @p group. Nothing if there are
 * none.
 */
void hist_percentile_line_print(const struct hist_table *table, size_t key,
				const struct hist_percentiles *percentiles,
				const struct hist_group *group, struct str *out);

#endif /* HIST_PERCENTILE_LINE_H */
