/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "hist/csv.h"

#include <string.h>

#include "hist/spelling.h"
#include "hist/table.h"

#define LINE_END "\r\n"

/* Quoted only where it must be, as most programs do; within quotes any byte can stand. */
static void append_field(const char *text, struct str *out)
{
	bool is_plain = !strpbrk(text, ",\"\r\n\t");

	for (const char *at = text; is_plain && *at;) {
		uint32_t code = 0;
		const size_t size = str_character(at, strlen(at), &code);

		is_plain = size && !str_is_command(code);
		at += size;
	}
	if (is_plain) {
		str_append(out, text);
		return;
	}
	str_append_char(out, '"');
	for (; *text; text++) {
		if (*text == '"')
			str_append_char(out, '"');
		str_append_char(out, *text);
	}
	str_append_char(out, '"');
}

/* The next field of a line, behind a comma unless it is the first. */
static void next_field(struct str *field, size_t *count, struct str *out)
{
	if ((*count)++)
		str_append_char(out, ',');
	append_field(str_text(field), out);
	out->failed |= field->failed;
	str_truncate(field, 0);
}

static bool has_ranges(const struct hist_column *key)
{
	return key->shape == HIST_SHAPE_LOG2 || key->shape == HIST_SHAPE_LINEAR;
}

static void append_unit(const struct hist_column *column, struct str *out)
{
	if (!column->unit)
		return;
	str_append_char(out, '_');
	hist_spelling_name(column->unit, out);
}

static void head_of_key(const struct hist_column *key, size_t *count, struct str *out)
{
	static const char *const bounds[] = {"_low", "_high"};
	_cleanup_str_ struct str field = STR_INIT;

	for (size_t i = 0; i < (has_ranges(key) ? 2 : 1); i++) {
		hist_spelling_name(key->title ? key->title : "", &field);
		append_unit(key, &field);
		if (has_ranges(key))
			str_append(&field, bounds[i]);
		next_field(&field, count, out);
	}
}

struct sonde_error *hist_csv_print_head(const struct hist_table *table, bool timed, struct str *out)
{
	_cleanup_str_ struct str field = STR_INIT;
	size_t count = 0;

	if (timed) {
		str_append(&field, "time");
		next_field(&field, &count, out);
	}
	vec_for_each(&table->keys, key)
		head_of_key(key, &count, out);
	vec_for_each(&table->values, value) {
		hist_spelling_value_name(value, &field);
		append_unit(value, &field);
		next_field(&field, &count, out);
	}
	str_append(out, LINE_END);
	return str_check(out);
}

/* The text of a cell that should be a bucket and is none stands in both columns. */
static void append_key(const struct hist_column *key, const struct hist_cell *cell, size_t *count,
		       struct str *out)
{
	_cleanup_str_ struct str field = STR_INIT;
	const uint64_t bounds[] = {cell->low, cell->high};

	for (size_t i = 0; i < (has_ranges(key) ? 2 : 1); i++) {
		if (cell->kind == HIST_CELL_STACK)
			hist_spelling_stack(cell, &field);
		else if (has_ranges(key) && !cell->text)
			hist_spelling_integer(bounds[i], cell->is_signed, &field);
		else
			hist_cell_print(key, cell, &field);
		next_field(&field, count, out);
	}
}

static void append_value(const struct hist_column *column, const struct hist_value *value,
			 size_t *count, struct str *out)
{
	_cleanup_str_ struct str field = STR_INIT;

	if (value->kind == HIST_VALUE_REAL)
		hist_spelling_real(value->real, &field);
	else if (value->kind != HIST_VALUE_NONE)
		hist_value_print(column, value, &field);
	next_field(&field, count, out);
}

static void append_row(const struct hist_table *table, const struct hist_row *row, bool timed,
		       struct str *out)
{
	_cleanup_str_ struct str field = STR_INIT;
	size_t count = 0;

	if (timed) {
		str_appendf(&field, "%.3f", table->ended);
		next_field(&field, &count, out);
	}
	for (size_t i = 0; i < table->keys.size; i++)
		append_key(&table->keys.data[i], &row->cells.data[i], &count, out);
	for (size_t i = 0; i < table->values.size; i++)
		append_value(&table->values.data[i], &row->values.data[i], &count, out);
	str_append(out, LINE_END);
}

struct sonde_error *hist_csv_print_rows(const struct hist_table *table, bool timed, struct str *out)
{
	vec_for_each(&table->rows, row)
		append_row(table, row, timed, out);
	return str_check(out);
}
