/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "hist/label.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

/* Put `,` between each three of the digits that `out` has behind `begin`. */
static void append_grouped(const char *digits, size_t count, struct str *out)
{
	for (size_t i = 0; i < count; i++) {
		if (i && (count - i) % 3 == 0)
			str_append_char(out, ',');
		str_append_char(out, digits[i]);
	}
}

void hist_label_count(uint64_t number, struct str *out)
{
	char digits[24];
	const int size = snprintf(digits, sizeof(digits), "%" PRIu64, number);

	append_grouped(digits, (size_t)size, out);
}

static void append_integer(uint64_t number, bool is_signed, struct str *out)
{
	if (is_signed && (int64_t)number < 0) {
		str_append_char(out, '-');
		number = -number;
	}
	hist_label_count(number, out);
}

void hist_label_real(double number, struct str *out)
{
	const double size = fabs(number);
	char digits[400];
	int count;

	if (!isfinite(number)) {
		str_append_char(out, '-');
		return;
	}
	if (number < 0)
		str_append_char(out, '-');
	if (size < 999.5) {
		str_appendf(out, "%.*f", size < 9.995 ? 2 : size < 99.95 ? 1 : 0, size);
		return;
	}
	count = snprintf(digits, sizeof(digits), "%.0f", size);
	append_grouped(digits, (size_t)count, out);
}

void hist_label_short(double number, struct str *out)
{
	static const char units[] = {0, 'k', 'M', 'G', 'T', 'P', 'E'};
	size_t unit = 0;

	while (number >= 999.5 && unit + 1 < sizeof(units)) {
		number /= 1000;
		unit++;
	}
	str_appendf(out, "%.3g", number);
	if (unit)
		str_append_char(out, units[unit]);
}

void hist_label_share(double part, double whole, struct str *out)
{
	const double share = part / whole * 100;

	if (share > 0 && share < 0.05)
		str_append(out, "<0.1%");
	else
		str_appendf(out, "%.1f%%", share);
}

void hist_label_seconds(double seconds, struct str *out)
{
	str_appendf(out, seconds < 10 ? "%.2f s" : seconds < 1000 ? "%.1f s" : "%.0f s", seconds);
}

/* Seconds of one of @p unit (`ns`, `us`, `ms`, `s`); 0 for what is no unit of time, and NULL. */
static double unit_seconds(const char *unit)
{
	static const struct {
		const char *name;
		double seconds;
	} units[] = {{"ns", 1e-9}, {"us", 1e-6}, {"ms", 1e-3}, {"s", 1}};

	for (size_t i = 0; unit && i < sizeof(units) / sizeof(*units); i++)
		if (!strcmp(units[i].name, unit))
			return units[i].seconds;
	return 0;
}

/*
 * Whether bounds of the column's buckets are written with a unit that fits each, `1.05ms`: of
 * powers of two of a time. The title has no unit then.
 */
static bool has_units(const struct hist_column *column)
{
	return column->shape == HIST_SHAPE_LOG2 && unit_seconds(column->unit) > 0;
}

/* Whole numbers up to 999 of the column's own unit are exact. */
static void append_time(const struct hist_column *column, double bound, struct str *out)
{
	static const char *const units[] = {"ns", "us", "ms", "s"};
	size_t unit = 0;

	while (unit < 3 && strcmp(units[unit], column->unit) != 0)
		unit++;
	if (bound < 1000 && bound == (double)(unsigned)bound) {
		str_appendf(out, "%.0f%s", bound, units[unit]);
		return;
	}
	while (bound >= 999.5 && unit < 3) {
		bound /= 1000;
		unit++;
	}
	str_appendf(out, "%.*f%s", bound < 9.995 ? 2 : bound < 99.95 ? 1 : 0, bound, units[unit]);
}

/* Only where nothing is lost. */
static void append_binary(uint64_t bound, struct str *out)
{
	static const char units[] = {0, 'K', 'M', 'G', 'T', 'P', 'E'};
	size_t unit = 0;

	while (bound && bound % 1024 == 0 && unit + 1 < sizeof(units)) {
		bound /= 1024;
		unit++;
	}
	str_appendf(out, "%" PRIu64, bound);
	if (unit)
		str_append_char(out, units[unit]);
}

void hist_label_bound(const struct hist_column *column, uint64_t bound, bool is_signed,
		      struct str *out)
{
	if (is_signed && (int64_t)bound < 0)
		str_appendf(out, "%" PRId64, (int64_t)bound);
	else if (has_units(column))
		append_time(column, (double)bound, out);
	else if (column->shape == HIST_SHAPE_LOG2)
		append_binary(bound, out);
	else
		str_appendf(out, "%" PRIu64, bound);
}

void hist_label_amount(const struct hist_column *column, double number, struct str *out)
{
	/* Of powers of two there is one bucket below it, in which nothing is known of where. */
	if (column->shape == HIST_SHAPE_LOG2 && number < 0) {
		str_append(out, "below 0");
		return;
	}
	if (has_units(column)) {
		append_time(column, number, out);
		return;
	}
	hist_label_real(number, out);
	if (column->unit) {
		str_append_char(out, ' ');
		str_append_clean(out, column->unit, "");
	}
}

