/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The kinds of drawings of a table; for hist/svg.c.
 */
#ifndef HIST_SVG_KINDS_H
#define HIST_SVG_KINDS_H

#include "base/err.h"
#include "base/str.h"
#include "hist/table.h"

/** Append columns over the key at @p key, as a whole file. The table has rows. */
struct sonde_error *svg_print_columns(const struct hist_table *table, size_t key,
				      const char *subtitle, struct str *out);

/**
 * Append a flame graph of the stacks in the key at @p key, as a whole file. The table has rows. The
 * numbers are those of hist/folded.h.
 */
struct sonde_error *svg_print_flames(const struct hist_table *table, size_t key,
				     const char *subtitle, struct str *out);

/** Append bars below each other, as a whole file. The table has rows. */
struct sonde_error *svg_print_bars(const struct hist_table *table, const char *subtitle,
				   struct str *out);

#endif /* HIST_SVG_KINDS_H */
