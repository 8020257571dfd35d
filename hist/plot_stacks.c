/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "hist/plot_kinds.h"

#include "hist/bar.h"
#include "hist/ink.h"
#include "hist/label.h"
#include "hist/plot_columns.h"

/* Of the bar beside a block. */
#define BAR_WIDTH 20

static void print_values(const struct hist_table *table, const struct hist_row *row,
			 struct str *out)
{
	for (size_t i = 1; i < table->values.size; i++) {
		str_append(out, ", ");
		hist_label_value_title(&table->values.data[i], out);
		str_append_char(out, ' ');
		hist_label_value(&table->values.data[i], &row->values.data[i], out);
	}
}

static void print_head(const struct hist_table *table, const struct hist_row *row, size_t key,
		       const struct hist_style *style, struct str *out)
{
	const uint64_t hits = hist_row_count(row);

	hist_ink(style, HIST_INK_TITLE, out);
	hist_label_count(hits, out);
	str_append(out, hits == 1 ? " hit" : " hits");
	print_values(table, row, out);
	if (table->keys.size > 1) {
		str_append(out, "; ");
		hist_label_keys(table, row, key, out);
	}
	hist_ink(style, HIST_INK_PLAIN, out);
}

static void print_share(double weight, const struct hist_plot_scale *scale,
			const struct hist_style *style, struct str *out)
{
	if (!(scale->greatest > 0))
		return;
	hist_ink(style, HIST_INK_FAINT, out);
	if (scale->whole > 0) {
		str_append(out, "  ");
		hist_label_share(weight, scale->whole, out);
	}
	hist_ink(style, HIST_INK_BAR, out);
	str_append(out, "  ");
	hist_bar_print(weight / scale->greatest, BAR_WIDTH, style->utf8, out);
	hist_ink(style, HIST_INK_PLAIN, out);
}

static void print_frames(const struct hist_cell *cell, struct str *out)
{
	if (!cell->frames.size)
		str_append(out, "    (no frames)\n");
	vec_for_each(&cell->frames, frame) {
		str_append(out, "    ");
		str_append_clean(out, *frame, "");
		str_append_char(out, '\n');
	}
}

struct sonde_error *hist_plot_stacks(const struct hist_table *table, size_t key,
				     const struct hist_style *style, struct str *out)
{
	const struct hist_plot_scale scale = hist_plot_find_scale(table);

	vec_for_each(&table->rows, row) {
		if (row != table->rows.data)
			str_append_char(out, '\n');
		print_head(table, row, key, style, out);
		print_share(hist_label_weight(&row->values.data[scale.value]), &scale, style, out);
		str_append_char(out, '\n');
		print_frames(&row->cells.data[key], out);
	}
	return NULL;
}
