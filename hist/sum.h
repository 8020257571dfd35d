/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The values of rows, added.
 */
#ifndef HIST_SUM_H
#define HIST_SUM_H

#include "hist/table.h"

/**
 * Add the values of @p row to those of @p into, each as its column says: counts and sums are added,
 * means made anew, of two greatest ones the greater stays with what was saved then.
 *
 * @param row its texts may move to @p into
 */
void hist_row_add(const struct hist_table *table, struct hist_row *into, struct hist_row *row);

/** Make all of @p row anew that is REAL, of what the kernel has and of the count. */
void hist_row_remake(const struct hist_table *table, struct hist_row *row);

#endif /* HIST_SUM_H */
