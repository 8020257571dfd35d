/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/measure/json.h"

#include "base/json_text.h"
#include "cli/json_give.h"
#include "hist/percentile_line.h"
#include "hist/spelling.h"
#include "hist/table.h"

static struct json_object *integer(uint64_t number, bool is_signed)
{
	return is_signed ? json_object_new_int64((int64_t)number) : json_object_new_uint64(number);
}

/* json-c's own has 17 digits, whether they are needed or not. */
static struct json_object *real(double number)
{
	_cleanup_str_ struct str text = STR_INIT;

	hist_spelling_real(number, &text);
	return text.failed ? NULL : json_object_new_double_s(number, str_text(&text));
}

static struct sonde_error *give_texts(struct json_object *object, const char *key,
				      const struct hist_texts *texts)
{
	_cleanup_json_ struct json_object *list = json_object_new_array();

	if (!list)
		return &sonde_error_no_memory;
	vec_for_each(texts, text) {
		_cleanup_json_ struct json_object *item = json_text(*text, strlen(*text));

		if (!item)
			return &sonde_error_no_memory;
		TRY(append(list, &item));
	}
	return give(object, key, take_ptr(list));
}

static struct sonde_error *add_key(struct json_object *list, const struct hist_column *key)
{
	_cleanup_json_ struct json_object *object = json_object_new_object();

	if (!object)
		return &sonde_error_no_memory;
	TRY(give_text(object, "title", key->title));
	TRY(give_text(object, "unit", key->unit));
	TRY(give_text(object, "shape", hist_shape_name(key->shape)));
	if (key->width)
		TRY(give(object, "width", json_object_new_uint64(key->width)));
	return append(list, &object);
}

static struct sonde_error *add_value(struct json_object *list, const struct hist_table *table,
				     const struct hist_column *value)
{
	_cleanup_json_ struct json_object *object = json_object_new_object();

	if (!object)
		return &sonde_error_no_memory;
	TRY(give_text(object, "title", value->title));
	TRY(give_text(object, "unit", value->unit));
	TRY(give_text(object, "role", hist_value_role_name(value->role)));
	if (value->role == HIST_VALUE_WORST && value->of < table->values.size)
		TRY(give_text(object, "of", table->values.data[value->of].title));
	return append(list, &object);
}

static struct sonde_error *give_columns(struct json_object *object, const struct hist_table *table)
{
	_cleanup_json_ struct json_object *keys = json_object_new_array();
	_cleanup_json_ struct json_object *values = json_object_new_array();

	if (!keys || !values)
		return &sonde_error_no_memory;
	vec_for_each(&table->keys, key)
		TRY(add_key(keys, key));
	for (size_t i = 1; i < table->values.size; i++)
		TRY(add_value(values, table, &table->values.data[i]));
	TRY(give(object, "keys", take_ptr(keys)));
	return give(object, "values", take_ptr(values));
}

static struct sonde_error *add_cell(struct json_object *list, const struct hist_cell *cell)
{
	_cleanup_json_ struct json_object *object = json_object_new_object();

	if (!object)
		return &sonde_error_no_memory;
	if (cell->kind == HIST_CELL_NUMBER)
		TRY(give(object, "value", integer(cell->low, cell->is_signed)));
	if (cell->kind == HIST_CELL_RANGE) {
		TRY(give(object, "low", integer(cell->low, cell->is_signed)));
		TRY(give(object, "high", integer(cell->high, cell->is_signed)));
	}
	if (cell->kind == HIST_CELL_STACK)
		TRY(give_texts(object, "frames", &cell->frames));
	TRY(give_text(object, "text", cell->text));
	return append(list, &object);
}

static struct sonde_error *add_number(struct json_object *list, const struct hist_value *value)
{
	_cleanup_json_ struct json_object *object = json_object_new_object();

	if (!object)
		return &sonde_error_no_memory;
	if (value->kind == HIST_VALUE_INTEGER)
		TRY(give(object, "value", integer(value->integer, value->is_signed)));
	if (value->kind == HIST_VALUE_REAL)
		TRY(give(object, "value", real(value->real)));
	TRY(give_text(object, "text", value->text));
	return append(list, &object);
}

