/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/point_pattern.h"

#include <string.h>

#include <dwarf.h>

#include "base/path.h"
#include "probe/lazy.h"
#include "probe/point_lines.h"
#include "probe/source.h"

/* One search: which lines match. */
struct matching {
	const struct image *image;
	const struct probe_def *def;
	/** Where the sources are, or NULL for the usual places. */
	const char *source_dir;
	/** DW_AT_comp_dir of a unit with code from them, or NULL. */
	const char *comp_dir;
	/** The text of the file that was looked at last, and its path as DWARF has it. */
	struct source source;
	const char *path;
};

static void matching_deinit(struct matching *matching)
{
	source_deinit(&matching->source);
}

static const char *comp_dir_of(Dwarf_Die *die)
{
	Dwarf_Attribute attr;
	Dwarf_Die unit;

	if (!dwarf_diecu(die, &unit, NULL, NULL) || !dwarf_attr(&unit, DW_AT_comp_dir, &attr))
		return NULL;
	return dwarf_formstring(&attr);
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

static struct sonde_error *read_source(struct matching *matching, const char *path)
{
	_cleanup_str_ struct str release = STR_INIT, normal = STR_INIT;
	struct source_query query = {
		.comp_dir = matching->comp_dir,
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

static struct sonde_error *matches(struct matching *matching, const struct line_mark *mark,
				   bool *ret)
{
	const char *text;
	size_t size;

	TRY(read_source(matching, mark->path));
	*ret = source_line(&matching->source, mark->line, &text, &size) &&
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

static struct sonde_error *find_in_function(struct matching *matching,
					    const struct func_result *found,
					    struct point_places *ret)
{
	_cleanup_(line_marks_deinit) struct line_marks marks = VEC_INIT;
	bool is_match;

	if (found->instances.size)
		matching->comp_dir = comp_dir_of(&found->instances.data[0].die);
	TRY(point_mark_function(found, &marks));
	vec_for_each(&marks, mark) {
		TRY(matches(matching, mark, &is_match));
		if (is_match)
			TRY(point_add_line_of_function(found, 0, mark->line, ret));
	}
	return ret->size ? NULL : no_match(matching);
}

static struct sonde_error *find_in_file(struct matching *matching, struct point_places *ret)
{
	_cleanup_index_dies_ struct index_dies units = VEC_INIT;
	_cleanup_(line_marks_deinit) struct line_marks marks = VEC_INIT;
	const struct image *image = matching->image;
	bool is_match;
	Dwarf_Die unit;

	TRY(point_find_units(image, matching->def, &units));
	if (dwarf_offdie(image->dwarf, units.data[0], &unit))
		matching->comp_dir = comp_dir_of(&unit);
	TRY(point_mark_file(image, &units, matching->def->point.file, &marks));
	vec_for_each(&marks, mark) {
		TRY(matches(matching, mark, &is_match));
		if (is_match)
			TRY(point_add_line_of_file(image, &units, mark->path, mark->line, ret));
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

	TRY(check_pattern(def));
	if (def->point.kind == PROBE_POINT_SOURCE)
		return find_in_file(&matching, ret);
	if (!found->is_known)
		return point_not_found(image, def);
	return find_in_function(&matching, found, ret);
}
