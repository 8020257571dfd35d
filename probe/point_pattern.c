/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/point_pattern.h"

#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "probe/lazy.h"
#include "probe/not_found.h"
#include "probe/point_lines.h"
#include "probe/source.h"
#include "probe/units.h"

/* One search: which lines match. */
struct matching {
	const struct image *image;
	const struct probe_def *def;
	/** Where the sources are, or NULL for the usual places. */
	const char *source_dir;
	/** The text of the file that was looked at last, and its path as DWARF has it. */
	struct source source;
	const char *path;
};

static void matching_deinit(struct matching *matching)
{
	source_deinit(&matching->source);
}

/* Without the text nobody knows what matches. */
static struct sonde_error *no_source(const struct matching *matching, struct sonde_error *missing)
{
	_cleanup_error_ struct sonde_error *error = missing;

	if (error->kind == SONDE_ERROR_NO_MEMORY)
		return take_ptr(error);
	return sonde_error_hint(
		probe_def_error(matching->def, SONDE_ERROR_NOT_FOUND, PROBE_AT_POINT,
				"A pattern needs the text of the lines. %s", error->message),
		"Name the folder with the sources by -s DIR, or give the number of the line.");
}

/* Read the file that the line is from. */
static struct sonde_error *read_source(struct matching *matching, const struct line_place *line)
{
	const char *path = line->path;
	_cleanup_str_ struct str release = STR_INIT, normal = STR_INIT;
	Dwarf_Die die = line->instance.die;
	struct source_query query = {
		.comp_dir = unit_comp_dir(&die),
		.directory = matching->source_dir,
	};
	struct sonde_error *error;

	if (matching->path && strcmp(matching->path, path) == 0)
		return NULL;
	image_print_release(matching->image, &release);
	path_normalize(path, &normal);
	TRY(str_check(&release));
	TRY(str_check(&normal));
	query.release = str_text(&release);
	query.path = str_text(&normal);
	source_deinit(&matching->source);
	matching->path = NULL;
	error = source_open(&query, &matching->source);
	if (error)
		return no_source(matching, error);
	matching->path = path;
	return NULL;
}

static struct sonde_error *matches(struct matching *matching, const struct line_place *line,
				   bool *ret)
{
	const char *text;
	size_t size;

	TRY(read_source(matching, line));
	*ret = source_line(&matching->source, line->line, &text, &size) &&
	       lazy_matches(matching->def->point.pattern, text, size);
	return NULL;
}

static struct sonde_error *no_match(const struct matching *matching)
{
	const struct probe_point *point = &matching->def->point;

	return sonde_error_hint(
		probe_def_error(matching->def, SONDE_ERROR_NOT_FOUND, PROBE_AT_POINT,
				"No line of %s that can be probed matches '%s'.",
				point->function ? point->function : point->file, point->pattern),
		"The pattern must match the whole line, but for blanks: put a * before and behind "
		"a part of it. -L shows the lines.");
}

/* A place, and where it was found. */
struct found_line {
	const struct line_place *place;
	size_t position;
};

static int compare_lines(const struct line_place *a, const struct line_place *b)
{
	const int order = a->path == b->path ? 0 : strcmp(a->path, b->path);

	if (order != 0)
		return order;
	return a->line < b->line ? -1 : a->line > b->line;
}

static int compare_found(const void *a, const void *b)
{
	const struct found_line *x = a, *y = b;
	const int order = compare_lines(x->place, y->place);

	if (order != 0)
		return order;
	return x->position < y->position ? -1 : x->position > y->position;
}

/* Add the places of the lines that match, line by line. */
static struct sonde_error *add_matching(struct matching *matching, const struct line_places *lines,
					struct point_places *ret)
{
	_cleanup_free_ struct found_line *order = calloc(lines->size + 1, sizeof(*order));
	bool is_match = false;

	if (!order)
		return &sonde_error_no_memory;
	for (size_t i = 0; i < lines->size; i++)
		order[i] = (struct found_line){&lines->data[i], i};
	qsort(order, lines->size, sizeof(*order), compare_found);
	for (size_t i = 0; i < lines->size; i++) {
		if (i == 0 || compare_lines(order[i - 1].place, order[i].place) != 0)
			TRY(matches(matching, order[i].place, &is_match));
		if (is_match)
			TRY(point_add_line(order[i].place, ret));
	}
	return ret->size ? NULL : no_match(matching);
}

/* A pattern that cannot be matched, as an error about the definition. */
static struct sonde_error *check_pattern(const struct probe_def *def)
{
	_cleanup_error_ struct sonde_error *error = lazy_check(def->point.pattern);

	if (!error || error->kind == SONDE_ERROR_NO_MEMORY)
		return take_ptr(error);
	return probe_def_error(def, SONDE_ERROR_SYNTAX, PROBE_AT_POINT, "%s", error->message);
}

struct sonde_error *point_find_pattern(struct image *image, const struct probe_def *def,
				       const struct func_result *found, const char *source_dir,
				       struct point_places *ret)
{
	_cleanup_(matching_deinit) struct matching matching = {
		.image = image,
		.def = def,
		.source_dir = source_dir,
	};

	_cleanup_(line_places_deinit) struct line_places lines = VEC_INIT;

	TRY(check_pattern(def));
	if (def->point.kind == PROBE_POINT_SOURCE)
		TRY(point_lines_of_file(image, def, LINE_SPAN_ALL, &lines));
	else if (found->is_known)
		TRY(point_lines_of_function(image, found, NULL, &lines));
	else
		return not_found_error(image, def);
	return add_matching(&matching, &lines, ret);
}
