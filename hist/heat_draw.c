/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "hist/heat_draw.h"

#include <math.h>
#include <stdlib.h>
#include <time.h>

#include "hist/groups.h"
#include "hist/label.h"
#include "hist/svg_axis.h"
#include "hist/svg_page.h"

/* Lanes that are drawn of a table without ranges; the others are said. */
#define LANES_MOST 40
/* How high all lanes are together if that can be, and one. */
#define ALL_HEIGHT 380
#define LANE_LEAST 9
#define LANE_MOST  26
#define LABEL_MOST 260
/* The bar of colours. */
#define LEGEND_WIDTH 160
#define LEGEND_STEPS 40

struct heat_map {
	const struct hist_heat *heat;
	/* Of a key with ranges; else without slots. */
	struct svg_axis axis;
	/* For each lane that is drawn, from the top on: its row in the total; SIZE_MAX: none. */
	VEC(size_t) lanes;
	/* Hits in a second. */
	double least, most;
	/* The area of the lanes. */
	double x, y, width, lane;
};

static void map_deinit_(struct heat_map *map)
{
	svg_axis_deinit(&map->axis);
	vec_deinit(&map->lanes);
}

#define _cleanup_heat_map_ _cleanup_(map_deinit_)

/* ln(number), to a thousandth: the C library's needs another library. */
static double logarithm(double number)
{
	int power;
	const double half = frexp(number, &power);
	const double y = (half - 1) / (half + 1), square = y * y;

	return power * 0.69314718 +
	       2 * y * (1 + square * (1.0 / 3 + square * (1.0 / 5 + square / 7)));
}

double heat_part(double number, double least, double most)
{
	double part;

	if (number >= most || !(least > 0))
		return 1;
	if (number <= least)
		return 0;
	part = logarithm(number / least) / logarithm(most / least);
	return part < 0 ? 0 : part > 1 ? 1 : part;
}

void heat_colour(double part, struct str *out)
{
	/* From a light yellow to a dark red: each is darker than the one before, in print as well.
	 */
	static const unsigned char stops[][3] = {
		{255, 236, 179}, {253, 190, 92}, {240, 125, 58}, {205, 55, 55}, {110, 15, 65},
	};
	const size_t last = sizeof(stops) / sizeof(*stops) - 1;
	const double at = part * (double)last;
	const size_t left = at >= (double)last ? last - 1 : (size_t)at;
	const double share = at - (double)left;

	str_append_char(out, '#');
	for (size_t i = 0; i < 3; i++)
		str_appendf(out, "%02x",
			    (unsigned)(stops[left][i] * (1 - share) + stops[left + 1][i] * share +
				       0.5));
}

static double rate_of(const struct hist_heat_column *column, size_t lane)
{
	const double length = column->end - column->begin;

	if (lane >= column->counts.size || !(length > 0))
		return 0;
	return (double)column->counts.data[lane] / length;
}

static void find_scale(struct heat_map *map)
{
	vec_for_each(&map->heat->columns, column) {
		for (size_t i = 0; i < column->counts.size; i++) {
			const double rate = rate_of(column, i);

			if (rate > map->most)
				map->most = rate;
			if (rate > 0 && (!(map->least > 0) || rate < map->least))
				map->least = rate;
		}
	}
}

static int compare_totals(const void *a, const void *b, void *total)
{
	const struct hist_row *rows = ((const struct hist_table *)total)->rows.data;
	const size_t left = *(const size_t *)a, right = *(const size_t *)b;
	const uint64_t x = hist_row_count(&rows[left]), y = hist_row_count(&rows[right]);

	return x > y ? -1 : x < y ? 1 : left < right ? -1 : left > right;
}

/* Buckets from the bottom on, others by their hits from the top on. */
static struct sonde_error *find_lanes(struct heat_map *map)
{
	const struct hist_table *total = &map->heat->total;

	if (map->heat->key != HIST_NO_KEY) {
		TRY(svg_axis_make(total, 0, &map->axis));
		for (size_t i = map->axis.slots.size; i--;) {
			const struct hist_row *row = map->axis.slots.data[i].row;

			TRY(vec_push(&map->lanes,
				     row ? (size_t)(row - total->rows.data) : SIZE_MAX));
		}
		return NULL;
	}
	for (size_t i = 0; i < total->rows.size; i++)
		TRY(vec_push(&map->lanes, i));
	if (map->lanes.size)
		qsort_r(map->lanes.data, map->lanes.size, sizeof(*map->lanes.data), compare_totals,
			(void *)total);
	if (map->lanes.size > LANES_MOST)
		map->lanes.size = LANES_MOST;
	return NULL;
}

