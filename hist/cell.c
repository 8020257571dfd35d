/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "hist/cell.h"

#include <inttypes.h>
#include <string.h>

#include "hist/frames.h"
#include "hist/meaning.h"
#include "hist/merge.h"
#include "hist/sum.h"

/* The field is not among the values of the file. */
#define NOWHERE SIZE_MAX

/* Where in the file the columns of the layout are. */
struct places {
	/* Of each value: which of the file's; NOWHERE for those that an action has saved. */
	size_t value[HIST_RAW_VALUES];
};

static struct sonde_error *mismatch(const struct hist_raw *raw, const char *what)
{
	return sonde_error_new(SONDE_ERROR_MISMATCH,
			       "A hist file is not what was asked for: it has %s. Its trigger: %s",
			       what, raw->trigger);
}

static struct sonde_error *lacks(const struct hist_raw *raw, const char *field)
{
	return sonde_error_new(
		SONDE_ERROR_MISMATCH,
		"A hist file is not what was asked for: it lacks '%s'. Its trigger: %s", field,
		raw->trigger);
}

/* What the kernel calls a field in a trigger, if it is another name than that in the layout. */
static bool is_field(const struct hist_raw_field *field, const char *name)
{
	if (strcmp(field->name, name) == 0)
		return true;
	if (strcmp(name, "stacktrace") == 0)
		return strcmp(field->name, "common_stacktrace") == 0;
	if (strcmp(name, "common_stacktrace") == 0)
		return strcmp(field->name, "stacktrace") == 0;
	return strcmp(name, "cpu") == 0 && strcmp(field->name, "common_cpu") == 0;
}

static struct sonde_error *check_keys(const struct hist_raw *raw, const struct hist_layout *layout)
{
	size_t at = 0;

	vec_for_each(&layout->keys, key) {
		if (!key->field)
			continue;
		if (at >= raw->keys.size || !is_field(&raw->keys.data[at], key->field))
			return lacks(raw, key->field);
		at++;
	}
	/* Where all keys are constants, the kernel has to have something to count by. */
	if (at == 0 && raw->keys.size == 1 && strcmp(raw->keys.data[0].name, "common_cpu") == 0)
		return NULL;
	return at == raw->keys.size ? NULL : mismatch(raw, "more keys");
}

/* A number that is neither a share nor a bar. */
static size_t place_of(const struct hist_raw *raw, const char *name)
{
	for (size_t i = 0; i < raw->values.size; i++) {
		const struct hist_raw_field *field = &raw->values.data[i];

		if (strcmp(field->name, name) == 0 && strcmp(field->modifier, "percent") != 0 &&
		    strcmp(field->modifier, "graph") != 0)
			return i;
	}
	return NOWHERE;
}

static bool is_saved(const struct hist_value_layout *value)
{
	return value->role == HIST_VALUE_MAX || value->role == HIST_VALUE_WORST;
}

static struct sonde_error *find_values(const struct hist_raw *raw, const struct hist_layout *layout,
				       struct places *places)
{
	if (layout->values.size == 0 || layout->values.size > HIST_RAW_VALUES)
		return sonde_error_new(SONDE_ERROR_MISMATCH,
				       "A table has a count, and less than %d values besides.",
				       HIST_RAW_VALUES);
	for (size_t i = 0; i < layout->values.size; i++) {
		const struct hist_value_layout *value = &layout->values.data[i];

		places->value[i] = NOWHERE;
		if (is_saved(value) || !value->field)
			continue;
		places->value[i] = place_of(raw, value->field);
		if (places->value[i] == NOWHERE)
			return lacks(raw, value->field);
	}
	return NULL;
}

static struct sonde_error *add_column(const char *title, const char *field, const char *unit,
				      struct hist_column *ret)
{
	TRY(sonde_strdup(title ? title : "", &ret->title));
	TRY(sonde_strdup(field, &ret->field));
	return sonde_strdup(unit, &ret->unit);
}

static struct sonde_error *make_columns(const struct hist_layout *layout, struct hist_table *table)
{
	size_t maximum = 0;

	vec_for_each(&layout->keys, key) {
		TRY(vec_push(&table->keys, (struct hist_column){.shape = key->shape,
								.width = key->width,
								.scale = key->scale}));
		TRY(add_column(key->title, key->field, key->unit, vec_last(&table->keys)));
	}
	vec_for_each(&layout->values, value) {
		if (value->role == HIST_VALUE_MAX)
			maximum = table->values.size;
		TRY(vec_push(&table->values,
			     (struct hist_column){
				     .shape = value->shape,
				     .scale = value->scale ? value->scale : 1,
				     .role = value->role,
				     .of = value->role == HIST_VALUE_WORST ? maximum : 0,
			     }));
		TRY(add_column(value->title, value->field, value->unit, vec_last(&table->values)));
	}
	return NULL;
}

static struct sonde_error *make_cells(const struct hist_raw *raw, size_t row,
				      const struct hist_layout *layout, struct hist_row *ret)
{
	const struct hist_raw_cell *from = &raw->cells.data[row * raw->keys.size];

	vec_for_each(&layout->keys, key) {
		TRY(vec_push(&ret->cells, (struct hist_cell){.kind = HIST_CELL_TEXT}));
		if (key->field)
			TRY(hist_cell_make(from++, key, vec_last(&ret->cells)));
		else
			TRY(sonde_strdup(key->constant, &vec_last(&ret->cells)->text));
	}
	return NULL;
}

