/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "hist/table.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void hist_texts_deinit(struct hist_texts *texts)
{
	vec_for_each(texts, text)
		free(*text);
	vec_deinit(texts);
}

void hist_cell_deinit(struct hist_cell *cell)
{
	free(cell->text);
	hist_texts_deinit(&cell->frames);
	*cell = (struct hist_cell){0};
}

void hist_value_deinit(struct hist_value *value)
{
	free(value->text);
	*value = (struct hist_value){0};
}

void hist_row_deinit(struct hist_row *row)
{
	vec_for_each(&row->cells, cell)
		hist_cell_deinit(cell);
	vec_deinit(&row->cells);
	vec_for_each(&row->values, value)
		hist_value_deinit(value);
	vec_deinit(&row->values);
}

void hist_column_deinit(struct hist_column *column)
{
	free(column->title);
	free(column->field);
	free(column->unit);
	*column = (struct hist_column){0};
}

static void deinit_columns(struct hist_table_columns *columns)
{
	vec_for_each(columns, column)
		hist_column_deinit(column);
	vec_deinit(columns);
}

void hist_table_deinit(struct hist_table *table)
{
	free(table->title);
	free(table->sort);
	deinit_columns(&table->keys);
	deinit_columns(&table->values);
	vec_for_each(&table->rows, row)
		hist_row_deinit(row);
	vec_deinit(&table->rows);
	hist_texts_deinit(&table->remarks);
	*table = (struct hist_table)HIST_TABLE_INIT;
}

/* @param text theirs from then on */
static struct sonde_error *push_text(struct hist_texts *texts, char **text)
{
	TRY(vec_push(texts, *text));
	*text = NULL;
	return NULL;
}

static struct sonde_error *copy_texts(const struct hist_texts *texts, struct hist_texts *ret)
{
	_cleanup_hist_texts_ struct hist_texts copies = VEC_INIT;

	vec_for_each(texts, text) {
		_cleanup_free_ char *copy = NULL;

		TRY(sonde_strdup(*text, &copy));
		TRY(push_text(&copies, &copy));
	}
	*ret = copies;
	copies = (struct hist_texts)VEC_INIT;
	return NULL;
}

struct sonde_error *hist_cell_copy(const struct hist_cell *cell, struct hist_cell *ret)
{
	_cleanup_hist_cell_ struct hist_cell copy = *cell;

	copy.text = NULL;
	copy.frames = (struct hist_texts)VEC_INIT;
	TRY(sonde_strdup(cell->text, &copy.text));
	TRY(copy_texts(&cell->frames, &copy.frames));
	*ret = copy;
	copy = (struct hist_cell){0};
	return NULL;
}

static struct sonde_error *copy_value(const struct hist_value *value, struct hist_value *ret)
{
	struct hist_value copy = *value;

	TRY(sonde_strdup(value->text, &copy.text));
	*ret = copy;
	return NULL;
}

struct sonde_error *hist_row_copy(const struct hist_row *row, struct hist_row *ret)
{
	_cleanup_hist_row_ struct hist_row copy = {0};

	vec_for_each(&row->cells, cell) {
		TRY(vec_push(&copy.cells, (struct hist_cell){0}));
		TRY(hist_cell_copy(cell, vec_last(&copy.cells)));
	}
	vec_for_each(&row->values, value) {
		TRY(vec_push(&copy.values, (struct hist_value){0}));
		TRY(copy_value(value, vec_last(&copy.values)));
	}
	*ret = copy;
	copy = (struct hist_row){0};
	return NULL;
}

struct sonde_error *hist_column_copy(const struct hist_column *column, struct hist_column *ret)
{
	_cleanup_hist_column_ struct hist_column copy = *column;

	copy.title = copy.field = copy.unit = NULL;
	TRY(sonde_strdup(column->title, &copy.title));
	TRY(sonde_strdup(column->field, &copy.field));
	TRY(sonde_strdup(column->unit, &copy.unit));
	*ret = copy;
	copy = (struct hist_column){0};
	return NULL;
}

