/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "hist/merge.h"

#include <string.h>

#include "hist/index.h"
#include "hist/order.h"
#include "hist/sum.h"

struct sonde_error *hist_table_unite(struct hist_table *table)
{
	_cleanup_hist_index_ struct hist_index index = HIST_INDEX_INIT;
	size_t kept = 0;

	TRY(hist_index_reserve(table, &index));
	for (size_t i = 0; i < table->rows.size; i++) {
		struct hist_row row = table->rows.data[i];
		size_t *slot = hist_index_slot(&index, table, &row);

		table->rows.data[i] = (struct hist_row){0};
		if (*slot) {
			hist_row_add(table, &table->rows.data[*slot - 1], &row);
			hist_row_deinit(&row);
			continue;
		}
		table->rows.data[kept++] = row;
		*slot = kept;
	}
	table->rows.size = kept;
	return hist_table_sort(table, NULL);
}

static struct sonde_error *move_rows(struct hist_table *table, struct hist_table *other)
{
	vec_for_each(&other->rows, row) {
		TRY(vec_push(&table->rows, *row));
		*row = (struct hist_row){0};
	}
	return NULL;
}

static struct sonde_error *move_remarks(struct hist_table *table, const struct hist_table *other)
{
	vec_for_each(&other->remarks, remark)
		TRY(hist_table_remark(table, "%s", *remark));
	return NULL;
}

/* Of two numbers of which UINT64_MAX is an unknown one. */
static uint64_t known_sum(uint64_t a, uint64_t b)
{
	return a == UINT64_MAX || b == UINT64_MAX ? UINT64_MAX : a + b;
}

static struct sonde_error *merge(struct hist_table *table, struct hist_table *other)
{
	if (table->keys.size != other->keys.size || table->values.size != other->values.size)
		return sonde_error_new(SONDE_ERROR_MISMATCH,
				       "Tables of other columns cannot be one.");
	TRY(move_rows(table, other));
	TRY(hist_table_unite(table));
	TRY(move_remarks(table, other));
	table->hits += other->hits;
	table->dropped += other->dropped;
	table->entries += other->entries;
	table->size += other->size;
	table->missed = known_sum(table->missed, other->missed);
	table->left_out += other->left_out;
	table->left_out_hits += other->left_out_hits;
	if (other->seconds > table->seconds)
		table->seconds = other->seconds;
	if (other->ended > table->ended)
		table->ended = other->ended;
	return NULL;
}

struct sonde_error *hist_table_merge(struct hist_table *table, struct hist_table *other)
{
	struct sonde_error *error = merge(table, other);

	hist_table_deinit(other);
	return error;
}