static struct sonde_error *add_row(struct json_object *list, const struct hist_row *row)
{
	_cleanup_json_ struct json_object *object = json_object_new_object();
	_cleanup_json_ struct json_object *keys = json_object_new_array();
	_cleanup_json_ struct json_object *values = json_object_new_array();

	if (!object || !keys || !values)
		return &sonde_error_no_memory;
	vec_for_each(&row->cells, cell)
		TRY(add_cell(keys, cell));
	for (size_t i = 1; i < row->values.size; i++)
		TRY(add_number(values, &row->values.data[i]));
	TRY(give(object, "hits", json_object_new_uint64(hist_row_count(row))));
	TRY(give(object, "keys", take_ptr(keys)));
	TRY(give(object, "values", take_ptr(values)));
	return append(list, &object);
}

static struct sonde_error *give_rows(struct json_object *object, const struct hist_table *table)
{
	_cleanup_json_ struct json_object *rows = json_object_new_array();

	if (!rows)
		return &sonde_error_no_memory;
	vec_for_each(&table->rows, row)
		TRY(add_row(rows, row));
	return give(object, "rows", take_ptr(rows));
}

static struct sonde_error *add_percentiles(struct json_object *list,
					   const struct hist_percentiles_of *of, bool is_log2)
{
	static const char *const names[HIST_PERCENTILES_COUNT] = {"p50", "p90", "p99"};
	_cleanup_json_ struct json_object *object = json_object_new_object();

	if (!object)
		return &sonde_error_no_memory;
	TRY(give(object, "row", json_object_new_uint64(of->row)));
	/* Where in the one bucket of negative numbers it is nobody knows. */
	for (size_t i = 0; i < of->values.size && i < HIST_PERCENTILES_COUNT; i++)
		if (!is_log2 || of->values.data[i] >= 0)
			TRY(give(object, names[i], real(of->values.data[i])));
	return append(list, &object);
}

static struct sonde_error *give_percentiles(struct json_object *object,
					    const struct hist_table *table)
{
	_cleanup_hist_percentiles_ struct hist_percentiles percentiles = HIST_PERCENTILES_INIT;
	_cleanup_json_ struct json_object *list = NULL;
	const size_t key = hist_groups_key(table);

	if (key == HIST_NO_KEY)
		return NULL;
	TRY(hist_percentile_lines(table, key, &percentiles));
	if (!percentiles.groups.size)
		return NULL;
	list = json_object_new_array();
	if (!list)
		return &sonde_error_no_memory;
	vec_for_each(&percentiles.groups, of)
		TRY(add_percentiles(list, of, table->keys.data[key].shape == HIST_SHAPE_LOG2));
	return give(object, "percentiles", take_ptr(list));
}

/* What is not known is not there. */
static struct sonde_error *give_account(struct json_object *object, const struct hist_table *table)
{
	if (table->ended > 0)
		TRY(give(object, "time", real(table->ended)));
	if (table->seconds > 0)
		TRY(give(object, "seconds", real(table->seconds)));
	TRY(give(object, "hits", json_object_new_uint64(table->hits)));
	TRY(give(object, "dropped", json_object_new_uint64(table->dropped)));
	if (table->missed != UINT64_MAX)
		TRY(give(object, "missed", json_object_new_uint64(table->missed)));
	TRY(give(object, "left_out", json_object_new_uint64(table->left_out)));
	TRY(give(object, "left_out_hits", json_object_new_uint64(table->left_out_hits)));
	if (table->size)
		TRY(give(object, "size", json_object_new_uint64(table->size)));
	return NULL;
}

static struct sonde_error *make_table(const struct hist_table *table, struct json_object **ret)
{
	_cleanup_json_ struct json_object *object = json_object_new_object();

	if (!object)
		return &sonde_error_no_memory;
	TRY(give_text(object, "title", table->title));
	TRY(give_account(object, table));
	TRY(give_columns(object, table));
	TRY(give_rows(object, table));
	TRY(give_percentiles(object, table));
	TRY(give_texts(object, "remarks", &table->remarks));
	*ret = take_ptr(object);
	return NULL;
}

struct sonde_error *json_print_table(const struct hist_table *table, bool one_line, struct str *out)
{
	_cleanup_json_ struct json_object *object = NULL;

	TRY(make_table(table, &object));
	json_text_append(object, !one_line, out);
	return str_check(out);
}
