/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/line_list.h"

#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/path.h"
#include "base/str.h"
#include "base/suggest.h"
#include "image/dieref.h"
#include "probe/die.h"
#include "probe/escaped.h"
#include "probe/full_name.h"
#include "probe/line.h"
#include "probe/not_found.h"
#include "probe/search.h"
#include "probe/symbol_copy.h"
#include "probe/units.h"

static void list_deinit(struct line_list *list)
{
	free(list->function);
	free(list->path);
	line_marks_deinit(&list->marks);
}

void line_lists_deinit(struct line_lists *lists)
{
	vec_for_each(lists, list)
		list_deinit(list);
	vec_deinit(lists);
}

/* What tells one list from another. */
struct identity {
	const char *function;
	const char *path;
	uint32_t base;
};

/* The lists so far. */
struct gathering {
	struct line_lists *lists;
	/** What tells a list -> its number in `lists`, and one. */
	struct map numbers;
	struct full_names names;
};

static void gathering_deinit(struct gathering *gathering)
{
	map_deinit(&gathering->numbers);
	full_names_deinit(&gathering->names);
}

static struct sonde_error *add_list(struct gathering *gathering, const struct identity *identity,
				    const char *path, Dwarf_Die *die)
{
	_cleanup_(list_deinit) struct line_list list = {.base = identity->base};

	TRY(sonde_strdup(identity->function, &list.function));
	TRY(sonde_strdup(path, &list.path));
	list.comp_dir = unit_comp_dir(die);
	TRY(vec_push(gathering->lists, list));
	list = (struct line_list){0};
	return NULL;
}

/* The list of that identity, a new one if need be; valid until the next call. */
static struct sonde_error *list_of(struct gathering *gathering, const struct identity *identity,
				   Dwarf_Die *die, struct line_list **ret)
{
	_cleanup_str_ struct str path = STR_INIT, key = STR_INIT;
	uintptr_t number;

	path_normalize(identity->path, &path);
	TRY(str_check(&path));
	str_appendf(&key, "%u\n%s\n%s", identity->base,
		    identity->function ? identity->function : "", str_text(&path));
	TRY(str_check(&key));
	number = (uintptr_t)map_get(&gathering->numbers, str_text(&key));
	if (!number) {
		TRY(add_list(gathering, identity, str_text(&path), die));
		number = gathering->lists->size;
		TRY(map_put(&gathering->numbers, str_text(&key), (void *)number));
	}
	*ret = &gathering->lists->data[number - 1];
	return NULL;
}

static struct sonde_error *add_copy(struct unit_lines *tables, const struct func_instance *instance,
				    struct gathering *gathering)
{
	Dwarf_Die die = instance->die, outer = instance->outer;
	_cleanup_free_ char *name = NULL;
	struct identity identity = {0};
	const struct line_table *table;
	struct line_list *list;

	/* Of what was written by no person there is no line. */
	if (!die_name(&die) || !line_of_declaration(&die, &identity.path, &identity.base))
		return NULL;
	TRY(full_name_of(&gathering->names, &die, DEMANGLE_SHORT, &name));
	identity.function = name;
	TRY(list_of(gathering, &identity, &die, &list));
	TRY(unit_lines_of(tables, &outer, &table));
	return line_mark_copy(table, instance, LINE_SPAN_ALL, &list->marks);
}

static struct sonde_error *no_function(const struct image *image, const struct line_range *range,
				       bool is_known)
{
	size_t first;

	if (!is_known && !range->file && symbols_named(&image->symbols, range->function, &first))
		return line_range_not_found(range, "%s has no debuginfo in %s, only a symbol.",
					    range->function, image->path);
	if (is_known)
		return line_range_not_found(range, "%s has no code of its own in %s.",
					    range->function, image->path);
	return not_found_hint(image, range->function,
			      line_range_not_found(range, "Probe point '%s%s%s' not found in %s.",
						   range->function, range->file ? "@" : "",
						   range->file ? range->file : "", image->path));
}

static struct sonde_error *find_function(struct image *image, const struct line_range *range,
					 bool no_inlines, struct line_lists *lists)
{
	_cleanup_(gathering_deinit) struct gathering gathering = {.lists = lists,
								  .names = {.image = image}};
	_cleanup_(unit_lines_deinit) struct unit_lines tables = {.image = image};
	_cleanup_func_result_ struct func_result found = {0};
	const struct func_query query = {
		.name = range->function,
		.glob = escaped_is_glob(range->function, strlen(range->function)) ? range->function
										  : NULL,
		.file = range->file,
		.no_inlines = no_inlines,
	};

	TRY(func_find(image, &query, &found));
	if (!found.is_known && !query.glob && !query.file)
		TRY(symbol_copies_named(image, query.name, &found));
	if (found.instances.size == 0)
		return no_function(image, range, found.is_known);
	vec_for_each(&found.instances, instance)
		TRY(add_copy(&tables, instance, &gathering));
	if (lists->size == 0)
		return line_range_not_found(range, "%s has no lines in the debuginfo of %s.",
					    range->function, image->path);
	return NULL;
}

static struct sonde_error *add_unit(struct unit_lines *tables, Dwarf_Die *unit, const char *file,
				    struct gathering *gathering)
{
	_cleanup_(line_marks_deinit) struct line_marks marks = VEC_INIT;
	const struct line_table *table;

