/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/matching.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/qualname.h"
#include "image/demangle.h"
#include "image/language.h"
#include "probe/die.h"
#include "probe/full_name.h"
#include "probe/point.h"
#include "probe/search.h"
#include "probe/symbol_names.h"

/* One pattern, and the names so far. */
struct gathering {
	struct image *image;
	const char *glob;
	struct full_names full_names;
	struct map seen;
	struct matching_names *names;
};

static void gathering_deinit(struct gathering *gathering)
{
	full_names_deinit(&gathering->full_names);
	map_deinit(&gathering->seen);
}

void matching_names_deinit(struct matching_names *names)
{
	vec_for_each(names, name)
		free(*name);
	vec_deinit(names);
}

static struct sonde_error *add(struct gathering *gathering, const char *name)
{
	_cleanup_free_ char *copy = NULL;

	if (!name || !*name || map_has(&gathering->seen, name))
		return NULL;
	TRY(sonde_strdup(name, &copy));
	TRY(map_put(&gathering->seen, copy, NULL));
	TRY(vec_push(gathering->names, copy));
	copy = NULL;
	return NULL;
}

static bool matches(const struct gathering *gathering, const char *name)
{
	return name && fnmatch(gathering->glob, name, 0) == 0;
}

/* By `get` for `get<int>`, which a pattern without brackets can mean too. */
static struct sonde_error *add_stem(struct gathering *gathering, const char *name)
{
	_cleanup_free_ char *stem = NULL;

	if (!name)
		return NULL;
	TRY(qualname_stem(name, &stem));
	return matches(gathering, stem) ? add(gathering, stem) : NULL;
}

/* A function of which debuginfo has code. */
static struct sonde_error *add_function(struct gathering *gathering, Dwarf_Die *die)
{
	const char *name = die_name(die), *linkage = func_linkage_name(die);
	_cleanup_free_ char *full = NULL;

	if (strstr(gathering->glob, "::") == NULL) {
		if (matches(gathering, name))
			TRY(add(gathering, name));
		else if (matches(gathering, linkage))
			return add(gathering, linkage);
		else
			TRY(add_stem(gathering, name));
	}
	if (language_of(die) == LANGUAGE_C)
		return NULL;
	TRY(full_name_of(&gathering->full_names, die, DEMANGLE_SHORT, &full));
	return add(gathering, full);
}

static int compare_origin(const void *a, const void *b)
{
	const struct func_instance *x = a, *y = b;

	return x->origin < y->origin ? -1 : x->origin > y->origin;
}

/* Each function once, however many copies it has. */
static struct sonde_error *add_functions(struct gathering *gathering, const struct probe_def *def)
{
	_cleanup_func_result_ struct func_result found = {0};
	struct func_instances *instances = &found.instances;
	const struct func_query query = {
		.name = def->point.function,
		.glob = def->point.glob,
		.file = def->point.file,
		.no_inlines = def->point.place == PROBE_PLACE_RETURN,
	};

	TRY(func_find(gathering->image, &query, &found));
	if (instances->size)
		qsort(instances->data, instances->size, sizeof(*instances->data), compare_origin);
	for (size_t i = 0; i < instances->size; i++) {
		if (i == 0 || instances->data[i].origin != instances->data[i - 1].origin)
			TRY(add_function(gathering, &instances->data[i].die));
	}
	return NULL;
}

/* `f.constprop.0` is `f`, which is among the names. */
static struct sonde_error *is_variant(const struct gathering *gathering, const char *name,
				      bool *ret)
{
	_cleanup_free_ char *base = NULL;
	const char *dot = strchr(name, '.');

	*ret = false;
	if (!dot || dot == name)
		return NULL;
	TRY(sonde_strndup(name, (size_t)(dot - name), &base));
	*ret = map_has(&gathering->seen, base);
	return NULL;
}

static struct sonde_error *add_symbol(struct gathering *gathering, const char *name)
{
	_cleanup_free_ char *demangled = NULL;
	bool is_known;

	if (symbol_names_is_piece(name))
		return NULL;
	if (demangle_is_mangled(name) && !demangle_is_mangled(gathering->glob)) {
		TRY(demangle(name, DEMANGLE_SHORT, &demangled));
		return add(gathering, demangled);
	}
	TRY(is_variant(gathering, name, &is_known));
	return is_known ? NULL : add(gathering, name);
}

/* Other names of these functions, and functions that have no other name. */
static struct sonde_error *add_symbols(struct gathering *gathering, const struct probe_def *def)
{
	_cleanup_symbol_list_ struct symbol_list symbols = VEC_INIT;

	if (def->point.file)
		return NULL;
	TRY(point_matching_symbols(gathering->image, def, &symbols));
	vec_for_each(&symbols, symbol)
		TRY(add_symbol(gathering, symbols_name(&gathering->image->symbols, *symbol)));
	return NULL;
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

struct sonde_error *matching_find(struct image *image, const struct probe_def *def,
				  struct matching_names *ret)
{
	_cleanup_(gathering_deinit) struct gathering gathering = {
		.image = image,
		.glob = def->point.glob,
		.full_names = {.image = image},
		.names = ret,
	};
	struct sonde_error *error = image_debuginfo_open(image);

	if (!error)
		error = add_functions(&gathering, def);
	if (error && error->kind != SONDE_ERROR_NOT_FOUND)
		return error;
	sonde_error_destroy(error);
	TRY(add_symbols(&gathering, def));
	if (ret->size)
		qsort(ret->data, ret->size, sizeof(*ret->data), compare_names);
	return NULL;
}
