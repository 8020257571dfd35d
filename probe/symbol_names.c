/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/symbol_names.h"

#include <stdlib.h>
#include <string.h>

#include "base/cxxname.h"
#include "base/qualname.h"
#include "image/demangle.h"

struct looking {
	struct qualname wanted;
	const char *glob;
	/** Every mangled name of a function that is meant has this in it; or NULL. Owned. */
	char *word;
};

static void looking_deinit(struct looking *looking)
{
	qualname_deinit(&looking->wanted);
	free(looking->word);
}

void symbol_list_deinit(struct symbol_list *list)
{
	vec_deinit(list);
}

bool symbol_names_is_piece(const char *symbol)
{
	return strstr(symbol, ".cold") || strstr(symbol, ".part.");
}

/* Names stand in mangled ones as they are, but for operators, constructors and the like. */
static struct sonde_error *find_word(const char *name, struct looking *looking)
{
	_cleanup_free_ char *stem = NULL;
	const struct qualname *wanted = &looking->wanted;

	TRY(qualname_stem(name, &stem));
	if (!cxxname_is_plain(stem) || cxxname_at_operator(stem, stem))
		return NULL;
	if (wanted->parts.size > 1) {
		const struct qualname_part *class = vec_last(&wanted->parts) - 1;

		if (class->base_size == strlen(stem) &&
		    memcmp(class->base, stem, class->base_size) == 0)
			return NULL;
	}
	looking->word = take_ptr(stem);
	return NULL;
}

static struct sonde_error *is_meant(const struct looking *looking, const char *symbol, bool *ret)
{
	_cleanup_qualname_ struct qualname full = {0};
	_cleanup_free_ char *name = NULL;

	*ret = false;
	if (!demangle_is_mangled(symbol) || symbol_names_is_piece(symbol) ||
	    (looking->word && !strstr(symbol, looking->word)))
		return NULL;
	TRY(demangle(symbol, DEMANGLE_FULL, &name));
	if (!name)
		return NULL;
	TRY(qualname_parse(name, &full));
	*ret = looking->glob ? qualname_matches_glob(looking->glob, &full)
			     : qualname_matches(&looking->wanted, &full);
	return NULL;
}

struct sonde_error *symbol_names_find(const struct symbols *symbols, const char *name,
				      const char *glob, struct symbol_list *ret)
{
	_cleanup_(looking_deinit) struct looking looking = {.glob = glob};

	if (!glob) {
		TRY(qualname_parse(name, &looking.wanted));
		TRY(find_word(name, &looking));
	}
	for (size_t i = 0; i < symbols->count; i++) {
		const struct symbol *symbol = &symbols->sorted[i];
		bool meant;

		if (!symbol->is_function ||
		    (ret->size && (*vec_last(ret))->address == symbol->address))
			continue;
		TRY(is_meant(&looking, symbols_name(symbols, symbol), &meant));
		if (meant)
			TRY(vec_push(ret, symbol));
	}
	return NULL;
}

struct sonde_error *symbol_names_suggest(const struct symbols *symbols, struct suggest *suggest)
{
	for (size_t i = 0; i < symbols->count; i++) {
		const struct symbol *symbol = &symbols->sorted[i];
		const char *name = symbols_name(symbols, symbol);
		_cleanup_free_ char *demangled = NULL;

		if (!symbol->is_function || symbol_names_is_piece(name))
			continue;
		TRY(demangle(name, DEMANGLE_SHORT, &demangled));
		suggest_offer(suggest, demangled ? demangled : name);
	}
	return NULL;
}
