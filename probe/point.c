/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/point.h"

#include <fnmatch.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <dwarf.h>

#include "probe/die.h"
#include "probe/linked.h"
#include "probe/not_found.h"
#include "probe/point_lines.h"
#include "probe/point_pattern.h"
#include "probe/symbol_copy.h"
#include "probe/symbol_names.h"
#include "probe/symbolic.h"
#include "probe/versioned.h"

void point_places_deinit(struct point_places *places)
{
	vec_deinit(places);
}

struct sonde_error *point_search(struct image *image, const struct probe_def *const *defs,
				 size_t count, bool no_inlines, struct func_result *results)
{
	_cleanup_free_ struct func_query *queries = calloc(count + 1, sizeof(*queries));
	_cleanup_free_ struct func_result *found = calloc(count + 1, sizeof(*found));
	_cleanup_free_ size_t *owners = calloc(count + 1, sizeof(*owners));
	size_t wanted = 0;

	if (!queries || !found || !owners)
		return &sonde_error_no_memory;
	for (size_t i = 0; i < count; i++) {
		const struct probe_point *point = &defs[i]->point;

		if (point->kind != PROBE_POINT_FUNCTION)
			continue;
		owners[wanted] = i;
		queries[wanted++] = (struct func_query){
			.name = point->function,
			.glob = point->glob,
			.file = point->file,
			.no_inlines = no_inlines || point->place == PROBE_PLACE_RETURN,
		};
	}
	TRY(func_search(image, queries, wanted, found));
	for (size_t i = 0; i < wanted; i++)
		results[owners[i]] = found[i];
	return NULL;
}

/* Whether a pattern means this symbol: one of code, with a size. Labels are no functions. */
static bool is_function_like(const struct probe_def *def, const struct symbols *symbols,
			     const struct symbol *symbol)
{
	const char *name = symbols_name(symbols, symbol);

	return symbol->is_function && symbol->size && !symbols_is_padding(name) &&
	       fnmatch(def->point.glob, name, 0) == 0;
}

static struct sonde_error *add_symbol(const struct symbol *symbol, struct point_places *ret)
{
	return vec_push(ret, (struct point_place){
				     .instance = {.entry = symbol->address},
				     .address = symbol->address,
				     .symbol = symbol,
			     });
}

static int compare_address(const void *a, const void *b)
{
	const uint64_t x = *(const uint64_t *)a, *y = b;

	return x < *y ? -1 : x > *y;
}

struct addresses VEC_BODY(uint64_t);

static void addresses_deinit(struct addresses *addresses)
{
	vec_deinit(addresses);
}

/* Where the symbols of the functions stand that were found by their DIEs, pieces included. */
static struct sonde_error *known_symbols(const struct image *image, const struct func_result *found,
					 struct addresses *ret)
{
	vec_for_each(&found->instances, instance) {
		Dwarf_Addr base, start, end;
		ptrdiff_t next = 0;

		if (instance->is_inlined)
			continue;
		while ((next = dwarf_ranges(&instance->die, next, &base, &start, &end)) > 0) {
			const struct symbol *symbol = symbols_at(&image->symbols, start);

			if (symbol)
				TRY(vec_push(ret, symbol->address));
		}
	}
	if (ret->size)
		qsort(ret->data, ret->size, sizeof(*ret->data), compare_address);
	return NULL;
}

struct sonde_error *point_matching_symbols(const struct image *image, const struct probe_def *def,
					   struct symbol_list *ret)
{
	const struct symbols *symbols = &image->symbols;

	if (strstr(def->point.glob, "::"))
		return symbol_names_find(symbols, NULL, def->point.glob, ret);
	for (size_t i = 0; i < symbols->count; i++) {
		if (is_function_like(def, symbols, &symbols->sorted[i]))
			TRY(vec_push(ret, &symbols->sorted[i]));
	}
	return NULL;
}

/* A pattern also means functions without debuginfo; each address once. */
static struct sonde_error *match_symbols(const struct image *image, const struct probe_def *def,
					 const struct func_result *found, struct point_places *ret)
{
	_cleanup_(addresses_deinit) struct addresses known = VEC_INIT;
	_cleanup_symbol_list_ struct symbol_list matching = VEC_INIT;
	uint64_t last = 0;

	TRY(known_symbols(image, found, &known));
	TRY(point_matching_symbols(image, def, &matching));
	vec_for_each(&matching, each) {
		const struct symbol *symbol = *each;

		if (symbol->address == last ||
		    (known.size && bsearch(&symbol->address, known.data, known.size,
					   sizeof(*known.data), compare_address)))
			continue;
		last = symbol->address;
		TRY(add_symbol(symbol, ret));
	}
	return NULL;
}

