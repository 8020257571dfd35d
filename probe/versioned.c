/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/versioned.h"

#include <string.h>

#include "base/str.h"
#include "image/versions.h"
#include "probe/symbolic.h"

/* So many choices are worth reading. */
#define CHOICES_MAX 6

static bool is_of_library(const struct image *image, const struct probe_def *def)
{
	return image->kind == IMAGE_USER && def->point.kind == PROBE_POINT_FUNCTION &&
	       !def->point.glob;
}

/* `@VERSION` for the one that is the default. */
static bool is_wanted(const struct version *version, const char *wanted)
{
	if (!version->name)
		return false;
	if (*wanted == '@')
		return version->is_default && strcmp(version->name, wanted + 1) == 0;
	return strcmp(version->name, wanted) == 0;
}

/* The symbol of the name at an address, or any one there. */
static const struct symbol *symbol_at(const struct image *image, const char *name, uint64_t address)
{
	const struct symbols *symbols = &image->symbols;
	size_t first, count = symbols_named(symbols, name, &first);

	for (size_t i = first; i < first + count; i++) {
		if (symbols_by_name(symbols, i)->address == address)
			return symbols_by_name(symbols, i);
	}
	return symbols_at(symbols, address);
}

struct sonde_error *versioned_find(const struct image *image, const struct probe_def *def,
				   struct symbol_list *ret)
{
	_cleanup_versions_ struct versions versions = VEC_INIT;
	const struct probe_point *point = &def->point;

	if (!is_of_library(image, def) || !point->file)
		return NULL;
	TRY(versions_of(image->elf, point->function, &versions));
	vec_for_each(&versions, version) {
		const struct symbol *symbol = NULL;

		if (is_wanted(version, point->file))
			symbol = symbol_at(image, point->function, version->address);
		if (symbol)
			return vec_push(ret, symbol);
	}
	return NULL;
}

bool versioned_suffices(const struct image *image, const struct probe_def *def)
{
	_cleanup_symbol_list_ struct symbol_list found = VEC_INIT;
	_cleanup_error_ struct sonde_error *error = versioned_find(image, def, &found);

	return !error && found.size && symbolic_suffices_for_symbol(def);
}

struct sonde_error *versioned_hint(const struct image *image, const struct probe_def *def,
				   struct sonde_error *error)
{
	_cleanup_versions_ struct versions versions = VEC_INIT;
	_cleanup_str_ struct str list = STR_INIT;
	struct sonde_error *failure;

	if (!is_of_library(image, def) || !def->point.file)
		return error;
	failure = versions_of(image->elf, def->point.function, &versions);
	vec_for_each(&versions, version) {
		if (version->name)
			str_appendf(&list, "%s%s%s%s", list.size ? ", " : "", def->point.function,
				    version->is_default ? "@@" : "@", version->name);
	}
	if (!failure)
		failure = str_check(&list);
	if (failure) {
		sonde_error_destroy(error);
		return failure;
	}
	return list.size ? sonde_error_hint(error, "There is %s.", str_text(&list)) : error;
}

static const struct version *find_default(const struct versions *versions)
{
	vec_for_each(versions, version) {
		if (version->is_default && version->name)
			return version;
	}
	return NULL;
}

struct sonde_error *versioned_choose(const struct image *image, const struct probe_def *def,
				     struct symbol_list *symbols)
{
	_cleanup_versions_ struct versions versions = VEC_INIT;
	const struct version *chosen;
	size_t kept = 0;

	if (!is_of_library(image, def) || symbols->size < 2)
		return NULL;
	TRY(versions_of(image->elf, def->point.function, &versions));
	chosen = find_default(&versions);
	if (!chosen)
		return NULL;
	vec_for_each(symbols, symbol) {
		if ((*symbol)->address == chosen->address)
			symbols->data[kept++] = *symbol;
	}
	/* The table of symbols is of another file; all of it stays. */
	if (kept)
		symbols->size = kept;
	return NULL;
}

static bool has_address(const struct point_places *places, uint64_t address)
{
	vec_for_each(places, place) {
		if (place->address == address)
			return true;
	}
	return false;
}

struct sonde_error *versioned_note(const struct image *image, const struct probe_def *def,
				   const struct point_places *places, struct notes *notes)
{
	_cleanup_versions_ struct versions versions = VEC_INIT;
	_cleanup_str_ struct str others = STR_INIT;
	const char *function = def->point.function;
	const struct version *chosen;

	if (!is_of_library(image, def) || def->point.file)
		return NULL;
	TRY(versions_of(image->elf, function, &versions));
	chosen = find_default(&versions);
	if (!chosen || !has_address(places, chosen->address))
		return NULL;
	vec_for_each(&versions, version) {
		if (version->name && version->address != chosen->address)
			str_appendf(&others, "%s%s@%s", others.size ? ", " : "", function,
				    version->name);
	}
	TRY(str_check(&others));
	if (!others.size)
		return NULL;
	return notes_add(notes, NOTE_CHANGED, "%s is %s@@%s; there is an older version too: %s.",
			 function, function, chosen->name, str_text(&others));
}

/* `__strlen_avx2` and the like; what calls them is not told apart from them by anything else. */
static struct sonde_error *list_choices(const struct image *image, const char *name,
					struct str *ret)
{
	const struct symbols *symbols = &image->symbols;
	_cleanup_str_ struct str prefix = STR_INIT;
	size_t count = 0;

	str_appendf(&prefix, "__%s_", name);
	TRY(str_check(&prefix));
	for (size_t i = 0; i < symbols->count; i++) {
		const struct symbol *symbol = symbols_by_name(symbols, i);
		const char *other = symbols_name(symbols, symbol);

		/* Those of `__memcpy_chk` are another function's. */
		if (!symbol->is_function || strncmp(other, prefix.data, prefix.size) != 0 ||
		    strncmp(other + prefix.size, "chk", 3) == 0)
			continue;
		if (count++ < CHOICES_MAX)
			str_appendf(ret, "%s%s", count > 1 ? ", " : "", other);
	}
	if (count > CHOICES_MAX)
		str_appendf(ret, "; and %zu more (sonde probe -x %s -F '%s*' lists them)",
			    count - CHOICES_MAX, image->path, prefix.data);
	return str_check(ret);
}

static bool is_chosen(const struct image *image, const struct symbol_list *symbols)
{
	vec_for_each(symbols, symbol) {
		if (versions_is_chosen(image->elf, symbols_name(&image->symbols, *symbol),
				       (*symbol)->address))
			return true;
	}
	return false;
}

struct sonde_error *versioned_check(const struct image *image, const struct probe_def *def,
				    const struct symbol_list *symbols)
{
	_cleanup_str_ struct str choices = STR_INIT;
	const char *function = def->point.function;
	struct sonde_error *error;

	if (!is_of_library(image, def) || !is_chosen(image, symbols))
		return NULL;
	TRY(list_choices(image, function, &choices));
	error = probe_def_error(def, SONDE_ERROR_UNAVAILABLE, PROBE_AT_POINT,
				"Which function %s is, is chosen when the program starts: what is "
				"at its symbol only chooses, and does not run when it is called.",
				function);
	return choices.size ? sonde_error_hint(error, "Probe those that can be chosen: %s.",
					       str_text(&choices))
			    : sonde_error_hint(error, "Probe those that can be chosen; the symbols "
						      "here do not tell which.");
}
