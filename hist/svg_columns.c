/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "hist/svg_kinds.h"

#include "hist/groups.h"
#include "hist/label.h"
#include "hist/plot_columns.h"
#include "hist/svg_axis.h"
#include "hist/svg_page.h"

/* For the numbers at the left of a panel. */
#define LEFT 52
/* A single histogram, and one of several: how high the columns can be. */
#define SINGLE_HEIGHT 340
#define PANEL_HEIGHT  120
/* Below the columns of a panel: ticks. Above: its heading. */
#define PANEL_FOOT 30
#define PANEL_HEAD 30
/* Between panels. */
#define PANEL_SPACE 26
/* Columns are no wider, however few there are. */
#define COLUMN_MOST 72
/* A number stands on a column that is as wide. */
#define NUMBER_WIDTH 34

/* A histogram in its place. */
struct panel {
	const struct hist_table *table;
	const struct svg_axis *axis;
	const struct hist_group *group;
	size_t key;
	/* Of the area of the columns. */
	double x, y, width, height;
};

static double greatest_of(const struct hist_group *group)
{
	double greatest = 1;

	vec_for_each(&group->rows, row)
		if ((double)hist_row_count(*row) > greatest)
			greatest = (double)hist_row_count(*row);
	return greatest;
}

/* Lines with numbers, of whole hits. Gives what the uppermost stands for. */
static double print_grid(const struct panel *panel, unsigned most, struct str *out)
{
	const double greatest = greatest_of(panel->group);
	double step = svg_tick_step(greatest, most), top = 0;

	if (step < 1)
		step = 1;
	while (top < greatest)
		top += step;
	for (double at = 0; at <= top + step / 2; at += step) {
		const double y = panel->y + panel->height * (1 - at / top);
		_cleanup_str_ struct str text = STR_INIT;

		svg_line(panel->x, y, panel->x + panel->width, y, at <= 0, out);
		hist_label_short(at, &text);
		out->failed |= text.failed;
		svg_text(panel->x - 8, y + 4, 0, SVG_END, SVG_SMALL, str_text(&text), out);
		out->failed |= text.failed;
	}
	return top;
}

static void print_column(const struct panel *panel, const struct hist_row *row, double top,
			 struct str *out)
{
	const size_t slot = svg_axis_slot(panel->axis, &row->cells.data[panel->key]);
	const double slot_width = panel->width / (double)panel->axis->slots.size;
	const double hits = (double)hist_row_count(row);
	double height = hits / top * panel->height;
	_cleanup_str_ struct str tip = STR_INIT, number = STR_INIT;
	struct svg_box box;

	if (slot == HIST_NO_KEY || !(hits > 0))
		return;
	if (height < 1.5)
		height = 1.5;
	box = (struct svg_box){.x = panel->x + (double)slot * slot_width + slot_width * 0.06,
			       .y = panel->y + panel->height - height,
			       .width = slot_width * 0.88,
			       .height = height};
	svg_axis_label(panel->axis, slot, &tip);
	str_append(&tip, ": ");
	hist_label_count(hist_row_count(row), &tip);
	str_append(&tip, " hits, ");
	hist_label_share(hits, (double)panel->group->hits, &tip);
	out->failed |= tip.failed;
	svg_rect(&box, "bar", str_text(&tip), out);
	if (slot_width >= NUMBER_WIDTH) {
		hist_label_short(hits, &number);
		out->failed |= number.failed;
		svg_text(box.x + box.width / 2, box.y - 5, 0, SVG_MIDDLE, SVG_SMALL,
			 str_text(&number), out);
	}
	out->failed |= tip.failed || number.failed;
}

/* A long gap has one slot, and dots. */
static void print_gaps(const struct panel *panel, struct str *out)
{
	const double slot_width = panel->width / (double)panel->axis->slots.size;

	for (size_t i = 0; i < panel->axis->slots.size; i++) {
		const double x = panel->x + (double)i * slot_width;
		const struct svg_box box = {
			.x = x, .y = panel->y, .width = slot_width, .height = panel->height};
		_cleanup_str_ struct str tip = STR_INIT;

		if (panel->axis->slots.data[i].empty <= 1)
			continue;
		svg_axis_label(panel->axis, i, &tip);
		out->failed |= tip.failed;
		svg_rect(&box, "back", str_text(&tip), out);
		svg_text(x + slot_width / 2, panel->y + panel->height - 6, 0, SVG_MIDDLE, SVG_SMALL,
			 "\xe2\x80\xa6", out);
		out->failed |= tip.failed;
	}
}

static void print_panel(const struct panel *panel, unsigned ticks, struct str *out)
{
	double top;

	print_gaps(panel, out);
	top = print_grid(panel, ticks, out);
	vec_for_each(&panel->group->rows, row)
		print_column(panel, *row, top, out);
	svg_axis_print(panel->axis, panel->x, panel->y + panel->height + 16, panel->width, out);
}