static void lane_label(const struct heat_map *map, size_t at, struct str *out)
{
	const struct hist_table *total = &map->heat->total;

	if (map->axis.slots.size)
		svg_axis_label(&map->axis, map->axis.slots.size - 1 - at, out);
	else
		hist_label_cell(total->keys.data, total->rows.data[map->lanes.data[at]].cells.data,
				out);
}

static void find_place(struct heat_map *map, struct str *out)
{
	double widest = 40;

	for (size_t i = 0; i < map->lanes.size; i++) {
		_cleanup_str_ struct str label = STR_INIT;

		lane_label(map, i, &label);
		out->failed |= label.failed;
		if (svg_text_width(SVG_SMALL, str_text(&label)) > widest)
			widest = svg_text_width(SVG_SMALL, str_text(&label));
	}
	if (widest > LABEL_MOST)
		widest = LABEL_MOST;
	map->x = SVG_MARGIN + widest + 10;
	map->y = SVG_HEAD + 30;
	map->width = SVG_WIDTH - SVG_MARGIN - map->x;
	map->lane = ALL_HEIGHT / (double)(map->lanes.size ? map->lanes.size : 1);
	if (map->lane > LANE_MOST)
		map->lane = LANE_MOST;
	if (map->lane < LANE_LEAST)
		map->lane = LANE_LEAST;
}

static double span_of(const struct hist_heat *heat)
{
	return heat->columns.size ? vec_last(&heat->columns)->end : 1;
}

/* A length of time in the unit that fits all of the map. */
static void append_time(double seconds, double span, struct str *out)
{
	const double unit = span >= 3 * 3600 ? 3600 : span >= 300 ? 60 : 1;

	hist_label_short(seconds / unit, out);
	str_append(out, unit > 60 ? " h" : unit > 1 ? " min" : " s");
}

/* Where a time is, to the tenth that is printed: neighbours must not leave a seam. */
static double place_of(const struct heat_map *map, double seconds)
{
	const double x = map->x + seconds / span_of(map->heat) * map->width;

	return (double)(long)(x * 10 + 0.5) / 10;
}

static void print_cell(const struct heat_map *map, const struct hist_heat_column *column,
		       size_t lane, struct str *out)
{
	const double span = span_of(map->heat);
	const double rate = rate_of(column, map->lanes.data[lane]);
	const struct svg_box box = {
		.x = place_of(map, column->begin),
		.y = map->y + (double)lane * map->lane,
		.width = place_of(map, column->end) - place_of(map, column->begin),
		.height = map->lane,
	};
	_cleanup_str_ struct str colour = STR_INIT, tip = STR_INIT;

	if (!(rate > 0))
		return;
	heat_colour(heat_part(rate, map->least, map->most), &colour);
	lane_label(map, lane, &tip);
	str_append(&tip, ": ");
	hist_label_count(column->counts.data[map->lanes.data[lane]], &tip);
	str_append(&tip, " hits at ");
	append_time(column->begin, span, &tip);
	out->failed |= colour.failed || tip.failed;
	svg_rect(&box, str_text(&colour), str_text(&tip), out);
	out->failed |= colour.failed || tip.failed;
}

static void print_cells(const struct heat_map *map, struct str *out)
{
	const struct svg_box all = {map->x, map->y, map->width,
				    map->lane * (double)map->lanes.size};

	svg_rect(&all, "back", NULL, out);
	/* Without smoothing there are no seams between cells. */
	str_append(out, "<g shape-rendering=\"crispEdges\">\n");
	vec_for_each(&map->heat->columns, column)
		for (size_t i = 0; i < map->lanes.size; i++)
			if (map->lanes.data[i] != SIZE_MAX)
				print_cell(map, column, i, out);
	str_append(out, "</g>\n");
}

/* Buckets have labels at their edges, others in their middle. */
static void print_lane_labels(const struct heat_map *map, struct str *out)
{
	const size_t count = map->axis.slots.size;
	size_t step = 1;

	while (count && (double)step * map->lane < 13)
		step++;
	for (size_t i = 0; count && i <= count; i += step) {
		const double y = map->y + (double)(count - i) * map->lane;
		_cleanup_str_ struct str text = STR_INIT;

		svg_axis_edge(&map->axis, i, &text);
		svg_line(map->x - 4, y, map->x, y, true, out);
		out->failed |= text.failed;
		svg_text(map->x - 8, y + 4, 0, SVG_END, SVG_SMALL, str_text(&text), out);
		out->failed |= text.failed;
	}
	for (size_t i = 0; !count && i < map->lanes.size; i++) {
		_cleanup_str_ struct str text = STR_INIT;

		lane_label(map, i, &text);
		out->failed |= text.failed;
		svg_text(map->x - 8, map->y + ((double)i + 0.5) * map->lane + 4,
			 map->x - SVG_MARGIN - 8, SVG_END, SVG_SMALL, str_text(&text), out);
		out->failed |= text.failed;
	}
}