	TRY(unit_lines_of(tables, unit, &table));
	TRY(line_mark_file(table, file, LINE_SPAN_ALL, &marks));
	vec_for_each(&marks, mark) {
		const struct identity identity = {.path = mark->path};
		struct line_list *list;

		TRY(list_of(gathering, &identity, unit, &list));
		TRY(vec_push(&list->marks, *mark));
	}
	return NULL;
}

static struct sonde_error *no_file(const struct image *image, const struct line_range *range)
{
	struct sonde_error *error;
	struct suggest suggest;

	suggest_init(&suggest, range->file);
	units_suggest_file(image, range->file, &suggest);
	error = suggest_hint(&suggest, line_range_not_found(range, "No source file '%s' in %s.",
							    range->file, image->path));
	suggest_deinit(&suggest);
	return error;
}

/* More than one file: the one that was typed as a whole, else there is no telling. */
static struct sonde_error *choose_file(const struct line_range *range, struct line_lists *lists)
{
	_cleanup_str_ struct str paths = STR_INIT;

	vec_for_each(lists, list) {
		if (strcmp(list->path, range->file) == 0) {
			const struct line_list chosen = *list;

			*list = lists->data[0];
			lists->data[0] = chosen;
			while (lists->size > 1)
				list_deinit(&lists->data[--lists->size]);
			return NULL;
		}
		str_appendf(&paths, "\n  %s", list->path);
	}
	TRY(str_check(&paths));
	return sonde_error_hint(
		line_range_not_found(range, "'%s' is the end of more than one path.", range->file),
		"Write more of the one that is meant:%s", str_text(&paths));
}

static struct sonde_error *find_file(struct image *image, const struct line_range *range,
				     struct line_lists *lists)
{
	_cleanup_(gathering_deinit) struct gathering gathering = {.lists = lists};
	_cleanup_(unit_lines_deinit) struct unit_lines tables = {.image = image};
	_cleanup_index_dies_ struct index_dies units = VEC_INIT;
	Dwarf_Die unit;

	TRY(units_of_file(image, range->file, &units));
	if (units.size == 0)
		return no_file(image, range);
	vec_for_each(&units, offset) {
		if (dieref_resolve(image, *offset, &unit))
			TRY(add_unit(&tables, &unit, range->file, &gathering));
	}
	if (lists->size == 0)
		return line_range_not_found(range, "No line of %s can be probed in %s.",
					    range->file, image->path);
	return lists->size > 1 ? choose_file(range, lists) : NULL;
}

static uint32_t add_lines(uint32_t base, uint32_t line)
{
	uint32_t sum;

	return __builtin_add_overflow(base, line, &sum) ? UINT32_MAX : sum;
}

/* Keep the marks that were asked for; `all` gets what there was. */
static struct sonde_error *clip(struct line_list *list, const struct line_range *range,
				struct line_marks *all)
{
	const struct line_marks whole = list->marks;

	list->first = add_lines(list->base, range->start);
	list->last = range->end == LINE_RANGE_OPEN ? range->end : add_lines(list->base, range->end);
	list->marks = (struct line_marks)VEC_INIT;
	*all = whole;
	vec_for_each(all, mark) {
		mark->path = list->path;
		if (mark->line >= list->first && mark->line <= list->last)
			TRY(vec_push(&list->marks, *mark));
	}
	/* Spelled in more than one way, a path is still one. */
	line_marks_tidy(&list->marks);
	return NULL;
}

/* The first list that had lines, but none of those; for the error. */
static struct sonde_error *no_line(const struct line_range *range, const struct line_list *list,
				   const struct line_marks *all)
{
	_cleanup_str_ struct str lines = STR_INIT;
	uint32_t before, after;

	line_marks_nearest(all, list->first, &before, &after);
	if (before)
		str_appendf(&lines, "%u", before - list->base);
	if (after)
		str_appendf(&lines, "%s%u", before ? " and " : "", after - list->base);
	TRY(str_check(&lines));
	return sonde_error_hint(line_range_not_found(range, "Specified source line is not found."),
				"The nearest %s of %s that can be probed: %s.",
				before && after ? "lines" : "line",
				list->function ? list->function : list->path, str_text(&lines));
}

/* Clip all lists, and drop those of which nothing is left. */
static struct sonde_error *clip_all(const struct line_range *range, struct line_lists *lists)
{
	_cleanup_error_ struct sonde_error *missing = NULL;
	size_t kept = 0;

	for (size_t i = 0; i < lists->size; i++) {
		_cleanup_(line_marks_deinit) struct line_marks all = VEC_INIT;
		struct line_list *list = &lists->data[i];

		TRY(clip(list, range, &all));
		if (list->marks.size == 0) {
			if (!missing)
				missing = no_line(range, list, &all);
			continue;
		}
		if (i != kept) {
			const struct line_list other = lists->data[kept];

			lists->data[kept] = *list;
			*list = other;
		}
		kept++;
	}
	while (lists->size > kept)
		list_deinit(&lists->data[--lists->size]);
	return kept ? NULL : take_ptr(missing);
}

struct sonde_error *line_lists_find(struct image *image, const struct line_range *range,
				    bool no_inlines, struct line_lists *ret)
{
	_cleanup_line_lists_ struct line_lists lists = VEC_INIT;

	TRY(image_debuginfo_open(image));
	if (range->function)
		TRY(find_function(image, range, no_inlines, &lists));
	else
		TRY(find_file(image, range, &lists));
	TRY(clip_all(range, &lists));
	*ret = lists;
	lists = (struct line_lists)VEC_INIT;
	return NULL;
}
