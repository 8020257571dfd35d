/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "hist/plot_kinds.h"

#include <inttypes.h>

#include "hist/grid.h"
#include "hist/groups.h"
#include "hist/ink.h"
#include "hist/label.h"
#include "hist/percentile_line.h"
#include "hist/plot_columns.h"

/* A blank stands under the bracket of others, so that digits are under digits. */
static void append_label(const struct hist_table *table, size_t key,
			 const struct hist_bucket *bucket, struct str *out)
{
	const struct hist_cell empty = {
		.kind = HIST_CELL_RANGE,
		.is_signed = table->rows.data[0].cells.data[key].is_signed,
		.low = bucket->low,
		.high = bucket->high,
	};
	const struct hist_cell *cell = bucket->row ? &bucket->row->cells.data[key] : &empty;

	if (bucket->empty > 1)
		str_appendf(out, "%" PRIu64 " empty", bucket->empty);
	else
		hist_label_cell(&table->keys.data[key], cell, out);
	if (out->size && out->data[out->size - 1] != ']')
		str_append_char(out, ' ');
}

static struct sonde_error *add_bucket(const struct hist_table *table, size_t key,
				      const struct hist_bucket *bucket, const double scale[2],
				      struct hist_grid *grid)
{
	const double weight = bucket->row ? (double)hist_row_count(bucket->row) : 0;
	_cleanup_str_ struct str label = STR_INIT;

	append_label(table, key, bucket, &label);
	TRY(hist_grid_begin_row(grid, weight, scale[0]));
	TRY(hist_grid_add_text(grid, &label));
	return hist_plot_value_texts(table, bucket->row, scale[1] > 0 ? weight / scale[1] : 0,
				     grid);
}

/* The histograms of a table while they become text. */
struct work {
	const struct hist_table *table;
	size_t key;
	struct hist_percentiles percentiles;
	struct hist_grid grid;
};

static void work_deinit(struct work *work)
{
	hist_percentiles_deinit(&work->percentiles);
	hist_grid_deinit(&work->grid);
}

#define _cleanup_work_ _cleanup_(work_deinit)

static struct sonde_error *add_heading(struct work *work, const struct hist_group *group)
{
	_cleanup_str_ struct str text = STR_INIT, percentiles = STR_INIT;

	hist_label_keys(work->table, group->rows.data[0], work->key, &text);
	str_append(&text, ": ");
	hist_label_count(group->hits, &text);
	str_append(&text, group->hits == 1 ? " hit" : " hits");
	hist_percentile_line_print(work->table, work->key, &work->percentiles, group, &percentiles);
	if (percentiles.size)
		str_appendf(&text, ", %s", str_text(&percentiles));
	TRY(str_check(&percentiles));
	TRY(hist_grid_begin_heading(&work->grid));
	return hist_grid_add_text(&work->grid, &text);
}

static struct sonde_error *add_group(struct work *work, const struct hist_group *group)
{
	const struct hist_table *table = work->table;
	struct hist_buckets buckets = VEC_INIT;
	struct sonde_error *error = NULL;
	/* Of the longest bar, and of 100 %. */
	double scale[2] = {0, (double)group->hits};

	if (table->keys.size > 1)
		TRY(add_heading(work, group));
	TRY(hist_groups_buckets(table, work->key, group, HIST_GAP_MOST, &buckets));
	vec_for_each(&group->rows, row)
		if ((double)hist_row_count(*row) > scale[0])
			scale[0] = (double)hist_row_count(*row);
	if (table->keys.size == 1)
		scale[1] += (double)table->left_out_hits;
	for (size_t i = 0; !error && i < buckets.size; i++)
		error = add_bucket(table, work->key, &buckets.data[i], scale, &work->grid);
	vec_deinit(&buckets);
	return error;
}

/* What has to be known to read it, in one line that can be passed over. */
static void print_key(const struct work *work, const struct hist_groups *groups,
		      const struct hist_style *style, struct str *out)
{
	const bool is_log2 = work->table->keys.data[work->key].shape == HIST_SHAPE_LOG2;
	const bool has_percentiles = work->percentiles.groups.size;

	if (!is_log2 && !has_percentiles)
		return;
	if (has_percentiles && work->table->keys.size == 1) {
		hist_percentile_line_print(work->table, work->key, &work->percentiles,
					   groups->groups.data, out);
		str_append_char(out, ' ');
	}
	hist_ink(style, HIST_INK_FAINT, out);
	if (has_percentiles)
		str_append(out, work->table->keys.size == 1
					? "(interpolated in buckets)"
					: "Percentiles are interpolated in buckets.");
	if (is_log2)
		str_appendf(out, "%s(a, b] is above a, up to b.",
			    !has_percentiles		  ? ""
			    : work->table->keys.size == 1 ? "; "
							  : " ");
	hist_ink(style, HIST_INK_PLAIN, out);
	str_append_char(out, '\n');
}

struct sonde_error *hist_plot_buckets(const struct hist_table *table, size_t key,
				      const struct hist_style *style, struct str *out,
				      struct str *note)
{
	_cleanup_hist_groups_ struct hist_groups groups = {0};
	_cleanup_work_ struct work work = {.table = table, .key = key};
	_cleanup_str_ struct str title = STR_INIT;

	work.grid.prefers_bars = true;
	work.grid.indent = table->keys.size > 1 ? 2 : 0;
	hist_label_key_title(&table->keys.data[key], &title);
	str_append_char(&title, ' ');
	TRY(hist_grid_add_column(&work.grid, &title, HIST_GRID_RIGHT));
	TRY(hist_plot_value_columns(table, true, &work.grid));
	TRY(hist_percentile_lines(table, key, &work.percentiles));
	TRY(hist_groups_make(table, key, &groups));
	vec_for_each(&groups.groups, group)
		TRY(add_group(&work, group));
	hist_grid_print(&work.grid, style, out);
	print_key(&work, &groups, style, note);
	return NULL;
}
