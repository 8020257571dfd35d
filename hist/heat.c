/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "hist/heat.h"

#include <inttypes.h>

#include "hist/groups.h"
#include "hist/heat_draw.h"
#include "hist/label.h"
#include "hist/spelling.h"

static void column_deinit(struct hist_heat_column *column)
{
	vec_deinit(&column->counts);
}

void hist_heat_deinit(struct hist_heat *heat)
{
	hist_table_deinit(&heat->total);
	free(heat->others);
	map_deinit(&heat->places);
	vec_for_each(&heat->columns, column)
		column_deinit(column);
	vec_deinit(&heat->columns);
	*heat = (struct hist_heat)HIST_HEAT_INIT;
}

static struct sonde_error *add_key(struct hist_heat *heat, const struct hist_table *table)
{
	_cleanup_str_ struct str title = STR_INIT;
	struct hist_column key = {.shape = HIST_SHAPE_STRING};
	struct sonde_error *error;

	if (heat->key != HIST_NO_KEY) {
		TRY(hist_column_copy(&table->keys.data[heat->key], &key));
	} else {
		hist_label_keys(table, NULL, HIST_NO_KEY, &title);
		TRY(str_take(&title, &key.title));
	}
	error = vec_push(&heat->total.keys, key);
	if (error)
		hist_column_deinit(&key);
	return error;
}

/* What the map is of is settled by its first table. */
static struct sonde_error *begin(struct hist_heat *heat, const struct hist_table *table)
{
	_cleanup_str_ struct str others = STR_INIT;

	heat->key = hist_groups_key(table);
	if (heat->key != HIST_NO_KEY)
		hist_label_keys(table, NULL, heat->key, &others);
	TRY(str_take(&others, &heat->others));
	TRY(sonde_strdup(table->title, &heat->total.title));
	TRY(add_key(heat, table));
	if (table->ended > 0)
		heat->began = table->ended - table->seconds;
	heat->total.missed = table->missed;
	return NULL;
}

static void append_identity(const struct hist_heat *heat, const struct hist_table *table,
			    const struct hist_row *row, struct str *out)
{
	const struct hist_cell *cell;

	if (heat->key == HIST_NO_KEY) {
		for (size_t i = 0; i < table->keys.size; i++) {
			if (i)
				str_append(out, " \xc2\xb7 ");
			hist_spelling_cell(&table->keys.data[i], &row->cells.data[i], out);
		}
		return;
	}
	cell = &row->cells.data[heat->key];
	str_appendf(out, "%" PRIu64 " %" PRIu64 " ", cell->low, cell->high);
	str_append(out, cell->text ? cell->text : "");
}

static struct sonde_error *make_cell(const struct hist_heat *heat, const struct hist_row *row,
				     const char *identity, struct hist_cell *ret)
{
	struct hist_cell cell = {.kind = HIST_CELL_TEXT};

	if (heat->key != HIST_NO_KEY)
		return hist_cell_copy(&row->cells.data[heat->key], ret);
	TRY(sonde_strdup(identity, &cell.text));
	*ret = cell;
	return NULL;
}

/* The row of all columns that `row` belongs to, made if need be. */
static struct sonde_error *find_lane(struct hist_heat *heat, const struct hist_table *table,
				     const struct hist_row *row, size_t *ret)
{
	_cleanup_str_ struct str identity = STR_INIT;
	_cleanup_hist_row_ struct hist_row lane = {0};
	uintptr_t place;

	append_identity(heat, table, row, &identity);
	TRY(str_check(&identity));
	place = (uintptr_t)map_get(&heat->places, str_text(&identity));
	if (!place) {
		TRY(vec_push(&lane.cells, (struct hist_cell){0}));
		TRY(make_cell(heat, row, str_text(&identity), lane.cells.data));
		TRY(vec_push(&lane.values, (struct hist_value){.kind = HIST_VALUE_INTEGER}));
		place = heat->total.rows.size + 1;
		TRY(map_put(&heat->places, str_text(&identity), (void *)place));
		TRY(vec_push(&heat->total.rows, lane));
		lane = (struct hist_row){0};
	}
	*ret = place - 1;
	return NULL;
}

