/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "hist/differ.h"

#include "hist/index.h"
#include "hist/sum.h"

static bool has_grown(const struct hist_value *now, const struct hist_value *before)
{
	return hist_value_compare(now, before) > 0;
}

static void subtract_value(const struct hist_table *table, size_t i, struct hist_row *row,
			   const struct hist_row *before)
{
	struct hist_value *value = &row->values.data[i];
	const struct hist_column *column = &table->values.data[i];

	switch (column->role) {
	case HIST_VALUE_COUNT:
	case HIST_VALUE_SUM:
	case HIST_VALUE_MEAN:
		value->integer -= before->values.data[i].integer;
		break;
	case HIST_VALUE_MAX:
		if (!has_grown(value, &before->values.data[i]))
			hist_value_deinit(value);
		break;
	case HIST_VALUE_WORST:
		/* The greatest one stands in front of it, and is gone if it has not grown. */
		if (row->values.data[column->of].kind == HIST_VALUE_NONE)
			hist_value_deinit(value);
		break;
	}
}

/* The row of @p now that has been hit since it was @p before. */
static struct sonde_error *add_row(const struct hist_row *now, const struct hist_row *before,
				   struct hist_table *ret)
{
	_cleanup_hist_row_ struct hist_row row = {0};

	TRY(hist_row_copy(now, &row));
	for (size_t i = 0; before && i < row.values.size; i++)
		subtract_value(ret, i, &row, before);
	hist_row_remake(ret, &row);
	TRY(vec_push(&ret->rows, row));
	row = (struct hist_row){0};
	return NULL;
}

static struct sonde_error *subtract_rows(const struct hist_table *now,
					 const struct hist_table *before, struct hist_table *ret)
{
	_cleanup_hist_index_ struct hist_index index = HIST_INDEX_INIT;
	bool was_emptied = now->hits < before->hits;

	TRY(hist_index_make(before, &index));
	vec_for_each(&now->rows, row) {
		const size_t at = hist_index_find(&index, before, row);
		const struct hist_row *old = at < SIZE_MAX ? &before->rows.data[at] : NULL;

		if (old && hist_row_count(row) < hist_row_count(old)) {
			was_emptied = true;
			old = NULL;
		}
		if (!old || hist_row_count(row) > hist_row_count(old))
			TRY(add_row(row, old, ret));
	}
	if (was_emptied)
		TRY(hist_table_remark(ret, "The histogram was emptied in between: what was "
					   "counted before that is missing."));
	return NULL;
}

static uint64_t more(uint64_t now, uint64_t before)
{
	return now >= before ? now - before : now;
}

static uint64_t known_more(uint64_t now, uint64_t before)
{
	return now == UINT64_MAX || before == UINT64_MAX ? now : more(now, before);
}

struct sonde_error *hist_table_differ(const struct hist_table *now, const struct hist_table *before,
				      struct hist_table *ret)
{
	_cleanup_hist_table_ struct hist_table table = HIST_TABLE_INIT;

	if (now->keys.size != before->keys.size || now->values.size != before->values.size)
		return sonde_error_new(SONDE_ERROR_MISMATCH,
				       "Tables of other columns have no difference.");
	TRY(hist_table_copy_form(now, &table));
	TRY(subtract_rows(now, before, &table));
	table.hits = more(now->hits, before->hits);
	table.dropped = more(now->dropped, before->dropped);
	table.missed = known_more(now->missed, before->missed);
	table.entries = now->entries;
	table.size = now->size;
	table.ended = now->ended;
	table.seconds = now->ended > 0 && before->ended > 0 ? now->ended - before->ended
							    : now->seconds;
	*ret = table;
	table = (struct hist_table)HIST_TABLE_INIT;
	return NULL;
}
