/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Tables as CSV (RFC 4180): lines end with CR LF, fields are quoted where they must be.
 *
 * A key has one column; one of ranges has two, `TITLE_low` and `TITLE_high`, the least and the
 * greatest number that is counted there. Values follow. Numbers are in decimal, in the unit that
 * stands behind the title: `latency_us_low`. Texts are exact, whatever bytes they have: they can
 * command a terminal.
 */
#ifndef HIST_CSV_H
#define HIST_CSV_H

#include <stdbool.h>

#include "base/err.h"
#include "base/str.h"

struct hist_table;

/**
 * Append the line of titles.
 *
 * @param timed first column `time`: when the table ended, in seconds since 1970; for tables of
 *        intervals, which follow each other
 */
struct sonde_error *hist_csv_print_head(const struct hist_table *table, bool timed,
					struct str *out);

/** Append a line for each row, with the columns of that head. */
struct sonde_error *hist_csv_print_rows(const struct hist_table *table, bool timed,
					struct str *out);

#endif /* HIST_CSV_H */
