/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "hist/svg_kinds.h"

#include "hist/groups.h"
#include "hist/label.h"
#include "hist/plot_columns.h"
#include "hist/spelling.h"
#include "hist/svg_page.h"

/* From one bar to the next, and how thick it is. */
#define PITCH 22
#define THICK 15
/* The widest that labels and numbers may be. */
#define LABEL_MOST  400
#define NUMBER_MOST 150
/* More bars than this nobody looks at; what is left out is said. */
#define ROWS_MOST 1000

struct bars {
	const struct hist_table *table;
	struct hist_plot_scale scale;
	size_t rows;
	/* Where labels end and bars begin, and how wide bars may be. */
	double x, width;
};

static void append_label(const struct hist_table *table, const struct hist_row *row,
			 struct str *out)
{
	for (size_t i = 0; i < table->keys.size; i++) {
		if (i)
			str_append(out, " \xc2\xb7 ");
		hist_spelling_cell(&table->keys.data[i], &row->cells.data[i], out);
	}
}

static void measure(struct bars *bars, struct str *out)
{
	double widest = 60;

	for (size_t i = 0; i < bars->rows; i++) {
		const struct hist_row *row = &bars->table->rows.data[i];
		_cleanup_str_ struct str label = STR_INIT;

		append_label(bars->table, row, &label);
		out->failed |= label.failed;
		if (svg_text_width(SVG_LABEL, str_text(&label)) > widest)
			widest = svg_text_width(SVG_LABEL, str_text(&label));
	}
	if (widest > LABEL_MOST)
		widest = LABEL_MOST;
	bars->x = SVG_MARGIN + widest + 10;
	bars->width = SVG_WIDTH - SVG_MARGIN - NUMBER_MOST - bars->x;
}

/* A wide number takes the room of its bar's end: it is written over nothing. */
static void print_bar(const struct bars *bars, const struct hist_row *row, double y,
		      struct str *out)
{
	const struct hist_value *value = &row->values.data[bars->scale.value];
	const double weight = hist_label_weight(value);
	_cleanup_str_ struct str label = STR_INIT, number = STR_INIT, tip = STR_INIT;
	struct svg_box box = {.x = bars->x, .y = y, .height = THICK};

	append_label(bars->table, row, &label);
	hist_label_value(&bars->table->values.data[bars->scale.value], value, &number);
	if (bars->scale.whole > 0) {
		str_append(&number, " (");
		hist_label_share(weight, bars->scale.whole, &number);
		str_append_char(&number, ')');
	}
	str_appendf(&tip, "%s: %s", str_text(&label), str_text(&number));
	box.width = bars->scale.greatest > 0 ? weight / bars->scale.greatest * bars->width : 0;
	if (weight > 0 && box.width < 1.5)
		box.width = 1.5;
	out->failed |= label.failed;
	svg_text(bars->x - 8, y + 12, bars->x - SVG_MARGIN - 8, SVG_END, SVG_LABEL,
		 str_text(&label), out);
	out->failed |= tip.failed;
	svg_rect(&box, "bar", str_text(&tip), out);
	out->failed |= number.failed;
	svg_text(bars->x + box.width + 8, y + 12, SVG_WIDTH - bars->x - box.width - 14, SVG_START,
		 SVG_SMALL, str_text(&number), out);
	out->failed |= label.failed || number.failed || tip.failed;
}

/* With the unit above it. */
static void print_grid(const struct bars *bars, double y, double height, struct str *out)
{
	const double step = svg_tick_step(bars->scale.greatest, 5);
	_cleanup_str_ struct str title = STR_INIT;

	hist_label_value_title(&bars->table->values.data[bars->scale.value], &title);
	out->failed |= title.failed;
	svg_text(bars->x - 8, y - 6, bars->x - SVG_MARGIN - 8, SVG_END, SVG_SMALL, str_text(&title),
		 out);
	for (double at = 0; at <= bars->scale.greatest; at += step) {
		const double x = bars->x + at / bars->scale.greatest * bars->width;
		_cleanup_str_ struct str text = STR_INIT;

		svg_line(x, y, x, y + height, at <= 0, out);
		hist_label_short(at, &text);
		out->failed |= text.failed;
		svg_text(x, y - 6, 0, SVG_MIDDLE, SVG_SMALL, str_text(&text), out);
		out->failed |= text.failed;
	}
	out->failed |= title.failed;
}

struct sonde_error *svg_print_bars(const struct hist_table *table, const char *subtitle,
				   struct str *out)
{
	struct bars bars = {
		.table = table,
		.scale = hist_plot_find_scale(table),
		.rows = table->rows.size < ROWS_MOST ? table->rows.size : ROWS_MOST,
	};
	const double y = SVG_HEAD + 26, height = (double)bars.rows * PITCH;
	const size_t more = table->rows.size - bars.rows;
	_cleanup_str_ struct str keys = STR_INIT, rest = STR_INIT;

	measure(&bars, out);
	str_append(&keys, subtitle);
	for (size_t i = 0; i < table->keys.size; i++) {
		str_append(&keys, i ? ", " : ", by ");
		hist_label_key_title(&table->keys.data[i], &keys);
		out->failed |= keys.failed;
	}
	svg_begin(y + height + 24 + 18 * (double)(svg_count_lacking(table, out) + (more > 0)),
		  table->title ? table->title : "hits", str_text(&keys), out);
	if (bars.scale.greatest > 0)
		print_grid(&bars, y, height, out);
	for (size_t i = 0; i < bars.rows; i++)
		print_bar(&bars, &table->rows.data[i], y + (double)i * PITCH + 4, out);
	svg_print_lacking(table, y + height + 24, out);
	if (more) {
		hist_label_count(more, &rest);
		str_append(&rest, " more rows are not drawn.");
		out->failed |= rest.failed;
		svg_text(SVG_MARGIN, y + height + 24 + 18 * (double)svg_count_lacking(table, out),
			 0, SVG_START, SVG_WARNING, str_text(&rest), out);
	}
	svg_end(out);
	out->failed |= keys.failed || rest.failed;
	return NULL;
}
