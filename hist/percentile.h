/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Percentiles of a column of numbers or buckets.
 */
#ifndef HIST_PERCENTILE_H
#define HIST_PERCENTILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/vec.h"
#include "hist/table.h"

/** The percentiles of the hits that have the same other cells. */
struct hist_percentiles_of {
	/** The first of the rows that they are of: it has the other cells. */
	size_t row;
	/** Hits that they are of. */
	uint64_t count;
	/** As many as were asked for, in their order. Owned. */
	VEC(double) values;
};

struct hist_percentiles {
	/**
	 * They are interpolated in buckets, as if the hits in each were spread evenly, and not
	 * numbers that came: that has to be said with them.
	 */
	bool is_interpolated;
	/** One for each group of rows that differ only in the column, in the order of the table. */
	VEC(struct hist_percentiles_of) groups;
};

/** No percentiles. */
#define HIST_PERCENTILES_INIT \
	{                     \
		0             \
	}

/** Free what they hold and make them empty. */
void hist_percentiles_deinit(struct hist_percentiles *percentiles);

/** A `struct hist_percentiles` that is released at the end of its scope. */
#define _cleanup_hist_percentiles_ _cleanup_(hist_percentiles_deinit)

/** Whether a key has percentiles: all of its cells are numbers that mean an amount, or buckets. */
bool hist_percentiles_are_of(const struct hist_table *table, size_t key);

/**
 * Percentiles of the key @p key: the least number such that at least as many hits in a hundred are
 * not above it; in a bucket, the number that would be there.
 *
 * @param table without --top: rows that are left out count too
 * @param wanted @p count numbers above 0, at most 100: 50, 90, 99.9
 * @param ret initialised by this; the caller deinits it
 * @return UNAVAILABLE for a key without numbers
 */
struct sonde_error *hist_percentiles_make(const struct hist_table *table, size_t key,
					  const double *wanted, size_t count,
					  struct hist_percentiles *ret);

#endif /* HIST_PERCENTILE_H */
