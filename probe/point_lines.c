/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/point_lines.h"

#include <inttypes.h>
#include <string.h>

#include "base/suggest.h"
#include "probe/die.h"
#include "probe/not_found.h"
#include "probe/units.h"

struct sonde_error *point_add_line(const struct line_place *line, struct point_places *ret)
{
	const struct point_place place = {
		.instance = line->instance,
		.address = line->address,
		.path = line->path,
		.line = line->line,
	};

	return vec_push(ret, place);
}

static struct sonde_error *add_lines(const struct line_places *lines, struct point_places *ret)
{
	vec_for_each(lines, line)
		TRY(point_add_line(line, ret));
	return NULL;
}

/* Hang the nearest lines that have code on an error; numbers count from `base`. */
static struct sonde_error *hint_nearest(struct sonde_error *error, const struct line_marks *marks,
					uint32_t line, uint32_t base)
{
	uint32_t before, after;

	line_marks_nearest(marks, line, &before, &after);
	if (before && after)
		return sonde_error_hint(
			error, "The nearest lines with code are %" PRIu32 " and %" PRIu32 ".",
			before - base, after - base);
	if (before || after)
		return sonde_error_hint(error, "The nearest line with code is %" PRIu32 ".",
					(before ? before : after) - base);
	return error;
}

/* The line in its file; false where DWARF does not say where the function is declared. */
static bool line_in_file(const struct func_instance *instance, uint32_t relative, uint32_t *ret)
{
	Dwarf_Die die = instance->die;
	const char *path;
	uint32_t declared;

	if (!line_of_declaration(&die, &path, &declared) || relative > UINT32_MAX - declared)
		return false;
	*ret = declared + relative;
	return true;
}

static struct sonde_error *mark_function(const struct image *image, const struct func_result *found,
					 struct line_marks *ret)
{
	_cleanup_(unit_lines_deinit) struct unit_lines tables = {.image = image};
	const struct line_table *table;

	vec_for_each(&found->instances, instance) {
		TRY(unit_lines_of(&tables, &instance->die, &table));
		TRY(line_mark_copy(table, instance, LINE_SPAN_ALL, ret));
	}
	return NULL;
}

static struct sonde_error *no_code_in_function(const struct image *image,
					       const struct probe_def *def,
					       const struct func_result *found)
{
	_cleanup_(line_marks_deinit) struct line_marks marks = VEC_INIT;
	uint32_t base = 0, line;

	TRY(mark_function(image, found, &marks));
	vec_for_each(&found->instances, instance) {
		if (line_in_file(instance, 0, &base))
			break;
	}
	if (__builtin_add_overflow(base, def->point.line, &line))
		line = UINT32_MAX;
	return hint_nearest(probe_def_error(def, SONDE_ERROR_UNAVAILABLE, PROBE_AT_POINT,
					    "There is no code on line %" PRIu32 " of %s.",
					    def->point.line, def->point.function),
			    &marks, line, base);
}

struct sonde_error *point_lines_of_function(const struct image *image,
					    const struct func_result *found,
					    const uint32_t *relative, struct line_places *ret)
{
	_cleanup_(unit_lines_deinit) struct unit_lines tables = {.image = image};
	const struct line_table *table;

	vec_for_each(&found->instances, instance) {
		struct line_span span = LINE_SPAN_ALL;

		if (relative) {
			if (!line_in_file(instance, *relative, &span.first))
				continue;
			span.last = span.first;
		}
		TRY(unit_lines_of(&tables, &instance->die, &table));
		TRY(line_find_in_copy(table, instance, span, ret));
	}
	return NULL;
}

static struct sonde_error *find_in_function(const struct image *image, const struct probe_def *def,
					    const struct func_result *found,
					    struct point_places *ret)
{
	_cleanup_(line_places_deinit) struct line_places lines = VEC_INIT;

	TRY(point_lines_of_function(image, found, &def->point.line, &lines));
	if (lines.size == 0)
		return no_code_in_function(image, def, found);
	return add_lines(&lines, ret);
}

static struct sonde_error *no_file(const struct image *image, const struct probe_def *def)
{
	const char *wanted = def->point.file;
	struct sonde_error *error;
	struct suggest suggest;

	suggest_init(&suggest, wanted);
	units_suggest_file(image, wanted, &suggest);
	error = probe_def_error(def, SONDE_ERROR_NOT_FOUND, PROBE_AT_POINT,
				"No code of %s is from a source file '%s'.", image->path, wanted);
	error = suggest_hint(&suggest, error);
	suggest_deinit(&suggest);
	return error;
}

static struct sonde_error *find_units(const struct image *image, const struct probe_def *def,
				      struct index_dies *ret)
{
	TRY(units_of_file(image, def->point.file, ret));
	return ret->size ? NULL : no_file(image, def);
}

static struct sonde_error *mark_file(const struct image *image, const struct index_dies *units,
				     const char *file, struct line_marks *ret)
{
	_cleanup_(unit_lines_deinit) struct unit_lines tables = {.image = image};
	const struct line_table *table;

	vec_for_each(units, unit) {
		TRY(unit_lines_at(&tables, *unit, &table));
		if (table)
			TRY(line_mark_file(table, file, LINE_SPAN_ALL, ret));
	}
	return NULL;
}

static struct sonde_error *no_code_in_file(const struct image *image, const struct probe_def *def,
					   const struct index_dies *units)
{
	_cleanup_(line_marks_deinit) struct line_marks marks = VEC_INIT;

	TRY(mark_file(image, units, def->point.file, &marks));
	return hint_nearest(probe_def_error(def, SONDE_ERROR_UNAVAILABLE, PROBE_AT_POINT,
					    "There is no code on line %" PRIu32 " of %s.",
					    def->point.line, def->point.file),
			    &marks, def->point.line, 0);
}

static struct sonde_error *lines_of_units(const struct image *image, const struct index_dies *units,
					  const char *file, struct line_span span,
					  struct line_places *ret)
{
	_cleanup_(unit_lines_deinit) struct unit_lines tables = {.image = image};
	const struct line_table *table;

	vec_for_each(units, unit) {
		TRY(unit_lines_at(&tables, *unit, &table));
		if (table)
			TRY(line_find_in_file(table, file, span, ret));
	}
	return NULL;
}

struct sonde_error *point_lines_of_file(const struct image *image, const struct probe_def *def,
					struct line_span span, struct line_places *ret)
{
	_cleanup_index_dies_ struct index_dies units = VEC_INIT;

	TRY(find_units(image, def, &units));
	return lines_of_units(image, &units, def->point.file, span, ret);
}

static struct sonde_error *find_in_file(const struct image *image, const struct probe_def *def,
					struct point_places *ret)
{
	_cleanup_(line_places_deinit) struct line_places lines = VEC_INIT;
	_cleanup_index_dies_ struct index_dies units = VEC_INIT;
	const struct line_span span = {def->point.line, def->point.line};

	TRY(find_units(image, def, &units));
	TRY(lines_of_units(image, &units, def->point.file, span, &lines));
	return lines.size ? add_lines(&lines, ret) : no_code_in_file(image, def, &units);
}

struct sonde_error *point_find_lines(struct image *image, const struct probe_def *def,
				     const struct func_result *found, struct point_places *ret)
{
	if (def->point.kind == PROBE_POINT_SOURCE)
		return find_in_file(image, def, ret);
	if (!found->is_known)
		return not_found_error(image, def);
	return find_in_function(image, def, found, ret);
}