static void axis_title(const struct svg_axis *axis, struct str *out)
{
	hist_label_key_title(axis->column, out);
	if (axis->column->shape == HIST_SHAPE_LOG2)
		str_append(out, ", in powers of two");
}

static void print_single(struct panel *panel, const char *subtitle, struct str *out)
{
	const double wished = (double)panel->axis->slots.size * COLUMN_MOST;
	const double most = SVG_WIDTH - 2 * SVG_MARGIN - LEFT;
	const double lacking = 18 * (double)svg_count_lacking(panel->table, out);
	_cleanup_str_ struct str title = STR_INIT;

	panel->x = SVG_MARGIN + LEFT;
	panel->y = SVG_HEAD + 34;
	panel->width = wished < most ? wished : most;
	panel->height = SINGLE_HEIGHT;
	axis_title(panel->axis, &title);
	svg_begin(panel->y + panel->height + 68 + lacking,
		  panel->table->title ? panel->table->title : "hits", subtitle, out);
	svg_text(panel->x - 8, panel->y - 16, 0, SVG_END, SVG_SMALL, "hits", out);
	print_panel(panel, 6, out);
	out->failed |= title.failed;
	svg_text(panel->x, panel->y + panel->height + 40, most, SVG_START, SVG_LABEL,
		 str_text(&title), out);
	svg_print_lacking(panel->table, panel->y + panel->height + 64, out);
	svg_end(out);
	out->failed |= title.failed;
}

static void print_heading(const struct panel *panel, struct str *out)
{
	_cleanup_str_ struct str keys = STR_INIT, hits = STR_INIT;

	hist_label_keys(panel->table, panel->group->rows.data[0], panel->key, &keys);
	/* A long number would leave no room for the keys. */
	if (panel->group->hits < 10000000)
		hist_label_count(panel->group->hits, &hits);
	else
		hist_label_short((double)panel->group->hits, &hits);
	str_append(&hits, panel->group->hits == 1 ? " hit" : " hits");
	out->failed |= hits.failed || keys.failed;
	svg_text(panel->x, panel->y - 16,
		 panel->width - svg_text_width(SVG_SMALL, str_text(&hits)) - 8, SVG_START,
		 SVG_HEADING, str_text(&keys), out);
	out->failed |= hits.failed;
	svg_text(panel->x + panel->width, panel->y - 16, 0, SVG_END, SVG_SMALL, str_text(&hits),
		 out);
	out->failed |= keys.failed || hits.failed;
}

/* All have the same buckets, each its own scale of hits: what they look like is compared. */
static void print_several(struct panel *panel, const struct hist_groups *groups,
			  const char *subtitle, struct str *out)
{
	const size_t count = groups->groups.size, across = count == 1 ? 1 : count < 5 ? 2 : 3;
	const size_t down = (count + across - 1) / across;
	const double pitch = PANEL_HEAD + PANEL_HEIGHT + PANEL_FOOT + PANEL_SPACE;
	const double outer = (SVG_WIDTH - 2.0 * SVG_MARGIN) / (double)across;
	const double foot = SVG_HEAD + (double)down * pitch;
	_cleanup_str_ struct str title = STR_INIT, all = STR_INIT;

	axis_title(panel->axis, &title);
	str_appendf(&all, "%s. Hits over %s; the scales of hits differ.", subtitle,
		    str_text(&title));
	out->failed |= all.failed;
	svg_begin(foot + 12 + 18 * (double)svg_count_lacking(panel->table, out),
		  panel->table->title ? panel->table->title : "hits", str_text(&all), out);
	panel->width = outer - LEFT - (across > 1 ? 14 : 0);
	panel->height = PANEL_HEIGHT;
	for (size_t i = 0; i < count; i++) {
		panel->group = &groups->groups.data[i];
		panel->x = SVG_MARGIN + LEFT + (double)(i % across) * outer;
		panel->y = SVG_HEAD + PANEL_HEAD + 6 + (double)(i / across) * pitch;
		print_heading(panel, out);
		print_panel(panel, 3, out);
	}
	svg_print_lacking(panel->table, foot + 8, out);
	svg_end(out);
	out->failed |= title.failed || all.failed;
}

struct sonde_error *svg_print_columns(const struct hist_table *table, size_t key,
				      const char *subtitle, struct str *out)
{
	_cleanup_hist_groups_ struct hist_groups groups = {0};
	_cleanup_svg_axis_ struct svg_axis axis = {0};
	struct panel panel = {.table = table, .axis = &axis, .key = key};

	TRY(svg_axis_make(table, key, &axis));
	TRY(hist_groups_make(table, key, &groups));
	/* Of rows that are no buckets nothing can be drawn here. */
	if (!axis.slots.size)
		return svg_print_bars(table, subtitle, out);
	panel.group = groups.groups.data;
	if (table->keys.size == 1)
		print_single(&panel, subtitle, out);
	else
		print_several(&panel, &groups, subtitle, out);
	return NULL;
}
