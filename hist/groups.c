/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "hist/groups.h"

void hist_groups_deinit(struct hist_groups *groups)
{
	vec_for_each(&groups->groups, group)
		vec_deinit(&group->rows);
	vec_deinit(&groups->groups);
}

static size_t last_key(const struct hist_table *table, enum hist_shape a, enum hist_shape b)
{
	for (size_t i = table->keys.size; i--;)
		if (table->keys.data[i].shape == a || table->keys.data[i].shape == b)
			return i;
	return HIST_NO_KEY;
}

size_t hist_groups_key(const struct hist_table *table)
{
	return last_key(table, HIST_SHAPE_LOG2, HIST_SHAPE_LINEAR);
}

size_t hist_groups_stack_key(const struct hist_table *table)
{
	return last_key(table, HIST_SHAPE_STACK, HIST_SHAPE_STACK);
}

/* What the rows are sorted by: first all other keys, then where they stand in the table. */
struct order {
	size_t key;
};

static int compare_others(const struct hist_row *a, const struct hist_row *b, size_t key)
{
	int result = 0;

	for (size_t i = 0; !result && i < a->cells.size; i++)
		if (i != key)
			result = hist_cell_compare(&a->cells.data[i], &b->cells.data[i]);
	return result;
}

static int compare_rows(const void *a, const void *b, void *order)
{
	const struct hist_row *const *left = a, *const *right = b;
	const int result = compare_others(*left, *right, ((struct order *)order)->key);

	if (result)
		return result;
	return *left < *right ? -1 : *left > *right;
}

static int compare_first(const void *a, const void *b)
{
	const struct hist_group *left = a, *right = b;

	if (left->rows.data[0] == right->rows.data[0])
		return 0;
	return left->rows.data[0] < right->rows.data[0] ? -1 : 1;
}

static struct sonde_error *add_row(struct hist_groups *groups, const struct hist_row *row,
				   bool is_new)
{
	struct hist_group *group;

	if (is_new)
		TRY(vec_push(&groups->groups, (struct hist_group){0}));
	group = vec_last(&groups->groups);
	group->hits = hist_add_up(group->hits, hist_row_count(row));
	return vec_push(&group->rows, row);
}

static struct sonde_error *make_groups(const struct hist_table *table, struct hist_groups *groups)
{
	struct order order = {.key = groups->key};
	VEC(const struct hist_row *) rows = VEC_INIT;
	struct sonde_error *error = NULL;

	for (size_t i = 0; !error && i < table->rows.size; i++)
		error = vec_push(&rows, &table->rows.data[i]);
	if (!error && rows.size)
		qsort_r(rows.data, rows.size, sizeof(*rows.data), compare_rows, &order);
	for (size_t i = 0; !error && i < rows.size; i++)
		error = add_row(groups, rows.data[i],
				!i || compare_others(rows.data[i - 1], rows.data[i], groups->key) !=
						0);
	vec_deinit(&rows);
	if (!error && groups->groups.size)
		qsort(groups->groups.data, groups->groups.size, sizeof(*groups->groups.data),
		      compare_first);
	return error;
}

struct sonde_error *hist_groups_make(const struct hist_table *table, size_t key,
				     struct hist_groups *ret)
{
	_cleanup_hist_groups_ struct hist_groups groups = {.key = key};

	TRY(make_groups(table, &groups));
	*ret = groups;
	groups = (struct hist_groups){0};
	return NULL;
}

/* The bucket that follows one that ends with @p high; false where none can. */
static bool next_group(const struct hist_column *column, uint64_t high, uint64_t *ret_low,
		       uint64_t *ret_high)
{
	if (column->shape == HIST_SHAPE_LINEAR && column->width) {
		*ret_low = high + 1;
		*ret_high = high + column->width;
		return true;
	}
	if (column->shape != HIST_SHAPE_LOG2 || high >= (uint64_t)1 << 63)
		return false;
	*ret_low = high + 1;
	*ret_high = high ? high * 2 : 1;
	return true;
}

/* How many buckets are between two, and where the last of them ends; 0: they do not fit. */
static uint64_t gap_between(const struct hist_column *column, uint64_t high, uint64_t next,
			    uint64_t *ret_high)
{
	uint64_t low = high + 1, count = 0;

	*ret_high = next - 1;
	if (low == next)
		return 0;
	if (column->shape == HIST_SHAPE_LINEAR && column->width)
		return (next - low) % column->width ? 0 : (next - low) / column->width;
	for (; low != next; count++)
		if (!next_group(column, high, &low, &high) || low > next || count > 64)
			return 0;
	/* The last step was to the bucket that is there. */
	return count ? count - 1 : 0;
}

static struct sonde_error *add_gap(const struct hist_column *column, uint64_t high, uint64_t next,
				   uint64_t gap_most, struct hist_buckets *buckets)
{
	uint64_t last, low;
	const uint64_t count = gap_between(column, high, next, &last);

	if (column->shape == HIST_SHAPE_LOG2 && gap_most < HIST_GAP_MOST_LOG2)
		gap_most = HIST_GAP_MOST_LOG2;
	if (count > gap_most)
		return vec_push(buckets, (struct hist_bucket){
						 .low = high + 1, .high = last, .empty = count});
	for (uint64_t i = 0; i < count && next_group(column, high, &low, &high); i++)
		TRY(vec_push(buckets, (struct hist_bucket){.low = low, .high = high, .empty = 1}));
	return NULL;
}

static int compare_cells(const void *a, const void *b, void *order)
{
	const struct hist_row *const *left = a, *const *right = b;
	const size_t key = ((struct order *)order)->key;

	return hist_cell_compare(&(*left)->cells.data[key], &(*right)->cells.data[key]);
}

static bool is_bucket(const struct hist_cell *cell)
{
	return cell->kind == HIST_CELL_RANGE && !cell->text;
}

static struct sonde_error *make_buckets(const struct hist_table *table, size_t key,
					const struct hist_group *group, uint64_t gap_most,
					struct hist_buckets *buckets)
{
	const struct hist_cell *before = NULL;

	vec_for_each(&group->rows, row) {
		const struct hist_cell *cell = &(*row)->cells.data[key];

		if (before && is_bucket(before) && is_bucket(cell) && !table->left_out)
			TRY(add_gap(&table->keys.data[key], before->high, cell->low, gap_most,
				    buckets));
		TRY(vec_push(buckets, (struct hist_bucket){
					      .row = *row, .low = cell->low, .high = cell->high}));
		before = cell;
	}
	return NULL;
}

struct sonde_error *hist_groups_buckets(const struct hist_table *table, size_t key,
					const struct hist_group *group, uint64_t gap_most,
					struct hist_buckets *ret)
{
	struct order order = {.key = key};
	struct hist_buckets buckets = VEC_INIT;
	struct hist_group sorted = {0};
	struct sonde_error *error = NULL;

	for (size_t i = 0; !error && i < group->rows.size; i++)
		error = vec_push(&sorted.rows, group->rows.data[i]);
	if (!error && sorted.rows.size)
		qsort_r(sorted.rows.data, sorted.rows.size, sizeof(*sorted.rows.data),
			compare_cells, &order);
	if (!error)
		error = make_buckets(table, key, &sorted, gap_most, &buckets);
	vec_deinit(&sorted.rows);
	if (error) {
		vec_deinit(&buckets);
		return error;
	}
	*ret = buckets;
	return NULL;
}