/* Of what a pattern means by symbols, what debuginfo knows by another name. */
static struct sonde_error *match_aliases(const struct image *image, const struct probe_def *def,
					 const struct func_result *found, struct point_places *ret)
{
	_cleanup_point_places_ struct point_places matching = VEC_INIT;

	TRY(match_symbols(image, def, found, &matching));
	vec_for_each(&matching, each) {
		struct point_place place = {0};

		if (!symbol_copy_of(image, each->symbol, &place.instance))
			continue;
		place.address = place.instance.entry;
		TRY(vec_push(ret, place));
	}
	return NULL;
}

/* A pattern means functions without debuginfo too, where no variable is asked for. */
static struct sonde_error *match_others(const struct image *image, const struct probe_def *def,
					const struct func_result *found, struct point_places *ret)
{
	if (symbolic_suffices(def))
		return match_symbols(image, def, found, ret);
	return image->kind == IMAGE_USER ? match_aliases(image, def, found, ret) : NULL;
}

struct sonde_error *point_symbols_only(const struct image *image, const struct probe_def *def,
				       const struct func_result *found, struct symbol_list *ret)
{
	const struct probe_point *point = &def->point;
	_cleanup_point_places_ struct point_places matching = VEC_INIT;
	struct func_instance copy;

	if (!point->glob || point->file || symbolic_suffices(def) ||
	    point->place == PROBE_PLACE_LINE || point->place == PROBE_PLACE_PATTERN)
		return NULL;
	TRY(match_symbols(image, def, found, &matching));
	vec_for_each(&matching, each) {
		if (!symbol_copy_of(image, each->symbol, &copy))
			TRY(vec_push(ret, each->symbol));
	}
	return NULL;
}

/* The place of a symbol, with debuginfo where there is some. */
static struct sonde_error *add_named(const struct image *image, const struct symbol *symbol,
				     bool *has_debuginfo, struct point_places *ret)
{
	struct point_place place = {0};

	*has_debuginfo = symbol_copy_of(image, symbol, &place.instance);
	if (!*has_debuginfo)
		return add_symbol(symbol, ret);
	place.address = place.instance.entry;
	return vec_push(ret, place);
}

/* The symbols that a name means: of that name, or else those that demangled have it. */
static struct sonde_error *named_symbols(const struct image *image, const struct probe_def *def,
					 struct symbol_list *ret)
{
	const struct symbols *symbols = &image->symbols;
	size_t first, count;

	if (def->point.file)
		return versioned_find(image, def, ret);
	count = symbols_named(symbols, def->point.function, &first);
	for (size_t i = first; i < first + count; i++)
		TRY(vec_push(ret, symbols_by_name(symbols, i)));
	TRY(versioned_choose(image, def, ret));
	if (!count)
		TRY(symbol_names_find(symbols, def->point.function, NULL, ret));
	return ret->size ? NULL : linked_find(image, def->point.function, ret);
}

/* Functions without debuginfo, mostly assembler: the symbols are all there is. */
static struct sonde_error *add_symbols(const struct image *image, const struct probe_def *def,
				       const struct symbol_list *named, struct point_places *ret)
{
	TRY(versioned_check(image, def, named));
	vec_for_each(named, symbol) {
		bool has_debuginfo;

		TRY(add_named(image, *symbol, &has_debuginfo, ret));
		if (!has_debuginfo && !symbolic_suffices_for_symbol(def))
			return sonde_error_hint(
				probe_def_error(def, SONDE_ERROR_UNAVAILABLE, PROBE_AT_POINT,
						"%s has no debuginfo in %s, only a symbol.",
						def->point.function, image->path),
				"Probe it without variables, or with raw arguments such as "
				"%%REG.");
	}
	return NULL;
}

/* A function of which debuginfo knows no copy of its own, and for which no symbol stands. */
static struct sonde_error *no_code(const struct probe_def *def, bool no_inlines)
{
	const char *function = def->point.function;