static void append_range(const struct hist_column *column, const struct hist_cell *cell,
			 struct str *out)
{
	/* In a larger unit than the kernel's a number stands for what is above the one before. */
	const bool is_begun = column->scale > 1 && cell->low >= 1;
	const bool is_open = (is_begun || (column->shape == HIST_SHAPE_LOG2 && cell->low > 1)) &&
			     !(cell->is_signed && (int64_t)cell->low < 0);

	if (cell->low == cell->high && !is_begun) {
		hist_label_bound(column, cell->low, cell->is_signed, out);
		return;
	}
	if (cell->is_signed && cell->low == (uint64_t)INT64_MIN) {
		str_append(out, "below ");
		hist_label_bound(column, cell->high + 1, true, out);
		return;
	}
	str_append_char(out, is_open ? '(' : '[');
	hist_label_bound(column, cell->low - is_open, cell->is_signed, out);
	str_append(out, ", ");
	/* The last bucket has no power of two for a bound. */
	if (is_open && cell->high == UINT64_MAX && !cell->is_signed)
		str_append(out, has_units(column) ? "..." : "16E");
	else
		hist_label_bound(column, cell->high, cell->is_signed, out);
	str_append_char(out, ']');
}

void hist_label_cell(const struct hist_column *column, const struct hist_cell *cell,
		     struct str *out)
{
	_cleanup_str_ struct str text = STR_INIT;

	if (cell->kind == HIST_CELL_RANGE && !cell->text) {
		append_range(column, cell, out);
		return;
	}
	hist_cell_print(column, cell, &text);
	str_append_clean(out, text.size ? str_text(&text) : "\"\"", "");
	out->failed |= text.failed;
}

void hist_label_value(const struct hist_column *column, const struct hist_value *value,
		      struct str *out)
{
	_cleanup_str_ struct str text = STR_INIT;

	if (value->kind == HIST_VALUE_INTEGER && !value->text &&
	    column->shape == HIST_SHAPE_PLAIN) {
		append_integer(value->integer, value->is_signed, out);
		return;
	}
	if (value->kind == HIST_VALUE_REAL) {
		hist_label_real(value->real, out);
		return;
	}
	hist_value_print(column, value, &text);
	str_append_clean(out, str_text(&text), "");
	out->failed |= text.failed;
}

void hist_label_key_title(const struct hist_column *column, struct str *out)
{
	str_append_clean(out, column->title ? column->title : "", "");
	if (column->unit && !has_units(column)) {
		str_append(out, " (");
		str_append_clean(out, column->unit, "");
		str_append_char(out, ')');
	}
}

/* What is said before a title, unless it says so itself. */
static const char *role_prefix(const struct hist_column *column)
{
	static const char *const prefixes[] = {
		[HIST_VALUE_COUNT] = "",   [HIST_VALUE_SUM] = "sum ", [HIST_VALUE_MEAN] = "mean ",
		[HIST_VALUE_MAX] = "max ", [HIST_VALUE_WORST] = "",
	};
	const char *prefix = prefixes[column->role];

	if (column->title && *prefix && !strncmp(column->title, prefix, strlen(prefix) - 1))
		return "";
	return prefix;
}

void hist_label_subject(const struct hist_column *column, struct str *out)
{
	_cleanup_str_ struct str text = STR_INIT;
	const char *subject;
	const size_t size = hist_value_subject(column->title ? column->title : "", column->role,
					       &subject);

	str_append_bytes(&text, subject, size);
	str_append_clean(out, str_text(&text), "");
	out->failed |= text.failed;
}

void hist_label_value_title(const struct hist_column *column, struct str *out)
{
	str_append(out, role_prefix(column));
	if (column->role == HIST_VALUE_WORST) {
		hist_label_subject(column, out);
		str_append(out, " at max");
	} else {
		str_append_clean(out, column->title ? column->title : "", "");
	}
	if (column->unit) {
		str_append(out, " (");
		str_append_clean(out, column->unit, "");
		str_append_char(out, ')');
	}
}

double hist_label_weight(const struct hist_value *value)
{
	switch (value->kind) {
	case HIST_VALUE_INTEGER:
		if (value->is_signed)
			return (int64_t)value->integer > 0 ? (double)value->integer : 0;
		return (double)value->integer;
	case HIST_VALUE_REAL:
		return value->real > 0 ? value->real : 0;
	case HIST_VALUE_NONE:
	case HIST_VALUE_TEXT:
		break;
	}
	return 0;
}

void hist_label_keys(const struct hist_table *table, const struct hist_row *row, size_t without,
		     struct str *out)
{
	const char *separator = "";

	for (size_t i = 0; i < table->keys.size; i++) {
		if (i == without)
			continue;
		str_append(out, separator);
		hist_label_key_title(&table->keys.data[i], out);
		if (row) {
			str_append_char(out, ' ');
			hist_label_cell(&table->keys.data[i], &row->cells.data[i], out);
		}
		separator = ", ";
	}
}
