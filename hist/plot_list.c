/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "hist/plot_kinds.h"

#include "hist/grid.h"
#include "hist/label.h"
#include "hist/plot_columns.h"

/* Numbers are aligned at their ends, texts at their beginnings. */
static bool has_numbers(const struct hist_table *table, size_t key)
{
	vec_for_each(&table->rows, row) {
		const struct hist_cell *cell = &row->cells.data[key];

		if (cell->text || (cell->kind != HIST_CELL_NUMBER && cell->kind != HIST_CELL_RANGE))
			return false;
	}
	return true;
}

static struct sonde_error *add_columns(const struct hist_table *table,
				       const struct hist_plot_scale *scale, struct hist_grid *grid)
{
	_cleanup_str_ struct str bar_title = STR_INIT;

	for (size_t i = 0; i < table->keys.size; i++) {
		_cleanup_str_ struct str title = STR_INIT;

		hist_label_key_title(&table->keys.data[i], &title);
		TRY(hist_grid_add_column(grid, &title,
					 has_numbers(table, i) ? HIST_GRID_RIGHT : HIST_GRID_LEFT));
	}
	TRY(hist_plot_value_columns(table, scale->whole > 0, grid));
	if (!scale->value)
		return NULL;
	hist_label_value_title(&table->values.data[scale->value], &bar_title);
	return str_take(&bar_title, &grid->bar_title);
}

static struct sonde_error *add_row(const struct hist_table *table, const struct hist_row *row,
				   const struct hist_plot_scale *scale, struct hist_grid *grid)
{
	const double weight = hist_label_weight(&row->values.data[scale->value]);

	TRY(hist_grid_begin_row(grid, weight, scale->greatest));
	for (size_t i = 0; i < table->keys.size; i++) {
		_cleanup_str_ struct str text = STR_INIT;

		hist_label_cell(&table->keys.data[i], &row->cells.data[i], &text);
		TRY(hist_grid_add_text(grid, &text));
	}
	return hist_plot_value_texts(table, row, scale->whole > 0 ? weight / scale->whole : -1,
				     grid);
}

struct sonde_error *hist_plot_list(const struct hist_table *table, const struct hist_style *style,
				   struct str *out)
{
	_cleanup_hist_grid_ struct hist_grid grid = HIST_GRID_INIT;
	const struct hist_plot_scale scale = hist_plot_find_scale(table);

	TRY(add_columns(table, &scale, &grid));
	vec_for_each(&table->rows, row)
		TRY(add_row(table, row, &scale, &grid));
	hist_grid_print(&grid, style, out);
	return NULL;
}
