/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/not_found.h"

#include <stdlib.h>
#include <string.h>

#include <dwarf.h>

#include "base/cxxname.h"
#include "base/map.h"
#include "base/qualname.h"
#include "base/str.h"
#include "base/suggest.h"
#include "image/demangle.h"
#include "image/dieref.h"
#include "image/index.h"
#include "probe/asked.h"
#include "probe/full_name.h"
#include "probe/path.h"
#include "probe/search.h"
#include "probe/symbol_names.h"
#include "probe/versioned.h"

/* So many are worth reading. */
#define NAMES_MAX 5

/* The file that declares what a name means; NULL if nothing is meant by it. */
static struct sonde_error *declared_in(const struct image *image, const char *name,
				       const char **ret)
{
	_cleanup_full_names_ struct full_names names = {.image = image};
	_cleanup_index_dies_ struct index_dies dies = VEC_INIT;
	_cleanup_(asked_deinit) struct asked asked = {0};
	Dwarf_Die die;

	TRY(asked_init(name, NULL, &asked));
	TRY(asked_of_index(&asked, image->index, &dies));
	for (size_t i = 0; i < dies.size && !*ret; i++) {
		bool meant;

		if (!dieref_resolve(image, dies.data[i], &die))
			continue;
		TRY(asked_is_meant(&asked, &names, &die, &meant));
		if (meant)
			*ret = path_of_attribute(&die, DW_AT_decl_file);
	}
	return NULL;
}

/* Where the function is declared, if not in the file that was asked for. */
static struct sonde_error *declared_elsewhere(const struct image *image,
					      const struct probe_def *def)
{
	const struct probe_point *point = &def->point;
	const char *path = NULL;

	if (!point->file || point->glob || !image->dwarf)
		return NULL;
	TRY(declared_in(image, point->function, &path));
	if (!path)
		return NULL;
	return sonde_error_hint(probe_def_error(def, SONDE_ERROR_NOT_FOUND, PROBE_AT_POINT,
						"Probe point '%s@%s' not found in %s.",
						point->function, point->file, image->path),
				"%s is declared in %s.", point->function, path);
}

/* The full names of the functions that the index has by a stem; each once. */
struct namesakes {
	struct map seen;
	struct str list;
	size_t count;
};

static void namesakes_deinit(struct namesakes *namesakes)
{
	map_deinit(&namesakes->seen);
	str_deinit(&namesakes->list);
}

static struct sonde_error *add_namesake(struct namesakes *namesakes, const char *name)
{
	if (map_has(&namesakes->seen, name))
		return NULL;
	TRY(map_put(&namesakes->seen, name, namesakes));
	if (namesakes->count++ < NAMES_MAX)
		str_appendf(&namesakes->list, "\n  %s", name);
	return str_check(&namesakes->list);
}

static struct sonde_error *find_namesakes(const struct image *image, const char *stem,
					  struct namesakes *ret)
{
	_cleanup_full_names_ struct full_names names = {.image = image};
	_cleanup_index_dies_ struct index_dies dies = VEC_INIT;
	Dwarf_Die die;

	if (!image->dwarf)
		return NULL;
	TRY(index_find_functions(image->index, stem, false, &dies));
	vec_for_each(&dies, offset) {
		_cleanup_free_ char *name = NULL;

		if (!dieref_resolve(image, *offset, &die))
			continue;
		TRY(full_name_of(&names, &die, DEMANGLE_FULL, &name));
		TRY(add_namesake(ret, name));
	}
	return NULL;
}

/* The same of functions that have a symbol only. */
static struct sonde_error *find_symbols(const struct image *image, const char *stem,
					struct namesakes *ret)
{
	_cleanup_symbol_list_ struct symbol_list found = VEC_INIT;

	TRY(symbol_names_find(&image->symbols, stem, NULL, &found));
	vec_for_each(&found, symbol) {
		_cleanup_free_ char *name = NULL;

		TRY(demangle(symbols_name(&image->symbols, *symbol), DEMANGLE_FULL, &name));
		if (name)
			TRY(add_namesake(ret, name));
	}
	return NULL;
}

/* A qualified name whose last part there is, but elsewhere: `list` gets where. */
static struct sonde_error *list_namesakes(const struct image *image, const char *stem,
					  struct str *list)
{
	_cleanup_(namesakes_deinit) struct namesakes namesakes = {0};

