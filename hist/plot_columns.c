/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "hist/plot_columns.h"

#include "hist/label.h"

struct sonde_error *hist_plot_value_columns(const struct hist_table *table, bool has_shares,
					    struct hist_grid *grid)
{
	_cleanup_str_ struct str share = STR_INIT;

	vec_for_each(&table->values, column) {
		_cleanup_str_ struct str title = STR_INIT;

		hist_label_value_title(column, &title);
		TRY(hist_grid_add_column(grid, &title, HIST_GRID_RIGHT));
		vec_last(&grid->columns)->is_optional = column->role == HIST_VALUE_MAX ||
							column->role == HIST_VALUE_WORST;
	}
	if (!has_shares)
		return NULL;
	str_append(&share, "%");
	return hist_grid_add_column(grid, &share, HIST_GRID_RIGHT);
}

static bool is_descending(const struct hist_table *table, size_t value)
{
	for (size_t i = 1; i < table->rows.size; i++)
		if (hist_label_weight(&table->rows.data[i].values.data[value]) >
		    hist_label_weight(&table->rows.data[i - 1].values.data[value]))
			return false;
	return true;
}

static size_t bar_value(const struct hist_table *table)
{
	if (table->rows.size < 2 || is_descending(table, 0))
		return 0;
	for (size_t i = 1; i < table->values.size; i++) {
		const enum hist_value_role role = table->values.data[i].role;

		if (role != HIST_VALUE_WORST && is_descending(table, i))
			return i;
	}
	return 0;
}

struct hist_plot_scale hist_plot_find_scale(const struct hist_table *table)
{
	struct hist_plot_scale scale = {.value = bar_value(table)};
	const enum hist_value_role role = table->values.data[scale.value].role;

	vec_for_each(&table->rows, row) {
		const double weight = hist_label_weight(&row->values.data[scale.value]);

		scale.whole += weight;
		if (weight > scale.greatest)
			scale.greatest = weight;
	}
	if (role == HIST_VALUE_COUNT)
		scale.whole += (double)table->left_out_hits;
	else if (role != HIST_VALUE_SUM || table->left_out)
		scale.whole = 0;
	return scale;
}

struct sonde_error *hist_plot_value_texts(const struct hist_table *table,
					  const struct hist_row *row, double share,
					  struct hist_grid *grid)
{
	_cleanup_str_ struct str share_text = STR_INIT;

	for (size_t i = 0; i < table->values.size; i++) {
		_cleanup_str_ struct str text = STR_INIT;

		if (row)
			hist_label_value(&table->values.data[i], &row->values.data[i], &text);
		else if (!i)
			str_append(&text, "0");
		TRY(hist_grid_add_text(grid, &text));
	}
	if (share < 0)
		return NULL;
	if (row)
		hist_label_share(share, 1, &share_text);
	return hist_grid_add_text(grid, &share_text);
}