static struct sonde_error *add_hits(struct hist_heat_column *column, size_t lane, uint64_t hits)
{
	while (column->counts.size <= lane)
		TRY(vec_push(&column->counts, (uint64_t)0));
	column->counts.data[lane] = hist_add_up(column->counts.data[lane], hits);
	return NULL;
}

/* Each two neighbours become one, so that there is room for as many again. */
static struct sonde_error *fold(struct hist_heat *heat)
{
	size_t kept = 0;

	for (size_t i = 0; i + 1 < heat->columns.size; i += 2) {
		struct hist_heat_column *left = &heat->columns.data[i];
		struct hist_heat_column *right = &heat->columns.data[i + 1];

		for (size_t k = 0; k < right->counts.size; k++)
			TRY(add_hits(left, k, right->counts.data[k]));
		left->end = right->end;
		column_deinit(right);
		right->counts.size = 0;
		if (kept != i) {
			heat->columns.data[kept] = *left;
			*left = (struct hist_heat_column){0};
		}
		kept++;
	}
	heat->columns.size = kept;
	heat->fold *= 2;
	return NULL;
}

static struct sonde_error *begin_column(struct hist_heat *heat)
{
	const double at = heat->columns.size ? vec_last(&heat->columns)->end : 0;

	if (heat->columns.size >= HIST_HEAT_COLUMNS)
		TRY(fold(heat));
	heat->held = 0;
	return vec_push(&heat->columns, (struct hist_heat_column){.begin = at, .end = at});
}

/* A clock that is set back must not make a column end before it begins. */
static void end_column(struct hist_heat *heat, const struct hist_table *table)
{
	struct hist_heat_column *column = vec_last(&heat->columns);
	const double length = table->seconds > 0 ? table->seconds : 1;
	const double end = heat->began > 0 && table->ended > 0 ? table->ended - heat->began : 0;

	if (end > column->end && !heat->held && end - length > column->begin)
		column->begin = end - length;
	column->end = end > column->end ? end : column->end + length;
	heat->held++;
}

static struct sonde_error *add_account(struct hist_heat *heat, const struct hist_table *table)
{
	struct hist_table *total = &heat->total;

	total->hits = hist_add_up(total->hits, table->hits);
	total->dropped = hist_add_up(total->dropped, table->dropped);
	total->left_out_hits = hist_add_up(total->left_out_hits, table->left_out_hits);
	total->left_out = hist_add_up(total->left_out, table->left_out);
	if (heat->columns.size > 1 || heat->held)
		total->missed = total->missed == UINT64_MAX || table->missed == UINT64_MAX
					? UINT64_MAX
					: hist_add_up(total->missed, table->missed);
	total->seconds += table->seconds;
	total->ended = table->ended;
	total->size = table->size;
	vec_for_each(&table->remarks, remark)
		TRY(hist_table_remark(total, "%s", *remark));
	return NULL;
}

struct sonde_error *hist_heat_add(struct hist_heat *heat, const struct hist_table *table)
{
	if (!heat->total.keys.size)
		TRY(begin(heat, table));
	if (!heat->columns.size || heat->held >= heat->fold)
		TRY(begin_column(heat));
	TRY(add_account(heat, table));
	end_column(heat, table);
	vec_for_each(&table->rows, row) {
		struct hist_value *sum;
		size_t lane;

		TRY(find_lane(heat, table, row, &lane));
		TRY(add_hits(vec_last(&heat->columns), lane, hist_row_count(row)));
		sum = heat->total.rows.data[lane].values.data;
		sum->integer = hist_add_up(sum->integer, hist_row_count(row));
	}
	return NULL;
}

struct sonde_error *hist_heat_print(const struct hist_heat *heat, struct str *out)
{
	TRY(heat_draw(heat, out));
	return str_check(out);
}
