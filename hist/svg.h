/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * A table as a drawing (SVG 1.1, without scripts or other files).
 *
 * A key of ranges, the last one if there are several, makes columns over an axis, one drawing
 * beside the other for each combination of the other keys. Stacks make a flame graph: the outermost
 * function is at the bottom, and each is as wide as the hits that it is in. All other tables are
 * bars below each other.
 */
#ifndef HIST_SVG_H
#define HIST_SVG_H

#include "base/err.h"
#include "base/str.h"

struct hist_table;

/** Append @p table as a whole file. */
struct sonde_error *hist_svg_print(const struct hist_table *table, struct str *out);

#endif /* HIST_SVG_H */
