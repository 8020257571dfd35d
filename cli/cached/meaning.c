/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/cached/meaning.h"

#include <string.h>

#include "probe/grammar.h"
#include "probe/sense.h"

/* A byte that no sense of a definition begins with. */
#define NO_DEFINITION '!'

static struct sonde_error *make_sense(const char *definition, struct cache_sense *ret)
{
	_cleanup_probe_def_ struct probe_def def = {0};
	_cleanup_error_ struct sonde_error *error = probe_def_parse(definition, &def);

	if (error && error->kind == SONDE_ERROR_NO_MEMORY)
		return take_ptr(error);
	if (error) {
		str_append_char(&ret->text, NO_DEFINITION);
		str_append(&ret->text, definition);
		return str_check(&ret->text);
	}
	ret->group = take_ptr(def.group);
	ret->event = take_ptr(def.event);
	return sense_print(&def, &ret->text);
}

static bool find_stem(const char *definition, char ret[static CACHE_STEM_SIZE])
{
	size_t size;
	const char *start = sense_stem(definition, &size);

	if (!start || size >= CACHE_STEM_SIZE)
		return false;
	memcpy(ret, start, size);
	ret[size] = '\0';
	return true;
}

const struct cache_meaning definition_meaning = {
	.sense = make_sense,
	.stem = find_stem,
};
