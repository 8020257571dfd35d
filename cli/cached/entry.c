/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/cached/entry.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/str.h"
#include "cli/cached/omitted.h"
#include "probe/print.h"

/* What perf itself finds of a marker: all places, with all arguments. */
static bool is_whole_marker(const struct plan *plan)
{
	const struct probe_def *def = plan->def;

	return def->point.kind == PROBE_POINT_MARKER && def->point.marker_group && !def->group &&
	       !def->event && !def->args.size;
}

/* The text under which perf finds the entry: an event's name always with its group. */
static struct sonde_error *cached_definition(const struct plan *plan, char **ret)
{
	const struct probe_point *point = &plan->def->point;
	_cleanup_str_ struct str text = STR_INIT;

	if (is_whole_marker(plan)) {
		str_appendf(&text, "%%%s:%s=%s", point->marker_group, point->marker_event,
			    point->marker_event);
		return str_take(&text, ret);
	}
	if (plan->def->event && !plan->def->group)
		str_appendf(&text, "%s:", plan->events.data[0].group);
	probe_def_print_escaped(plan->def, &text);
	return str_take(&text, ret);
}

/* The enumerations of the arguments so far. */
struct gathering {
	struct cache_entry *entry;
	/** Name of an argument -> its place in entry->enums, counted from 1; 0: it has none. */
	struct map places;
};

static void gathering_deinit(struct gathering *gathering)
{
	map_deinit(&gathering->places);
}

static struct sonde_error *set_place(struct gathering *gathering, const char *name, uintptr_t place)
{
	return map_put(&gathering->places, name, (void *)place);
}

/* Events share names: an argument has the same enumeration at all places, or none. */
static struct sonde_error *add_values(struct gathering *gathering,
				      const struct probe_event_arg *arg)
{
	struct cache_entry *entry = gathering->entry;
	const uintptr_t place = (uintptr_t)map_get(&gathering->places, arg->name);

	if (place) {
		struct cache_enum *item = &entry->enums.data[place - 1];

		if (enumeration_equal(&item->values, &arg->values))
			return NULL;
		enumeration_deinit(&item->values);
		return set_place(gathering, arg->name, 0);
	}
	if (map_has(&gathering->places, arg->name))
		return NULL;
	if (arg->values.names.size)
		TRY(cache_entry_add_enum(entry, arg->name, &arg->values));
	return set_place(gathering, arg->name, arg->values.names.size ? entry->enums.size : 0);
}

/* Those that were given up. */
static void drop_empty(struct cache_entry *entry)
{
	size_t kept = 0;

	vec_for_each(&entry->enums, item) {
		if (item->values.names.size)
			entry->enums.data[kept++] = *item;
		else
			cache_enum_deinit(item);
	}
	entry->enums.size = kept;
}

static struct sonde_error *add_details(const struct probe_events *events, struct cache_entry *entry)
{
	_cleanup_(gathering_deinit) struct gathering gathering = {.entry = entry};

	vec_for_each(events, event) {
		_cleanup_str_ struct str text = STR_INIT;

		if (event->position.file)
			position_print(&event->position, &text);
		TRY(str_check(&text));
		TRY(cache_entry_add_source(entry, text.data));
		vec_for_each(&event->args, arg) {
			if (arg->name)
				TRY(add_values(&gathering, arg));
		}
	}
	drop_empty(entry);
	return NULL;
}

struct sonde_error *entry_of_plan(const struct plan *plan, struct cache_entry *ret)
{
	TRY(cached_definition(plan, &ret->definition));
	ret->is_marker = is_whole_marker(plan);
	ret->is_checked = plan->was_checked;
	TRY(omitted_store(&plan->notes, ret));
	vec_for_each(&plan->events, event) {
		_cleanup_str_ struct str text = STR_INIT;
		_cleanup_free_ char *line = NULL;

		probe_event_print(event, &text);
		TRY(str_take(&text, &line));
		TRY(vec_push(&ret->lines, line));
		line = NULL;
	}
	if (plan->filter)
		TRY(cache_filter_copy(plan->filter, &ret->filter));
	return add_details(&plan->events, ret);
}

struct sonde_error *entry_key(const struct target *target, struct cache_key *ret)
{
	const char *path = target->path ? target->path : CACHE_TARGET_KERNEL;

	if (target->cached_path)
		path = target->cached_path;
	else if (target->module && !target->path && target->image)
		path = target->image->path;
	return cache_key_init(target->cache_root, path, target->build_id, ret);
}

struct sonde_error *entry_image(const struct target *target, const struct plan *plan, char **ret)
{
	const struct image *image = target->image;

	/* What a process sees under a path is another file, or none, for everybody else. */
	if (!image || plan->source != PLAN_FROM_IMAGE ||
	    (target->cached_path && strcmp(target->cached_path, target->path) != 0))
		return NULL;
	/* One that cannot be had any more is not written down. */
	*ret = realpath(image->path, NULL);
	return !*ret && errno == ENOMEM ? &sonde_error_no_memory : NULL;
}

bool entry_image_holds(const char *path, const char *build_id)
{
	static const enum image_kind kinds[] = {IMAGE_KERNEL, IMAGE_MODULE, IMAGE_USER};
	struct build_id id;

	if (!build_id_parse(build_id, &id))
		return false;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		_cleanup_image_ struct image *image = NULL;
		_cleanup_error_ struct sonde_error *error = image_create(path, kinds[i], &image);

		if (!error)
			return build_id_equal(&image->build_id, &id);
	}
	return false;
}

struct cache_meta entry_meta(const struct target *target, const char *image)
{
	return (struct cache_meta){
		.release = target->release && *target->release ? target->release : NULL,
		.arch = target->arch,
		.image = image,
		.holds_image = entry_image_holds,
		.version = PACKAGE_VERSION,
	};
}
