/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * A bar of characters.
 */
#ifndef HIST_BAR_H
#define HIST_BAR_H

#include <stdbool.h>

#include "base/str.h"

/**
 * Append a bar of @p share of @p width columns, in eighths of a column, or without @p utf8 in whole
 * ones of `#`. What is more than nothing is seen: by the thinnest bar, or `.`.
 *
 * @param share from 0 to 1
 */
void hist_bar_print(double share, unsigned width, bool utf8, struct str *out);

#endif /* HIST_BAR_H */
