/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/cache/globs.h"

#include <ctype.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "probe/grammar.h"

/* Bytes of the group and event of a line: each has at most 63, and room to spare. */
#define NAME_SIZE 256

void cache_globs_deinit(struct cache_globs *globs)
{
	vec_for_each(globs, glob) {
		probe_def_deinit(&glob->def);
		free(glob->part);
	}
	vec_deinit(globs);
}

/* The function's name as far as it is an identifier, which has one spelling only. */
static struct sonde_error *find_part(struct cache_glob *glob)
{
	const char *name = glob->def.text ? glob->def.point.function : NULL;
	size_t size = 0;

	while (name && (isalnum((unsigned char)name[size]) || name[size] == '_'))
		size++;
	return size ? sonde_strndup(name, size, &glob->part) : NULL;
}

struct sonde_error *cache_globs_add(struct cache_globs *globs, const char *text)
{
	struct sonde_error *error;

	TRY(vec_push(globs, (struct cache_glob){.text = text}));
	error = probe_def_parse(text, &vec_last(globs)->def);
	/* It may be a glob that is no definition. */
	if (error && error->kind != SONDE_ERROR_NO_MEMORY) {
		sonde_error_destroy(error);
		return NULL;
	}
	TRY(error);
	return find_part(vec_last(globs));
}

/* `GROUP:EVENT` of a line for the kernel, or nothing where it is not as sonde and perf write it. */
static bool find_name(const char *line, char ret[NAME_SIZE])
{
	const char *name = strchr(line, ':');
	size_t size;
	char *slash;

	if (!name || name > line + strcspn(line, " \t"))
		return false;
	size = strcspn(++name, " \t");
	if (size >= NAME_SIZE)
		return false;
	memcpy(ret, name, size);
	ret[size] = '\0';
	slash = strchr(ret, '/');
	if (slash)
		*slash = ':';
	return slash != NULL;
}

static bool matches_event(const struct cache_glob *glob, const struct cache_entry *entry)
{
	char name[NAME_SIZE];

	/* A word without a colon is about definitions alone. */
	if (!strchr(glob->text, ':'))
		return false;
	vec_for_each(&entry->lines, line) {
		if (find_name(*line, name) && fnmatch(glob->text, name, 0) == 0)
			return true;
	}
	return false;
}

static bool means_the_same(const struct cache_glob *glob, const char *definition)
{
	_cleanup_error_ struct sonde_error *error = NULL;
	_cleanup_probe_def_ struct probe_def def = {0};

	if (!glob->def.text || (glob->part && !strstr(definition, glob->part)))
		return false;
	error = probe_def_parse(definition, &def);
	return !error && probe_def_equal(&glob->def, &def);
}

bool cache_globs_match(struct cache_globs *globs, const char *definition,
		       const struct cache_entry *entry)
{
	bool found = globs->size == 0;

	vec_for_each(globs, glob) {
		if (strcmp(glob->text, definition) != 0 &&
		    fnmatch(glob->text, definition, 0) != 0 && !matches_event(glob, entry) &&
		    !means_the_same(glob, definition))
			continue;
		glob->has_matched = true;
		found = true;
	}
	return found;
}
