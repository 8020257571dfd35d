/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/matched.h"

#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/str.h"
#include "image/demangle.h"
#include "probe/full_name.h"

/* So many fit into a remark. */
#define NAMES_MAX 4

/* What was found so far. */
struct matched {
	const struct image *image;
	struct full_names names;
	struct map seen;
	struct str list;
	size_t count;
	bool all;
};

static void matched_deinit(struct matched *matched)
{
	full_names_deinit(&matched->names);
	map_deinit(&matched->seen);
	str_deinit(&matched->list);
}

static struct sonde_error *name_of(struct matched *matched, struct point_place *place, char **ret)
{
	const struct symbols *symbols = &matched->image->symbols;
	const char *symbol;

	if (!place->symbol)
		return full_name_of(&matched->names, &place->instance.die, DEMANGLE_FULL, ret);
	symbol = symbols_name(symbols, place->symbol);
	TRY(demangle(symbol, DEMANGLE_FULL, ret));
	return *ret ? NULL : sonde_strdup(symbol, ret);
}

static struct sonde_error *add(struct matched *matched, const char *name)
{
	if (map_has(&matched->seen, name))
		return NULL;
	TRY(map_put(&matched->seen, name, matched));
	if (matched->all || matched->count < NAMES_MAX)
		str_appendf(&matched->list, "%s%s", matched->count ? "; " : "", name);
	matched->count++;
	return NULL;
}

static struct sonde_error *print_more(const struct matched *matched, struct str *out)
{
	if (!matched->all && matched->count > NAMES_MAX)
		str_appendf(out, "; and %zu more (-v: all)", matched->count - NAMES_MAX);
	return str_check(out);
}

struct sonde_error *matched_note(const struct image *image, const struct probe_def *def,
				 const struct point_places *places, bool all, struct notes *notes)
{
	_cleanup_(matched_deinit) struct matched matched = {
		.image = image,
		.names = {.image = image},
		.all = all,
	};
	_cleanup_str_ struct str more = STR_INIT;

	if (def->point.kind != PROBE_POINT_FUNCTION || def->point.glob || places->size < 2)
		return NULL;
	vec_for_each(places, place) {
		_cleanup_free_ char *name = NULL;

		TRY(name_of(&matched, place, &name));
		TRY(add(&matched, name));
	}
	if (matched.count < 2)
		return NULL;
	TRY(str_check(&matched.list));
	TRY(print_more(&matched, &more));
	return notes_add(notes, NOTE_CHANGED, "%s means %zu functions: %s%s.", def->point.function,
			 matched.count, str_text(&matched.list), str_text(&more));
}

struct sonde_error *matched_note_symbols(const struct image *image, const struct probe_def *def,
					 const struct symbol_list *symbols, bool all,
					 struct notes *notes)
{
	_cleanup_(matched_deinit) struct matched matched = {.all = all};
	_cleanup_str_ struct str more = STR_INIT;

	vec_for_each(symbols, symbol) {
		const char *name = symbols_name(&image->symbols, *symbol);
		_cleanup_free_ char *demangled = NULL;

		TRY(demangle(name, DEMANGLE_FULL, &demangled));
		TRY(add(&matched, demangled ? demangled : name));
	}
	if (!matched.count)
		return NULL;
	TRY(str_check(&matched.list));
	TRY(print_more(&matched, &more));
	return notes_add(notes, NOTE_OMITTED,
			 "%zu of the functions that %s means: there is no debuginfo for them, only "
			 "symbols: %s%s.",
			 matched.count, def->point.glob, str_text(&matched.list), str_text(&more));
}
