/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * One row of a hist file, which may have several lines.
 */
#ifndef HIST_ROW_H
#define HIST_ROW_H

#include "base/err.h"
#include "hist/raw.h"

/**
 * Read the row that begins at *@p at with `{ `, by the keys and values of @p hist, and append it to
 * that.
 *
 * @param at moves behind the row's last line
 * @param end the end of the file, where a NUL stands
 * @param ret_bad where the row cannot go on; set only if there is no row
 * @return whether there is a row; an error only for lack of memory
 */
struct sonde_error *hist_row_read(struct hist_raw *hist, const char **at, const char *end,
				  const char **ret_bad);

#endif /* HIST_ROW_H */