	if (def->point.place == PROBE_PLACE_RETURN)
		return probe_def_error(def, SONDE_ERROR_UNAVAILABLE, PROBE_AT_POINT,
				       "%s is inlined wherever it is called: its return cannot be "
				       "probed.",
				       function);
	if (no_inlines)
		return probe_def_error(def, SONDE_ERROR_UNAVAILABLE, PROBE_AT_POINT,
				       "%s is inlined wherever it is called: without its inlined "
				       "copies there is nothing to probe.",
				       function);
	return sonde_error_hint(
		probe_def_error(def, SONDE_ERROR_UNAVAILABLE, PROBE_AT_POINT,
				"No code is left of %s: it has none of its own, and none of its "
				"inlined copies has any.",
				function),
		"Probe a function that calls it, or compile it with less optimization.");
}

/* Nothing that a pattern means has the debuginfo that is needed. */
static struct sonde_error *no_match(const struct image *image, const struct probe_def *def,
				    const struct func_result *found)
{
	_cleanup_symbol_list_ struct symbol_list symbols = VEC_INIT;

	TRY(point_symbols_only(image, def, found, &symbols));
	if (!symbols.size)
		return not_found_error(image, def);
	return sonde_error_hint(
		probe_def_error(def, SONDE_ERROR_UNAVAILABLE, PROBE_AT_POINT,
				"All that %s means in %s has no debuginfo, only symbols: %s%s.",
				def->point.glob, image->path,
				symbols_name(&image->symbols, symbols.data[0]),
				symbols.size > 1 ? " and others" : ""),
		"Probe it without variables, or with raw arguments such as %%REG.");
}

/* The entries of all copies. */
static struct sonde_error *find_entries(struct image *image, const struct probe_def *def,
					const struct func_result *found, bool no_inlines,
					struct point_places *ret)
{
	_cleanup_symbol_list_ struct symbol_list named = VEC_INIT;

	vec_for_each(&found->instances, instance)
		TRY(vec_push(ret, (struct point_place){
					  .instance = *instance,
					  .address = instance->entry,
				  }));
	if (def->point.glob && !def->point.file)
		TRY(match_others(image, def, found, ret));
	if (ret->size)
		return NULL;
	if (!def->point.glob)
		TRY(named_symbols(image, def, &named));
	if (named.size)
		return add_symbols(image, def, &named, ret);
	if (found->is_known && !found->has_copy)
		return no_code(def, no_inlines);
	return def->point.glob ? no_match(image, def, found) : not_found_error(image, def);
}

static struct sonde_error *find_address(const struct image *image, const struct probe_def *def,
					struct point_places *ret)
{
	const uint64_t address = def->point.address;
	struct point_place place = {.address = address};

	place.symbol = symbols_at(&image->symbols, address);
	if (!symbol_copy_at(image, address, &place.instance) &&
	    (!place.symbol || place.symbol->address != address ||
	     !symbol_copy_of(image, place.symbol, &place.instance))) {
		if (!place.symbol || !place.symbol->is_function)
			return probe_def_error(def, SONDE_ERROR_NOT_FOUND, PROBE_AT_POINT,
					       "0x%" PRIx64 " is in no function of %s.", address,
					       image->path);
		return vec_push(ret, place);
	}
	/* Of no-operations before the first instruction: nothing is known but there. */
	if (place.instance.entry > address && !place.instance.is_inlined)
		place.address = place.instance.entry;
	place.symbol = NULL;
	return vec_push(ret, place);
}

/* A place, and where in the list it stands. */
struct numbered {
	const struct point_place *place;
	size_t position;
};

static int compare_numbered(const void *a, const void *b)
{
	const struct numbered *x = a, *y = b;

	if (x->place->address != y->place->address)
		return x->place->address < y->place->address ? -1 : 1;
	return x->position < y->position ? -1 : x->position > y->position;
}

static bool has_same_name(const struct point_place *a, const struct point_place *b)
{
	Dwarf_Die x = a->instance.die, y = b->instance.die;
	const char *name, *other;

	/* What has only a symbol has no DIE. */
	if (a->symbol || b->symbol)
		return false;
	name = die_name(&x);
	other = die_name(&y);
	return name && other && strcmp(name, other) == 0;
}