/* What an action has saved under a name; of several the last, as one line has it. */
static const struct hist_raw_saved *find_saved(const struct hist_raw *raw, size_t row,
					       const struct hist_value_layout *value)
{
	const struct hist_raw_row *from = &raw->rows.data[row];
	const char *name = value->role == HIST_VALUE_MAX ? "max" : value->field;
	const struct hist_raw_saved *found = NULL;

	for (size_t i = 0; name && i < from->saved_count; i++) {
		const struct hist_raw_saved *saved = &raw->saved.data[from->saved + i];
		/* The greatest one comes first; a field may have its name. */
		const bool is_maximum = i == 0;

		if (is_maximum == (value->role == HIST_VALUE_MAX) &&
		    saved->name.size == strlen(name) &&
		    memcmp(saved->name.data, name, saved->name.size) == 0)
			found = saved;
	}
	return found;
}

static struct sonde_error *make_saved(const struct hist_raw *raw, size_t row,
				      const struct hist_value_layout *layout,
				      struct hist_value *ret)
{
	const struct hist_raw_saved *saved = find_saved(raw, row, layout);

	if (!saved)
		return NULL;
	if (saved->is_text != layout->is_string)
		return sonde_error_new(SONDE_ERROR_MISMATCH,
				       "The hist file has '%s' as a %s, which is none.",
				       layout->title, saved->is_text ? "text" : "number");
	return hist_value_make(saved->number, saved->text, layout, ret);
}

static struct sonde_error *make_values(const struct hist_raw *raw, size_t row,
				       const struct hist_layout *layout,
				       const struct places *places, struct hist_row *ret)
{
	for (size_t i = 0; i < layout->values.size; i++) {
		const struct hist_value_layout *value = &layout->values.data[i];
		const size_t place = places->value[i];

		TRY(vec_push(&ret->values, (struct hist_value){0}));
		if (is_saved(value)) {
			TRY(make_saved(raw, row, value, vec_last(&ret->values)));
		} else if (place != NOWHERE) {
			const struct hist_raw_value *figure =
				&raw->figures.data[row * raw->values.size + place];

			TRY(hist_value_make(figure->number, (struct hist_piece){0}, value,
					    vec_last(&ret->values)));
		}
		if (vec_last(&ret->values)->kind == HIST_VALUE_INTEGER &&
		    (value->role == HIST_VALUE_MEAN || value->scale > 1))
			vec_last(&ret->values)->kind = HIST_VALUE_REAL;
	}
	return NULL;
}

static struct sonde_error *make_rows(const struct hist_raw *raw, const struct hist_layout *layout,
				     struct hist_table *table)
{
	struct places places = {0};

	TRY(check_keys(raw, layout));
	TRY(find_values(raw, layout, &places));
	for (size_t i = 0; i < raw->rows.size; i++) {
		TRY(vec_push(&table->rows, (struct hist_row){0}));
		TRY(make_cells(raw, i, layout, vec_last(&table->rows)));
		TRY(make_values(raw, i, layout, &places, vec_last(&table->rows)));
		hist_row_remake(table, vec_last(&table->rows));
	}
	return NULL;
}

static bool has_cut_stacks(const struct hist_raw *raw)
{
	vec_for_each(&raw->cells, cell) {
		if (cell->kind == HIST_RAW_STACK && hist_frames_are_cut(cell->text))
			return true;
	}
	return false;
}

static struct sonde_error *make_remarks(const struct hist_raw *raw, struct hist_table *table)
{
	if (raw->is_paused)
		TRY(hist_table_remark(table, "The histogram is paused: nothing is counted."));
	if (raw->rows.size != raw->entries)
		TRY(hist_table_remark(table,
				      "The kernel says %" PRIu64 " rows and shows %zu: a text that "
				      "was counted has line ends in it, which look like rows.",
				      raw->entries, raw->rows.size));
	if (has_cut_stacks(raw))
		TRY(hist_table_remark(table,
				      "Stacks are cut: the kernel keeps %d frames, its own for the "
				      "probe among them. Outermost callers are missing.",
				      HIST_FRAMES_MOST));
	return NULL;
}

struct sonde_error *hist_table_make(const struct hist_raw *raw, const struct hist_layout *layout,
				    struct hist_table *ret)
{
	_cleanup_hist_table_ struct hist_table table = HIST_TABLE_INIT;

	TRY(sonde_strdup(layout->title, &table.title));
	TRY(sonde_strdup(layout->sort, &table.sort));
	TRY(make_columns(layout, &table));
	TRY(make_rows(raw, layout, &table));
	TRY(hist_table_unite(&table));
	TRY(make_remarks(raw, &table));
	table.hits = raw->hits;
	table.dropped = raw->dropped;
	table.entries = raw->entries;
	table.size = raw->size;
	*ret = table;
	table = (struct hist_table)HIST_TABLE_INIT;
	return NULL;
}