/* What was copied when it fails belongs to the table that it is added to. */
static struct sonde_error *copy_columns(const struct hist_table_columns *columns,
					struct hist_table_columns *ret)
{
	vec_for_each(columns, column) {
		TRY(vec_push(ret, (struct hist_column){0}));
		TRY(hist_column_copy(column, vec_last(ret)));
	}
	return NULL;
}

struct sonde_error *hist_table_copy_form(const struct hist_table *table, struct hist_table *ret)
{
	_cleanup_hist_table_ struct hist_table copy = HIST_TABLE_INIT;

	TRY(sonde_strdup(table->title, &copy.title));
	TRY(sonde_strdup(table->sort, &copy.sort));
	TRY(copy_columns(&table->keys, &copy.keys));
	TRY(copy_columns(&table->values, &copy.values));
	TRY(copy_texts(&table->remarks, &copy.remarks));
	*ret = copy;
	copy = (struct hist_table)HIST_TABLE_INIT;
	return NULL;
}

struct sonde_error *hist_table_copy(const struct hist_table *table, struct hist_table *ret)
{
	_cleanup_hist_table_ struct hist_table copy = HIST_TABLE_INIT;

	TRY(hist_table_copy_form(table, &copy));
	vec_for_each(&table->rows, row) {
		TRY(vec_push(&copy.rows, (struct hist_row){0}));
		TRY(hist_row_copy(row, vec_last(&copy.rows)));
	}
	copy.hits = table->hits;
	copy.dropped = table->dropped;
	copy.entries = table->entries;
	copy.size = table->size;
	copy.missed = table->missed;
	copy.left_out = table->left_out;
	copy.left_out_hits = table->left_out_hits;
	copy.seconds = table->seconds;
	copy.ended = table->ended;
	*ret = copy;
	copy = (struct hist_table)HIST_TABLE_INIT;
	return NULL;
}

static struct sonde_error *print_text(const char *format, va_list arguments, char **ret)
{
	char *text = NULL;

	if (vasprintf(&text, format, arguments) < 0)
		return &sonde_error_no_memory;
	*ret = text;
	return NULL;
}

struct sonde_error *hist_texts_add(struct hist_texts *texts, const char *format, ...)
{
	_cleanup_free_ char *text = NULL;
	struct sonde_error *error;
	va_list arguments;

	va_start(arguments, format);
	error = print_text(format, arguments, &text);
	va_end(arguments);
	TRY(error);
	return push_text(texts, &text);
}

struct sonde_error *hist_table_remark(struct hist_table *table, const char *format, ...)
{
	_cleanup_free_ char *text = NULL;
	struct sonde_error *error;
	va_list arguments;

	va_start(arguments, format);
	error = print_text(format, arguments, &text);
	va_end(arguments);
	TRY(error);
	vec_for_each(&table->remarks, remark) {
		if (strcmp(*remark, text) == 0)
			return NULL;
	}
	return push_text(&table->remarks, &text);
}

uint64_t hist_row_count(const struct hist_row *row)
{
	return row->values.size ? row->values.data[0].integer : 0;
}

static int compare_numbers(uint64_t a, bool a_signed, uint64_t b, bool b_signed)
{
	const bool a_below = a_signed && (int64_t)a < 0;
	const bool b_below = b_signed && (int64_t)b < 0;

	if (a_below != b_below)
		return a_below ? -1 : 1;
	return (a > b) - (a < b);
}

static int compare_texts(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "");
}

static int compare_stacks(const struct hist_texts *a, const struct hist_texts *b)
{
	for (size_t i = 0; i < a->size && i < b->size; i++) {
		const int order = strcmp(a->data[i], b->data[i]);

		if (order)
			return order;
	}
	return (a->size > b->size) - (a->size < b->size);
}

int hist_cell_compare(const struct hist_cell *a, const struct hist_cell *b)
{
	int order;

	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	switch (a->kind) {
	case HIST_CELL_NUMBER:
	case HIST_CELL_RANGE:
		order = compare_numbers(a->low, a->is_signed, b->low, b->is_signed);
		return order ? order
			     : compare_numbers(a->high, a->is_signed, b->high, b->is_signed);
	case HIST_CELL_TEXT:
		return compare_texts(a->text, b->text);
	case HIST_CELL_STACK:
		return compare_stacks(&a->frames, &b->frames);
	}
	return 0;
}

