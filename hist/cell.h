/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * A hist of a file, and the layout that says what it means -> a table.
 */
#ifndef HIST_CELL_H
#define HIST_CELL_H

#include "base/err.h"
#include "hist/layout.h"
#include "hist/raw.h"
#include "hist/table.h"

/**
 * Make the table of a hist. Rows that are the same by the layout, as two places in one function
 * are, or two stacks that differ only in how the probe was made, are one. They are sorted as the
 * layout says.
 *
 * It is paused, or has more rows than the kernel says: that is a remark. What the file does not
 * know (title aside) is unset: `missed`, `seconds`, `ended`.
 *
 * @param layout its keys without a constant are those of the trigger, in order; its values are
 * found by their names
 * @param ret initialised by this; the caller deinits it
 * @return MISMATCH if the trigger, or what is printed, is not what the layout says
 */
struct sonde_error *hist_table_make(const struct hist_raw *raw, const struct hist_layout *layout,
				    struct hist_table *ret);

#endif /* HIST_CELL_H */
