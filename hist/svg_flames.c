/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The paths of all rows, from the outermost name on, are sorted; then rows that have the same first
 * names stand beside each other, and each such run is a box:
 *
 *     cat  entry  do_open  5          +---------+ +---+
 *     cat  entry  do_read  2          | do_open | |   |
 *     cat  exit            1          +---------+-----+ +------+
 *                                     |     entry     | | exit |
 *                                     +---------------+-+------+
 *                                     |          cat           |
 */
#include "hist/svg_kinds.h"

#include <string.h>

#include "hist/folded.h"
#include "hist/groups.h"
#include "hist/label.h"
#include "hist/spelling.h"
#include "hist/svg_page.h"

#define BOX_HEIGHT 19
/* What is narrower cannot be seen, or has no room for its name. */
#define BOX_LEAST  0.2
#define NAME_LEAST 46

struct path {
	/* Outermost first; other keys before all. Owned. */
	struct hist_texts names;
	double weight;
	/* How many of its first names the path before has too. */
	size_t common;
};

struct flames {
	const struct hist_table *table;
	VEC(struct path) paths;
	double whole;
	/* Names of the longest path. */
	size_t depth;
	/* Where the lowest box begins. */
	double y;
};

static void flames_deinit(struct flames *flames)
{
	vec_for_each(&flames->paths, path)
		hist_texts_deinit(&path->names);
	vec_deinit(&flames->paths);
}

#define _cleanup_flames_ _cleanup_(flames_deinit)

static struct sonde_error *add_name(struct path *path, struct str *text)
{
	TRY(vec_push(&path->names, (char *)NULL));
	return str_take(text, vec_last(&path->names));
}

static struct sonde_error *add_path(struct flames *flames, const struct hist_row *row, size_t key)
{
	const struct hist_texts *frames = &row->cells.data[key].frames;
	struct path *path;

	TRY(vec_push(&flames->paths, (struct path){0}));
	path = vec_last(&flames->paths);
	path->weight = hist_label_weight(&row->values.data[hist_folded_value(flames->table)]);
	for (size_t i = 0; i < row->cells.size; i++) {
		_cleanup_str_ struct str text = STR_INIT;

		if (i == key)
			continue;
		hist_spelling_cell(&flames->table->keys.data[i], &row->cells.data[i], &text);
		TRY(add_name(path, &text));
	}
	for (size_t i = frames->size; i--;) {
		_cleanup_str_ struct str text = STR_INIT;

		str_append(&text, frames->data[i]);
		TRY(add_name(path, &text));
	}
	flames->whole += path->weight;
	if (path->names.size > flames->depth)
		flames->depth = path->names.size;
	return NULL;
}

static size_t common_names(const struct path *a, const struct path *b)
{
	size_t count = 0;

	while (count < a->names.size && count < b->names.size &&
	       !strcmp(a->names.data[count], b->names.data[count]))
		count++;
	return count;
}

static int compare_paths(const void *a, const void *b)
{
	const struct path *left = a, *right = b;
	const size_t common = common_names(left, right);

	if (common < left->names.size && common < right->names.size)
		return strcmp(left->names.data[common], right->names.data[common]);
	return left->names.size < right->names.size ? -1 : left->names.size > right->names.size;
}

static struct sonde_error *make_paths(struct flames *flames, size_t key)
{
	vec_for_each(&flames->table->rows, row)
		TRY(add_path(flames, row, key));
	if (flames->paths.size)
		qsort(flames->paths.data, flames->paths.size, sizeof(*flames->paths.data),
		      compare_paths);
	for (size_t i = 1; i < flames->paths.size; i++)
		flames->paths.data[i].common = common_names(&flames->paths.data[i - 1],
							    &flames->paths.data[i]);
	return NULL;
}

/* The same function has the same colour wherever it is, one of a few warm ones. */
static const char *colour_of(const char *name)
{
	static const char *const colours[] = {"#f6c177", "#f2a65a", "#f0b878", "#ee9b5b",
					      "#f3cd8b", "#e8a07a", "#f7b267", "#efc06a"};
	unsigned hash = 5381;

	/* Without the offset in it. */
	for (; *name && *name != '+'; name++)
		hash = hash * 33 + (unsigned char)*name;
	return colours[hash % (sizeof(colours) / sizeof(*colours))];
}

static void print_box(const struct flames *flames, size_t depth, const char *name,
		      const double place[2], struct str *out)
{
	const double scale = (SVG_WIDTH - 2.0 * SVG_MARGIN) / flames->whole;
	const struct svg_box box = {
		.x = SVG_MARGIN + place[0] * scale,
		.y = flames->y - (double)(depth + 1) * BOX_HEIGHT,
		.width = place[1] * scale - 0.6,
		.height = BOX_HEIGHT - 1,
	};
	const size_t value = hist_folded_value(flames->table);
	_cleanup_str_ struct str tip = STR_INIT;

	if (box.width < BOX_LEAST)
		return;
	str_appendf(&tip, "%s: ", name);
	/* A sum of rows may be more than an integer holds. */
	if (place[1] < 1e19)
		hist_label_count((uint64_t)place[1], &tip);
	else
		hist_label_real(place[1], &tip);
	str_append_char(&tip, ' ');
	hist_label_value_title(&flames->table->values.data[value], &tip);
	str_append(&tip, ", ");
	hist_label_share(place[1], flames->whole, &tip);
	out->failed |= tip.failed;
	svg_rect(&box, colour_of(name), str_text(&tip), out);
	if (box.width >= NAME_LEAST)
		svg_text(box.x + 4, box.y + 13, box.width - 6, SVG_START, SVG_LABEL, name, out);
	out->failed |= tip.failed;
}

static void print_level(const struct flames *flames, size_t depth, struct str *out)
{
	double at = 0;

	for (size_t i = 0, next; i < flames->paths.size; i = next) {
		const struct path *path = &flames->paths.data[i];
		double place[2] = {at, path->weight};

		for (next = i + 1; next < flames->paths.size; next++) {
			if (flames->paths.data[next].common <= depth)
				break;
			place[1] += flames->paths.data[next].weight;
		}
		if (depth < path->names.size)
			print_box(flames, depth, path->names.data[depth], place, out);
		at += place[1];
	}
}

struct sonde_error *svg_print_flames(const struct hist_table *table, size_t key,
				     const char *subtitle, struct str *out)
{
	_cleanup_flames_ struct flames flames = {.table = table};
	_cleanup_str_ struct str text = STR_INIT;

	TRY(make_paths(&flames, key));
	/* Nothing has a width. */
	if (!(flames.whole > 0) || !flames.depth)
		return svg_print_bars(table, subtitle, out);
	flames.y = SVG_HEAD + 12 + (double)flames.depth * BOX_HEIGHT;
	str_appendf(&text, "%s; widths are ", subtitle);
	hist_label_value_title(&table->values.data[hist_folded_value(table)], &text);
	TRY(str_check(&text));
	out->failed |= text.failed;
	svg_begin(flames.y + 30 + 18 * (double)svg_count_lacking(table, out),
		  table->title ? table->title : "stacks", str_text(&text), out);
	for (size_t i = 0; i < flames.depth; i++)
		print_level(&flames, i, out);
	svg_print_lacking(table, flames.y + 26, out);
	svg_end(out);
	return NULL;
}