/* INTEGER and REAL are of one column only where an integer is 0 or less known than the real. */
static double as_real(const struct hist_value *value)
{
	if (value->kind == HIST_VALUE_REAL)
		return value->real;
	return value->is_signed ? (double)(int64_t)value->integer : (double)value->integer;
}

int hist_value_compare(const struct hist_value *a, const struct hist_value *b)
{
	const bool has_real = a->kind == HIST_VALUE_REAL || b->kind == HIST_VALUE_REAL;

	if (a->kind == HIST_VALUE_NONE || b->kind == HIST_VALUE_NONE)
		return (a->kind != HIST_VALUE_NONE) - (b->kind != HIST_VALUE_NONE);
	if (a->kind == HIST_VALUE_TEXT || b->kind == HIST_VALUE_TEXT)
		return a->kind == b->kind
			       ? compare_texts(a->text, b->text)
			       : (a->kind == HIST_VALUE_TEXT) - (b->kind == HIST_VALUE_TEXT);
	if (has_real)
		return (as_real(a) > as_real(b)) - (as_real(a) < as_real(b));
	return compare_numbers(a->integer, a->is_signed, b->integer, b->is_signed);
}

int hist_row_compare(const struct hist_row *a, const struct hist_row *b)
{
	for (size_t i = 0; i < a->cells.size && i < b->cells.size; i++) {
		const int order = hist_cell_compare(&a->cells.data[i], &b->cells.data[i]);

		if (order)
			return order;
	}
	return (a->cells.size > b->cells.size) - (a->cells.size < b->cells.size);
}

static void print_number(uint64_t number, bool is_signed, bool is_hex, struct str *out)
{
	if (is_hex)
		str_appendf(out, "0x%" PRIx64, number);
	else if (is_signed)
		str_appendf(out, "%" PRId64, (int64_t)number);
	else
		str_appendf(out, "%" PRIu64, number);
}

static void print_range(const struct hist_cell *cell, struct str *out)
{
	if (cell->low == cell->high) {
		print_number(cell->low, cell->is_signed, false, out);
		return;
	}
	str_append_char(out, '[');
	print_number(cell->low, cell->is_signed, false, out);
	str_append(out, ", ");
	print_number(cell->high, cell->is_signed, false, out);
	str_append_char(out, ']');
}

static void print_frames(const struct hist_texts *frames, struct str *out)
{
	vec_for_each(frames, frame) {
		if (frame > frames->data)
			str_append(out, " < ");
		str_append(out, *frame);
	}
}

void hist_cell_print(const struct hist_column *column, const struct hist_cell *cell,
		     struct str *out)
{
	if (cell->kind == HIST_CELL_STACK)
		print_frames(&cell->frames, out);
	else if (cell->kind == HIST_CELL_TEXT)
		str_append(out, cell->text ? cell->text : "");
	else if (cell->text && column->shape == HIST_SHAPE_PROCESS)
		str_appendf(out, "%s (%" PRIu64 ")", cell->text, cell->low);
	else if (cell->text)
		str_append(out, cell->text);
	else if (cell->kind == HIST_CELL_RANGE)
		print_range(cell, out);
	else
		print_number(cell->low, cell->is_signed, column->shape == HIST_SHAPE_HEX, out);
}

void hist_value_print(const struct hist_column *column, const struct hist_value *value,
		      struct str *out)
{
	if (value->kind == HIST_VALUE_NONE)
		str_append_char(out, '-');
	else if (value->text)
		str_append(out, value->text);
	else if (value->kind == HIST_VALUE_REAL)
		str_appendf(out, "%.2f", value->real);
	else if (value->kind == HIST_VALUE_INTEGER)
		print_number(value->integer, value->is_signed, column->shape == HIST_SHAPE_HEX,
			     out);
}
