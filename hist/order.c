/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "hist/order.h"

#include <string.h>

#include "base/suggest.h"

/* One field of an order. */
struct by {
	bool is_value;
	/* Which key, or which value. */
	size_t column;
	bool is_descending;
};

struct order VEC_BODY(struct by);

static void order_deinit(struct order *order)
{
	vec_deinit(order);
}

/* Whether the text ends with @p word, which is cut off then. */
static bool cut(const char *text, size_t *size, const char *word)
{
	const size_t length = strlen(word);

	if (*size <= length || memcmp(text + *size - length, word, length) != 0)
		return false;
	*size -= length;
	return true;
}

static bool is_title(const struct hist_column *column, const char *text, size_t size)
{
	return column->title && strlen(column->title) == size &&
	       memcmp(column->title, text, size) == 0;
}

static bool find(const struct hist_table *table, const char *text, size_t size, struct by *ret)
{
	for (size_t i = 0; i < table->keys.size; i++) {
		if (is_title(&table->keys.data[i], text, size)) {
			ret->column = i;
			return true;
		}
	}
	ret->is_value = true;
	for (size_t i = 0; i < table->values.size; i++) {
		if (is_title(&table->values.data[i], text, size)) {
			ret->column = i;
			return true;
		}
	}
	for (size_t i = 0; i < table->values.size; i++) {
		const struct hist_column *value = &table->values.data[i];

		if (value->title && hist_value_is_called(value->title, value->role, text, size)) {
			ret->column = i;
			return true;
		}
	}
	return false;
}

static struct sonde_error *unknown(const struct hist_table *table, const char *sort,
				   const char *word, size_t size)
{
	_cleanup_free_ char *name = NULL;
	struct suggest suggest;
	struct sonde_error *error;

	TRY(sonde_strndup(word, size, &name));
	suggest_init(&suggest, name);
	vec_for_each(&table->keys, column)
		suggest_offer(&suggest, column->title);
	vec_for_each(&table->values, column)
		suggest_offer(&suggest, column->title);
	error = sonde_error_syntax(sort, (size_t)(word - sort) + 1,
				   "There is no column '%s' to sort by.", name);
	if (error->kind != SONDE_ERROR_NO_MEMORY)
		error->kind = SONDE_ERROR_NOT_FOUND;
	error = suggest_hint(&suggest, error);
	suggest_deinit(&suggest);
	return error;
}

/* `FIELD`, `FIELD.desc`: a title with such an end of its own is taken as it is. */
static struct sonde_error *add_field(const struct hist_table *table, const char *sort,
				     const char *word, struct order *order)
{
	const size_t whole = strcspn(word, ",");
	size_t size = whole;
	struct by by = {0};

	if (!find(table, word, size, &by)) {
		by = (struct by){.is_descending = cut(word, &size, ".desc") ||
						  cut(word, &size, ".descending")};
		if (!by.is_descending && !cut(word, &size, ".asc"))
			cut(word, &size, ".ascending");
		if (!find(table, word, size, &by))
			return unknown(table, sort, word, size);
	}
	return vec_push(order, by);
}

static struct sonde_error *read_order(const struct hist_table *table, const char *sort,
				      struct order *order)
{
	const char *word = sort;

	for (;;) {
		TRY(add_field(table, sort, word, order));
		word += strcspn(word, ",");
		if (!*word)
			return NULL;
		word++;
	}
}

static int compare(const void *a, const void *b, void *order)
{
	const struct hist_row *one = a, *other = b;

	vec_for_each((const struct order *)order, by) {
		const int result = by->is_value
					   ? hist_value_compare(&one->values.data[by->column],
								&other->values.data[by->column])
					   : hist_cell_compare(&one->cells.data[by->column],
							       &other->cells.data[by->column]);

		if (result)
			return by->is_descending ? -result : result;
	}
	return hist_row_compare(one, other);
}

struct sonde_error *hist_table_sort(struct hist_table *table, const char *sort)
{
	_cleanup_(order_deinit) struct order order = VEC_INIT;

	if (!sort)
		sort = table->sort;
	if (sort)
		TRY(read_order(table, sort, &order));
	if (table->rows.size > 1)
		qsort_r(table->rows.data, table->rows.size, sizeof(*table->rows.data), compare,
			&order);
	return NULL;
}

struct sonde_error *hist_table_top(struct hist_table *table, uint64_t count)
{
	while (table->rows.size > count) {
		struct hist_row *row = vec_last(&table->rows);

		table->left_out++;
		table->left_out_hits += hist_row_count(row);
		hist_row_deinit(row);
		table->rows.size--;
	}
	return NULL;
}