	TRY(find_namesakes(image, stem, &namesakes));
	if (!namesakes.count)
		TRY(find_symbols(image, stem, &namesakes));
	str_append(list, str_text(&namesakes.list));
	if (namesakes.count > NAMES_MAX)
		str_appendf(list, "\n  and %zu more", namesakes.count - NAMES_MAX);
	return str_check(list);
}

/* What was typed with the nearest name in place of its last part. */
static struct sonde_error *wanted_name(const char *name, const char *nearest, struct qualname *ret)
{
	_cleanup_str_ struct str text = STR_INIT;
	const char *last = NULL;

	for (const char *at = name; (at = strstr(at, "::")); at += 2)
		last = at + 2;
	str_append_bytes(&text, name, last ? (size_t)(last - name) : 0);
	str_append(&text, nearest);
	TRY(str_check(&text));
	return qualname_parse(str_text(&text), ret);
}

/* The qualified name of the nearest function: where it was looked for, if there is one of it. */
static struct sonde_error *qualify(const struct image *image, const char *name, char **nearest)
{
	_cleanup_full_names_ struct full_names names = {.image = image};
	_cleanup_index_dies_ struct index_dies dies = VEC_INIT;
	_cleanup_qualname_ struct qualname wanted = {0};
	_cleanup_free_ char *best = NULL;
	Dwarf_Die die;

	TRY(wanted_name(name, *nearest, &wanted));
	TRY(index_find_functions(image->index, *nearest, false, &dies));
	vec_for_each(&dies, offset) {
		_cleanup_free_ char *full = NULL;
		const struct full_name_query query = {&wanted, NULL};
		bool matches;

		if (!dieref_resolve(image, *offset, &die))
			continue;
		TRY(full_name_of(&names, &die, DEMANGLE_SHORT, &full));
		TRY(full_name_matches(&names, &die, &query, &matches));
		if (best && !matches)
			continue;
		free(best);
		best = take_ptr(full);
		if (matches)
			break;
	}
	if (!best || !strstr(best, "::"))
		return NULL;
	free(*nearest);
	*nearest = take_ptr(best);
	return NULL;
}

/* `name` is what was typed, `stem` its last part. */
static struct sonde_error *suggest_nearest(const struct image *image, const char *name,
					   const char *stem, struct sonde_error **error)
{
	struct suggest suggest;
	struct sonde_error *failure = NULL;

	suggest_init(&suggest, image->dwarf ? stem : name);
	search_suggest(image, &suggest);
	if (!image->dwarf)
		failure = symbol_names_suggest(&image->symbols, &suggest);
	else if (suggest.nearest)
		failure = qualify(image, name, &suggest.nearest);
	if (!failure)
		*error = suggest_hint(&suggest, *error);
	suggest_deinit(&suggest);
	return failure;
}

static struct sonde_error *hint(const struct image *image, const char *name,
				struct sonde_error **error)
{
	_cleanup_qualname_ struct qualname parsed = {0};
	_cleanup_str_ struct str list = STR_INIT;
	_cleanup_free_ char *stem = NULL;

	if (cxxname_is_plain(name))
		return suggest_nearest(image, name, name, error);
	TRY(qualname_parse(name, &parsed));
	TRY(qualname_stem(name, &stem));
	if (qualname_says_more(&parsed))
		TRY(list_namesakes(image, stem, &list));
	if (!list.size)
		return suggest_nearest(image, name, stem, error);
	*error = sonde_error_hint(*error, "What is called %s there:%s", stem, str_text(&list));
	return NULL;
}

struct sonde_error *not_found_hint(const struct image *image, const char *name,
				   struct sonde_error *error)
{
	struct sonde_error *failure = hint(image, name, &error);

	if (!failure)
		return error;
	sonde_error_destroy(error);
	return failure;
}

struct sonde_error *not_found_error(const struct image *image, const struct probe_def *def)
{
	const struct probe_point *point = &def->point;
	struct sonde_error *error;

	TRY(declared_elsewhere(image, def));
	error = probe_def_error(def, SONDE_ERROR_NOT_FOUND, PROBE_AT_POINT,
				"Probe point '%s%s%s' not found in %s.", point->function,
				point->file ? "@" : "", point->file ? point->file : "",
				image->path);
	error = not_found_hint(image, point->function, error);
	error = versioned_hint(image, def, error);
	if (image->symbols.functions == 0 && !image->dwarf)
		error = sonde_error_hint(
			error,
			"It has neither symbols of functions nor debuginfo: give the file as it "
			"was before it was stripped.%s%s",
			image->apart_tried.size ? " None was found elsewhere:" : "",
			str_text(&image->apart_tried));
	return error;
}
