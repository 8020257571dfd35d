/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Finds the rows of a table by their cells.
 */
#ifndef HIST_INDEX_H
#define HIST_INDEX_H

#include "base/err.h"
#include "hist/table.h"

struct hist_index {
	/** Numbers of rows, from 1; 0 is free. Open addressing. */
	size_t *slots;
	/** A power of two, or 0. */
	size_t capacity;
};

/** An index of nothing. */
#define HIST_INDEX_INIT \
	{               \
		0       \
	}

/** Free what it holds and make it empty. */
void hist_index_deinit(struct hist_index *index);

/** A `struct hist_index` that is released at the end of its scope. */
#define _cleanup_hist_index_ _cleanup_(hist_index_deinit)

/**
 * Make an index without rows that has room for all of @p table.
 *
 * @param ret initialised by this; the caller deinits it
 */
struct sonde_error *hist_index_reserve(const struct hist_table *table, struct hist_index *ret);

/**
 * The slot for the cells of @p row: it has the number of the row of @p table that has the same
 * ones, or 0 and is for the caller to fill.
 */
size_t *hist_index_slot(const struct hist_index *index, const struct hist_table *table,
			const struct hist_row *row);

/** Make the index of all rows of @p table, as hist_index_reserve() does. */
struct sonde_error *hist_index_make(const struct hist_table *table, struct hist_index *ret);

/** The row of @p table that has the cells of @p row, or SIZE_MAX. */
size_t hist_index_find(const struct hist_index *index, const struct hist_table *table,
		       const struct hist_row *row);

#endif /* HIST_INDEX_H */
