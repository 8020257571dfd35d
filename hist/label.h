/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Numbers, buckets and titles of columns as people read them. Texts are harmless for a terminal.
 */
#ifndef HIST_LABEL_H
#define HIST_LABEL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"
#include "hist/table.h"

/** Append a number with `,` between thousands: `12,345`. */
void hist_label_count(uint64_t number, struct str *out);

/** Append a real number likewise, with the decimals that make three digits: `12,345`, `1.25`. */
void hist_label_real(double number, struct str *out);

/** Append it short: `950`, `12.3k`, `1.2M`. For axes. */
void hist_label_short(double number, struct str *out);

/** Append what share @p part is of @p whole, which is positive: `12.5%`. */
void hist_label_share(double part, double whole, struct str *out);

/** Append a duration: `0.25 s`, `10 s`. */
void hist_label_seconds(double seconds, struct str *out);

/**
 * Append a bound of a bucket. Powers of two: of a time with three digits and a unit, of others
 * `512`, `1K` (1024), `1M`...; else the number.
 */
void hist_label_bound(const struct hist_column *column, uint64_t bound, bool is_signed,
		      struct str *out);

/** Append a number of what a column has, as percentiles are, with its unit: `3.12us`, `1,234 B`;
 * `below 0` of powers of two. */
void hist_label_amount(const struct hist_column *column, double number, struct str *out);

/**
 * Append a cell. A bucket of powers of two is `(512, 1K]`, above the first, up to the second; its
 * first ones are `[0, 1]` and `2`; one from the least number on is `below 0`. Others as
 * hist_cell_print() has them, without what commands a terminal; an empty text is `""`.
 */
void hist_label_cell(const struct hist_column *column, const struct hist_cell *cell,
		     struct str *out);

/** Append a value: numbers as hist_label_count() and hist_label_real(), `-` for none. */
void hist_label_value(const struct hist_column *column, const struct hist_value *value,
		      struct str *out);

/** Append the title of a key, with its unit: `count (B)`. */
void hist_label_key_title(const struct hist_column *column, struct str *out);

/** Append what a value is of, without its role: `count`, `ret`; of the latency `sum`. */
void hist_label_subject(const struct hist_column *column, struct str *out);

/** Append that of a value: `hits`, `sum count (B)`, `mean`, `max`, `ret at max`. */
void hist_label_value_title(const struct hist_column *column, struct str *out);

/** A value as a number of which a bar can be made; 0 for none, texts and negative ones. */
double hist_label_weight(const struct hist_value *value);

/**
 * Append the titles of all keys but @p without, with their cells in @p row: `comm cat, cpu 3`.
 *
 * @param row NULL: the titles alone
 * @param without a place in the table's keys; HIST_NO_KEY: none is left out
 */
void hist_label_keys(const struct hist_table *table, const struct hist_row *row, size_t without,
		     struct str *out);

#endif /* HIST_LABEL_H */
