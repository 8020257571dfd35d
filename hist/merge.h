/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Rows and tables made one.
 */
#ifndef HIST_MERGE_H
#define HIST_MERGE_H

#include "base/err.h"
#include "hist/table.h"

/** Make one of all rows that have the same cells, and sort them as hist_table_sort() does. */
struct sonde_error *hist_table_unite(struct hist_table *table);

/**
 * Add @p other to @p table: values of rows with equal cells are added, greatest ones compared, the
 * other rows appended; so are hits, dropped and missed ones, entries, sizes and what was left out.
 * `seconds` and `ended` become the greater ones. It is sorted then, as hist_table_sort() does.
 *
 * @param other is empty afterwards, even where it fails
 * @return MISMATCH if the tables have not as many columns
 */
struct sonde_error *hist_table_merge(struct hist_table *table, struct hist_table *other);

#endif /* HIST_MERGE_H */
