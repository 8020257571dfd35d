/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/cached/names.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "cache/store.h"
#include "probe/grammar.h"

static void name_deinit(struct cached_name *name)
{
	free(name->group);
	free(name->event);
}

void cached_names_deinit(struct cached_names *names)
{
	vec_for_each(&names->items, item)
		name_deinit(item);
	vec_deinit(&names->items);
	cache_entries_deinit(&names->entries);
	names->is_read = false;
}

static bool is_last(const struct cached_names *names, size_t entry, const char *group,
		    const char *event)
{
	const struct cached_name *last = names->items.size ? vec_last(&names->items) : NULL;

	return last && last->entry == entry && strcmp(last->group, group) == 0 &&
	       strcmp(last->event, event) == 0;
}

static struct sonde_error *add_name(struct cached_names *names, size_t entry, const char *group,
				    const char *event)
{
	_cleanup_(name_deinit) struct cached_name name = {.entry = entry};

	if (is_last(names, entry, group, event))
		return NULL;
	TRY(sonde_strdup(group, &name.group));
	TRY(sonde_strdup(event, &name.event));
	TRY(vec_push(&names->items, name));
	name = (struct cached_name){0};
	return NULL;
}

/* Add the names of a line, `p:GROUP/EVENT PLACE`, but for those that the definition gives. */
static struct sonde_error *add_line(struct cached_names *names, size_t entry, const char *line,
				    const struct probe_def *def)
{
	_cleanup_free_ char *group = NULL, *event = NULL;
	const size_t head = strcspn(line, " ");
	const char *colon = memchr(line, ':', head);
	const char *slash = colon ? memchr(colon, '/', head - (size_t)(colon - line)) : NULL;

	/* What is wrong with it is said to who uses it. */
	if (!slash)
		return NULL;
	TRY(sonde_strndup(colon + 1, (size_t)(slash - colon - 1), &group));
	TRY(sonde_strndup(slash + 1, head - (size_t)(slash + 1 - line), &event));
	return add_name(names, entry, def->group ? def->group : group,
			def->event ? def->event : event);
}

/* A definition that names nothing need not be parsed; there can be many. */
static struct sonde_error *parse_names(const char *definition, struct probe_def *def)
{
	struct sonde_error *error;

	if (!memchr(definition, '=', strcspn(definition, " ")))
		return NULL;
	error = probe_def_parse(definition, def);
	if (!error || error->kind == SONDE_ERROR_NO_MEMORY)
		return error;
	sonde_error_destroy(error);
	return NULL;
}

/* Of a marker's `%GROUP:EVENT=EVENT`. */
static struct sonde_error *add_marker(struct cached_names *names, size_t entry,
				      const char *definition)
{
	_cleanup_free_ char *group = NULL, *event = NULL;
	const char *colon = strchr(definition, ':');
	const char *equals = colon ? strchr(colon, '=') : NULL;

	if (!equals)
		return NULL;
	TRY(sonde_strndup(definition + 1, (size_t)(colon - definition - 1), &group));
	TRY(sonde_strndup(colon + 1, (size_t)(equals - colon - 1), &event));
	return add_name(names, entry, group, event);
}

static struct sonde_error *add_entry(struct cached_names *names, size_t position)
{
	const struct cache_entry *entry = &names->entries.data[position];
	_cleanup_probe_def_ struct probe_def def = {0};

	if (entry->is_marker)
		return add_marker(names, position, entry->definition);
	TRY(parse_names(entry->definition, &def));
	vec_for_each(&entry->lines, line)
		TRY(add_line(names, position, *line, &def));
	return NULL;
}

struct sonde_error *cached_names_read(const char *root, const char *build_id,
				      struct cached_names *names)
{
	struct sonde_error *error;

	if (names->is_read)
		return NULL;
	error = cache_load(root, build_id, &names->entries);
	/* What perf keeps of a build need not be probes. */
	if (error && error->kind == SONDE_ERROR_NOT_FOUND)
		sonde_error_destroy(error);
	else
		TRY(error);
	names->is_read = true;
	for (size_t i = 0; i < names->entries.size; i++)
		TRY(add_entry(names, i));
	return NULL;
}

bool cached_names_match(const struct cached_names *names, const struct cached_name *name,
			const struct probe_point *point)
{
	return !names->entries.data[name->entry].is_marker &&
	       (!point->marker_group || fnmatch(point->marker_group, name->group, 0) == 0) &&
	       fnmatch(point->marker_event, name->event, 0) == 0;
}
