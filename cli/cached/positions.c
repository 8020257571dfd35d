/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/cached/positions.h"

#include <stdlib.h>
#include <string.h>

#include "cache/store.h"
#include "image/buildid.h"
#include "image/modules.h"

#define NOTES_PATH "/sys/kernel/notes"

void cached_positions_deinit(struct cached_positions *positions)
{
	vec_for_each(&positions->builds, build) {
		free(build->id);
		map_deinit_values(&build->places);
	}
	vec_deinit(&positions->builds);
	map_deinit_values(&positions->ids);
}

/* NULL for an error that only means that there is no position. */
static struct sonde_error *go_without(struct sonde_error *error)
{
	if (!error || error->kind == SONDE_ERROR_NO_MEMORY)
		return error;
	sonde_error_destroy(error);
	return NULL;
}

/* The build that an event is in; `ret` stays empty where that is not known. */
static struct sonde_error *find_id(struct locator *locator, const struct probe_event *event,
				   struct build_id *ret)
{
	const struct image *image;
	bool is_loaded;

	if (event->module)
		return go_without(modules_loaded_id("", event->module, &is_loaded, ret));
	if (!event->is_user)
		return go_without(build_id_read_notes(NOTES_PATH, ret));
	TRY(locator_program(locator, event->path, &image));
	if (image)
		*ret = image->build_id;
	return NULL;
}

/* The same as text, read once for all events of a kernel, module or program; "" if not known. */
static struct sonde_error *find_id_text(struct cached_positions *positions, struct locator *locator,
					const struct probe_event *event, const char **ret)
{
	const char *name = event->module ? event->module : event->is_user ? event->path : "";
	_cleanup_str_ struct str text = STR_INIT;
	struct build_id id = {0};

	if (!map_has(&positions->ids, name)) {
		TRY(find_id(locator, event, &id));
		build_id_print(&id, &text);
		TRY(str_check(&text));
		TRY(map_put_copy(&positions->ids, name, str_text(&text), text.size + 1));
	}
	*ret = map_get(&positions->ids, name);
	return NULL;
}

/*
 * Place and arguments of a line, whatever the event is called: a program's place without its path,
 * since one file may have many.
 */
static const char *key_of_line(const char *line)
{
	const char *place = line + strcspn(line, " ");
	const char *blank, *colon = NULL;

	place += strspn(place, " ");
	blank = place + strcspn(place, " ");
	if (*place != '/')
		return place;
	for (const char *at = place; at < blank; at++)
		colon = *at == ':' ? at : colon;
	return colon ? colon : place;
}

static struct sonde_error *find_build(struct cached_positions *positions, const char *id,
				      struct cached_positions_build **ret)
{
	_cleanup_free_ char *copy = NULL;

	vec_for_each(&positions->builds, build) {
		if (strcmp(build->id, id) == 0) {
			*ret = build;
			return NULL;
		}
	}
	TRY(sonde_strdup(id, &copy));
	TRY(vec_push(&positions->builds, (struct cached_positions_build){copy, MAP_INIT}));
	take_ptr(copy);
	*ret = vec_last(&positions->builds);
	return NULL;
}

/* The build of an event, and its line in the form that the cache has; NULL where not known. */
static struct sonde_error *look_up(struct cached_positions *positions, struct locator *locator,
				   const struct probe_event *event,
				   struct cached_positions_build **build, struct str *line)
{
	const char *id;

	*build = NULL;
	TRY(find_id_text(positions, locator, event, &id));
	if (!*id)
		return NULL;
	TRY(find_build(positions, id, build));
	probe_event_print(event, line);
	return str_check(line);
}

struct sonde_error *cached_positions_want(struct cached_positions *positions,
					  struct locator *locator, const struct probe_event *event)
{
	_cleanup_str_ struct str line = STR_INIT;
	struct cached_positions_build *build;

	TRY(look_up(positions, locator, event, &build, &line));
	return build ? map_put(&build->places, key_of_line(str_text(&line)), NULL) : NULL;
}

static struct sonde_error *take_entry(struct cached_positions_build *build,
				      const struct cache_entry *entry)
{
	for (size_t i = 0; i < entry->sources.size && i < entry->lines.size; i++) {
		const char *source = entry->sources.data[i];
		const char *key = key_of_line(entry->lines.data[i]);

		if (source && map_has(&build->places, key) && !map_get(&build->places, key))
			TRY(map_put_copy(&build->places, key, source, strlen(source) + 1));
	}
	return NULL;
}

/* Of many entries the lines of few are of events. */
static bool is_of_event(const char *line, void *build)
{
	return map_has(&((struct cached_positions_build *)build)->places, key_of_line(line));
}

struct sonde_error *cached_positions_read(struct cached_positions *positions, const char *root)
{
	vec_for_each(&positions->builds, build) {
		_cleanup_cache_entries_ struct cache_entries entries = VEC_INIT;

		TRY(go_without(cache_load_lines(root, build->id, is_of_event, build, &entries)));
		vec_for_each(&entries, entry)
			TRY(take_entry(build, entry));
	}
	return NULL;
}

struct sonde_error *cached_positions_give(struct cached_positions *positions,
					  struct locator *locator, struct probe_event *event)
{
	_cleanup_str_ struct str line = STR_INIT;
	struct cached_positions_build *build;
	const char *source;

	TRY(look_up(positions, locator, event, &build, &line));
	source = build ? map_get(&build->places, key_of_line(str_text(&line))) : NULL;
	return source ? go_without(position_parse(source, &event->position)) : NULL;
}
