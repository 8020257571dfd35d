/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "hist/percentile.h"

#include <stdlib.h>

/* A row, to be sorted by its group first and then by the column. */
struct ranked {
	const struct hist_row *row;
	size_t number;
};

struct ranks VEC_BODY(struct ranked);

static void ranks_deinit(struct ranks *ranks)
{
	vec_deinit(ranks);
}

void hist_percentiles_deinit(struct hist_percentiles *percentiles)
{
	vec_for_each(&percentiles->groups, group)
		vec_deinit(&group->values);
	vec_deinit(&percentiles->groups);
	*percentiles = (struct hist_percentiles)HIST_PERCENTILES_INIT;
}

bool hist_percentiles_are_of(const struct hist_table *table, size_t key)
{
	const enum hist_shape shape = table->keys.data[key].shape;

	if (shape != HIST_SHAPE_PLAIN && shape != HIST_SHAPE_LOG2 && shape != HIST_SHAPE_LINEAR)
		return false;
	vec_for_each(&table->rows, row) {
		const enum hist_cell_kind kind = row->cells.data[key].kind;

		if (kind != HIST_CELL_NUMBER && kind != HIST_CELL_RANGE)
			return false;
	}
	return true;
}

/* Of all cells but the one of the column. */
static int compare_groups(const struct hist_row *a, const struct hist_row *b, size_t key)
{
	for (size_t i = 0; i < a->cells.size && i < b->cells.size; i++) {
		const int order = hist_cell_compare(&a->cells.data[i], &b->cells.data[i]);

		if (i != key && order)
			return order;
	}
	return 0;
}

static int compare_ranks(const void *a, const void *b, void *key)
{
	const struct ranked *one = a, *other = b;
	const size_t column = *(const size_t *)key;
	const int order = compare_groups(one->row, other->row, column);

	return order ? order
		     : hist_cell_compare(&one->row->cells.data[column],
					 &other->row->cells.data[column]);
}

static int compare_places(const void *a, const void *b)
{
	const struct hist_percentiles_of *one = a, *other = b;

	return (one->row > other->row) - (one->row < other->row);
}

static double as_real(uint64_t number, bool is_signed)
{
	return is_signed ? (double)(int64_t)number : (double)number;
}

/*
 * The number at @p rank of the @p count hits in a cell. The whole numbers LOW to HIGH are taken for
 * the stretch above LOW - 1 up to HIGH; nothing is below the least number.
 */
static double within(const struct hist_cell *cell, double rank, double count)
{
	const double low = as_real(cell->low, cell->is_signed);
	const double high = as_real(cell->high, cell->is_signed);
	double below = low - 1;

	if (cell->low == cell->high || rank > count)
		return high;
	if (cell->low == 0)
		below = 0;
	return below + (high - below) * rank / count;
}

/* The percentile of the ranks FROM to TO, which are of one group. */
static double percentile(const struct ranks *ranks, size_t from, size_t to, size_t key, double rank)
{
	double before = 0;

	for (; from < to; from++) {
		const struct hist_row *row = ranks->data[from].row;
		const double count = (double)hist_row_count(row);

		if (before + count >= rank || from + 1 == to)
			return within(&row->cells.data[key], rank - before, count);
		before += count;
	}
	return 0;
}

static struct sonde_error *add_group(const struct ranks *ranks, size_t from, size_t to, size_t key,
				     struct hist_percentiles *ret)
{
	struct hist_percentiles_of group = {.row = ranks->data[from].number};

	for (size_t i = from; i < to; i++) {
		const struct hist_cell *cell = &ranks->data[i].row->cells.data[key];

		group.count += hist_row_count(ranks->data[i].row);
		if (ranks->data[i].number < group.row)
			group.row = ranks->data[i].number;
		ret->is_interpolated = ret->is_interpolated || cell->low != cell->high;
	}
	return group.count ? vec_push(&ret->groups, group) : NULL;
}

/* Hits that are at or below the percentile: a whole number, at least one. */
static double rank_of(double wanted, uint64_t count)
{
	double rank = wanted / 100 * (double)count;

	/* 99.9 percent of 1000 are 999, and not a little more. Above 2^53 all are whole ones. */
	if (rank < 0x1p53) {
		const double whole = (double)(uint64_t)rank;

		rank = whole + 1e-6 < rank ? whole + 1 : whole;
	}
	return rank < 1 ? 1 : rank;
}

static struct sonde_error *make_groups(const struct ranks *ranks, size_t key, const double *wanted,
				       size_t count, struct hist_percentiles *ret)
{
	size_t to;

	for (size_t from = 0; from < ranks->size; from = to) {
		const size_t groups = ret->groups.size;

		for (to = from + 1;
		     to < ranks->size &&
		     compare_groups(ranks->data[from].row, ranks->data[to].row, key) == 0;)
			to++;
		TRY(add_group(ranks, from, to, key, ret));
		for (size_t i = 0; ret->groups.size > groups && i < count; i++) {
			struct hist_percentiles_of *group = vec_last(&ret->groups);
			const double rank = rank_of(wanted[i], group->count);

			TRY(vec_push(&group->values, percentile(ranks, from, to, key, rank)));
		}
	}
	return NULL;
}

struct sonde_error *hist_percentiles_make(const struct hist_table *table, size_t key,
					  const double *wanted, size_t count,
					  struct hist_percentiles *ret)
{
	_cleanup_hist_percentiles_ struct hist_percentiles percentiles = HIST_PERCENTILES_INIT;
	_cleanup_(ranks_deinit) struct ranks ranks = VEC_INIT;

	if (!hist_percentiles_are_of(table, key))
		return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
				       "'%s' has no percentiles: it is not counted by numbers.",
				       table->keys.data[key].title);
	for (size_t i = 0; i < table->rows.size; i++)
		TRY(vec_push(&ranks, (struct ranked){&table->rows.data[i], i}));
	if (ranks.size > 1)
		qsort_r(ranks.data, ranks.size, sizeof(*ranks.data), compare_ranks, &key);
	TRY(make_groups(&ranks, key, wanted, count, &percentiles));
	if (percentiles.groups.size > 1)
		qsort(percentiles.groups.data, percentiles.groups.size,
		      sizeof(*percentiles.groups.data), compare_places);
	*ret = percentiles;
	percentiles = (struct hist_percentiles)HIST_PERCENTILES_INIT;
	return NULL;
}
