/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The worst of all: the greatest value of a table, and what was saved with it.
 */
#ifndef HIST_WORST_H
#define HIST_WORST_H

#include "base/str.h"
#include "hist/table.h"

/**
 * Append a line for each value of role MAX: `worst: 812 us, ret 4096, comm cat`. Nothing for a
 * table without one, or without rows.
 */
void hist_worst_print(const struct hist_table *table, struct str *out);

#endif /* HIST_WORST_H */