static void print_time(const struct heat_map *map, struct str *out)
{
	const double span = span_of(map->heat), unit = span >= 3 * 3600 ? 3600
						       : span >= 300	? 60
									: 1;
	const double step = svg_tick_step(span / unit, 10) * unit;
	const double y = map->y + map->lane * (double)map->lanes.size;

	svg_line(map->x, y, map->x + map->width, y, true, out);
	svg_line(map->x, map->y, map->x, y, true, out);
	for (double at = 0; at <= span * 1.0001; at += step) {
		const double x = map->x + at / span * map->width;
		_cleanup_str_ struct str text = STR_INIT;

		append_time(at, span, &text);
		svg_line(x, y, x, y + 4, true, out);
		out->failed |= text.failed;
		svg_text(x, y + 17, 0, x > SVG_WIDTH - 40 ? SVG_END : SVG_MIDDLE, SVG_SMALL,
			 str_text(&text), out);
		out->failed |= text.failed;
	}
}

static void print_legend(const struct heat_map *map, struct str *out)
{
	const double left = SVG_WIDTH - SVG_MARGIN - LEGEND_WIDTH, y = map->y - 22;
	_cleanup_str_ struct str least = STR_INIT, most = STR_INIT;

	hist_label_short(map->least, &least);
	hist_label_short(map->most, &most);
	str_append(&most, " hits/s");
	for (size_t i = 0; i < LEGEND_STEPS; i++) {
		_cleanup_str_ struct str colour = STR_INIT;
		const double width = (LEGEND_WIDTH - 64.0) / LEGEND_STEPS;
		const struct svg_box box = {left + (double)i * width, y, width + 0.5, 10};

		heat_colour((double)i / (LEGEND_STEPS - 1), &colour);
		out->failed |= colour.failed;
		svg_rect(&box, str_text(&colour), NULL, out);
		out->failed |= colour.failed;
		out->failed |= least.failed;
	}
	svg_text(left - 6, y + 9, 0, SVG_END, SVG_SMALL, str_text(&least), out);
	out->failed |= most.failed;
	svg_text(left + LEGEND_WIDTH - 58, y + 9, 0, SVG_START, SVG_SMALL, str_text(&most), out);
	out->failed |= least.failed || most.failed;
}

static void append_clock(double seconds, struct str *out)
{
	const time_t when = (time_t)seconds;
	struct tm broken;
	char text[16];

	if (localtime_r(&when, &broken) && strftime(text, sizeof(text), "%H:%M:%S", &broken))
		str_append(out, text);
}

static void append_subtitle(const struct heat_map *map, struct str *out)
{
	const struct hist_heat *heat = map->heat;

	hist_label_count(heat->total.hits, out);
	str_append(out, heat->total.hits == 1 ? " hit in " : " hits in ");
	hist_label_seconds(span_of(heat), out);
	if (heat->began > 0) {
		str_append(out, " from ");
		append_clock(heat->began, out);
		str_append(out, " on");
	}
	if (heat->others && *heat->others)
		str_appendf(out, "; all of %s together", heat->others);
	if (map->lanes.size < heat->total.rows.size && !map->axis.slots.size)
		str_appendf(out, "; the %zu with most hits, of %zu", map->lanes.size,
			    heat->total.rows.size);
}

struct sonde_error *heat_draw(const struct hist_heat *heat, struct str *out)
{
	const char *title = heat->total.title ? heat->total.title : "hits";
	_cleanup_heat_map_ struct heat_map map = {.heat = heat};
	_cleanup_str_ struct str subtitle = STR_INIT, axis = STR_INIT;
	double foot;

	if (heat->total.rows.size)
		TRY(find_lanes(&map));
	find_scale(&map);
	find_place(&map, out);
	append_subtitle(&map, &subtitle);
	foot = map.y + map.lane * (double)map.lanes.size + 50;
	out->failed |= subtitle.failed;
	svg_begin(foot + 18 * (double)svg_count_lacking(&heat->total, out), title,
		  str_text(&subtitle), out);
	if (map.lanes.size) {
		hist_label_key_title(heat->total.keys.data, &axis);
		out->failed |= axis.failed;
		svg_text(SVG_MARGIN, map.y - 13, 400, SVG_START, SVG_SMALL, str_text(&axis), out);
		print_cells(&map, out);
		print_lane_labels(&map, out);
		print_time(&map, out);
		print_legend(&map, out);
	} else {
		svg_text(SVG_MARGIN, SVG_HEAD + 24, 0, SVG_START, SVG_LABEL, "No hits.", out);
	}
	svg_print_lacking(&heat->total, foot, out);
	svg_end(out);
	out->failed |= subtitle.failed || axis.failed;
	return NULL;
}