/* Whether one of those before it, at the same address, is a place of the same function. */
static bool is_repeated(const struct numbered *order, size_t i)
{
	for (size_t j = i; j-- > 0 && order[j].place->address == order[i].place->address;) {
		if (has_same_name(order[j].place, order[i].place))
			return true;
	}
	return false;
}

/*
 * Lines of one address, of copies that begin at one address, and of units that have the same
 * code can give a place more than once, which the kernel refuses. The first stays.
 */
static struct sonde_error *drop_repeated(struct point_places *places)
{
	_cleanup_free_ struct numbered *order = calloc(places->size + 1, sizeof(*order));
	_cleanup_free_ bool *is_dropped = calloc(places->size + 1, sizeof(*is_dropped));
	size_t kept = 0;

	if (!order || !is_dropped)
		return &sonde_error_no_memory;
	for (size_t i = 0; i < places->size; i++)
		order[i] = (struct numbered){&places->data[i], i};
	qsort(order, places->size, sizeof(*order), compare_numbered);
	for (size_t i = 0; i < places->size; i++)
		is_dropped[order[i].position] = is_repeated(order, i);
	for (size_t i = 0; i < places->size; i++) {
		if (!is_dropped[i])
			places->data[kept++] = places->data[i];
	}
	places->size = kept;
	return NULL;
}

/* Of a line of a file, too, without inlined copies. */
static struct sonde_error *drop_inlined(const struct probe_def *def, struct point_places *places)
{
	size_t kept = 0;

	vec_for_each(places, place) {
		if (!place->instance.is_inlined)
			places->data[kept++] = *place;
	}
	places->size = kept;
	return kept ? NULL
		    : probe_def_error(def, SONDE_ERROR_UNAVAILABLE, PROBE_AT_POINT,
				      "All code of that is in inlined copies: without them there "
				      "is nothing to probe.");
}

/* A function that debuginfo has by another name than that of the symbol, or of its version. */
static struct sonde_error *find_aliased(const struct image *image, const struct probe_def *def,
					struct func_result *ret)
{
	_cleanup_symbol_list_ struct symbol_list symbols = VEC_INIT;
	const struct probe_point *point = &def->point;

	if (point->kind != PROBE_POINT_FUNCTION || point->glob)
		return NULL;
	if (!point->file)
		return symbol_copies_named(image, point->function, ret);
	TRY(versioned_find(image, def, &symbols));
	vec_for_each(&symbols, symbol) {
		struct func_instance copy;

		if (!symbol_copy_of(image, *symbol, &copy))
			continue;
		TRY(vec_push(&ret->instances, copy));
		ret->is_known = true;
		ret->has_copy = true;
	}
	return NULL;
}

static struct sonde_error *find_places(struct image *image, const struct probe_def *def,
				       const struct func_result *found,
				       const struct resolve_options *options,
				       struct point_places *ret)
{
	const bool is_line = def->point.place == PROBE_PLACE_LINE && !probe_def_is_line_zero(def);

	if (is_line || def->point.place == PROBE_PLACE_PATTERN) {
		_cleanup_func_result_ struct func_result aliased = {0};

		if (!found->is_known)
			TRY(find_aliased(image, def, &aliased));
		if (aliased.instances.size)
			found = &aliased;
		TRY(is_line ? point_find_lines(image, def, found, ret)
			    : point_find_pattern(image, def, found, options->source_dir, ret));
		return drop_repeated(ret);
	}
	switch (def->point.kind) {
	case PROBE_POINT_FUNCTION:
		TRY(find_entries(image, def, found, options->no_inlines, ret));
		return drop_repeated(ret);
	case PROBE_POINT_ADDRESS:
		return find_address(image, def, ret);
	case PROBE_POINT_MARKER:
		if (def->point.address)
			return find_address(image, def, ret);
		/* fall through */
	default:
		return sonde_error_hint(probe_def_error(def, SONDE_ERROR_UNSUPPORTED,
							PROBE_AT_POINT,
							"Only programs have markers."),
					"Name the program: -x FILE.");
	}
}

struct sonde_error *point_find(struct image *image, const struct probe_def *def,
			       const struct func_result *found,
			       const struct resolve_options *options, struct point_places *ret)
{
	TRY(find_places(image, def, found, options, ret));
	return options->no_inlines && def->point.kind == PROBE_POINT_SOURCE ? drop_inlined(def, ret)
									    : NULL;
}
