/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/suggest.h"
#include "hist/column.h"
#include "hist/limits.h"

/* Whether its cells stand for amounts, so that their order is that of the table. */
static bool has_order(const struct hist_key_layout *key)
{
	switch (key->shape) {
	case HIST_SHAPE_LOG2:
	case HIST_SHAPE_LINEAR:
		return true;
	case HIST_SHAPE_PLAIN:
		return key->field && strcmp(key->field, "common_pid") != 0;
	default:
		return false;
	}
}

static struct sonde_error *say(struct hist_columns *columns, const char *title, bool descending)
{
	_cleanup_str_ struct str sort = STR_INIT;

	str_appendf(&sort, "%s%s", title, descending ? ".desc" : "");
	return str_take(&sort, &columns->layout->sort);
}

static struct sonde_error *say_to_kernel(struct hist_columns *columns, const char *field,
					 bool descending)
{
	return hist_texts_add(&columns->trigger->sort, "%s%s", field,
			      descending ? ".descending" : "");
}

/* By all keys; the kernel knows two. */
static struct sonde_error *sort_by_keys(struct hist_columns *columns)
{
	vec_for_each(&columns->layout->keys, key) {
		if (columns->trigger->sort.size == HIST_SORT_MAX)
			return NULL;
		TRY(say_to_kernel(columns, key->field, false));
	}
	return NULL;
}

static struct sonde_error *sort_by_value(struct hist_columns *columns,
					 const struct hist_value_layout *value, bool descending)
{
	TRY(say(columns, value->title, descending));
	/* What is made of several, or kept aside, the kernel does not sort by. */
	if (value->role == HIST_VALUE_COUNT || value->role == HIST_VALUE_SUM)
		return say_to_kernel(columns, value->field, descending);
	return NULL;
}

static struct sonde_error *sort_naturally(struct hist_columns *columns)
{
	const struct hist_value_layout *by = &columns->layout->values.data[0];
	bool ordered = true;

	vec_for_each(&columns->layout->keys, key)
		ordered = ordered && has_order(key);
	if (ordered)
		return sort_by_keys(columns);
	vec_for_each(&columns->layout->values, value) {
		if (value->role == HIST_VALUE_SUM || value->role == HIST_VALUE_MAX) {
			by = value;
			break;
		}
	}
	return sort_by_value(columns, by, true);
}

/* The value that a person means: one that has the name for its title before others. */
static const struct hist_value_layout *find_value(const struct hist_layout *layout,
						  const char *name)
{
	vec_for_each(&layout->values, value) {
		if (strcmp(value->title, name) == 0)
			return value;
	}
	vec_for_each(&layout->values, value) {
		if (hist_value_is_called(value->title, value->role, name, strlen(name)))
			return value;
	}
	return NULL;
}

static struct sonde_error *sort_as_asked(struct hist_columns *columns, const char *name,
					 bool descending)
{
	_cleanup_(suggest_deinit) struct suggest suggest = {0};
	const struct hist_value_layout *value = find_value(columns->layout, name);

	suggest_init(&suggest, name);
	vec_for_each(&columns->layout->keys, key) {
		suggest_offer(&suggest, key->title);
		if (strcmp(key->title, name) != 0)
			continue;
		TRY(say(columns, key->title, descending));
		return key->field && key->shape != HIST_SHAPE_STACK
			       ? say_to_kernel(columns, key->field, descending)
			       : NULL;
	}
	if (value)
		return sort_by_value(columns, value, descending);
	vec_for_each(&columns->layout->values, other)
		suggest_offer(&suggest, other->title);
	return suggest_hint(&suggest, hist_word_error(SONDE_ERROR_NOT_FOUND, "--sort",
						      columns->question->sort, 1,
						      "the table has no column '%s'.", name));
}

struct sonde_error *hist_column_sort(struct hist_columns *columns)
{
	_cleanup_free_ char *name = NULL;
	bool descending;

	if (!columns->question->sort)
		return sort_naturally(columns);
	TRY(hist_sort_parse(columns->question->sort, &name, &descending));
	return sort_as_asked(columns, name, descending);
}
