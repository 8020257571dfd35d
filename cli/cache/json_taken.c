/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/cache/json_taken.h"

#include "cache/key.h"
#include "cli/json_give.h"

static const char *state_name(enum taken_state state)
{
	switch (state) {
	case TAKEN_SAME:
		return "same";
	case TAKEN_REPLACES:
		return "replaced";
	default:
		return "new";
	}
}

static struct sonde_error *append_text(struct json_object *list, const char *value)
{
	_cleanup_json_ struct json_object *text = json_text(value, strlen(value));

	return text ? append(list, &text) : &sonde_error_no_memory;
}

static struct sonde_error *give_lines(struct json_object *object, const struct cache_entry *entry)
{
	struct json_object *lines;

	TRY(give(object, "lines", json_object_new_array()));
	json_object_object_get_ex(object, "lines", &lines);
	vec_for_each(&entry->lines, line)
		TRY(append_text(lines, *line));
	return NULL;
}

static struct sonde_error *give_replaced(struct json_object *object,
					 const struct taken_entry *entry)
{
	struct json_object *list;

	if (entry->state != TAKEN_REPLACES)
		return NULL;
	TRY(give(object, "replaces", json_object_new_array()));
	json_object_object_get_ex(object, "replaces", &list);
	vec_for_each(&entry->replaces, definition)
		TRY(append_text(list, *definition));
	return NULL;
}

static struct sonde_error *give_entries(struct json_object *object, const struct taken_build *build)
{
	struct json_object *definitions;

	TRY(give(object, "definitions", json_object_new_array()));
	json_object_object_get_ex(object, "definitions", &definitions);
	vec_for_each(&build->entries, entry) {
		_cleanup_json_ struct json_object *item = json_object_new_object();

		if (!item)
			return &sonde_error_no_memory;
		TRY(give_text(item, "definition", entry->readable));
		TRY(give_text(item, "state", state_name(entry->state)));
		TRY(give_replaced(item, entry));
		TRY(give_lines(item, &entry->entry));
		TRY(json_give_filter(item, &entry->entry.filter));
		TRY(append(definitions, &item));
	}
	return NULL;
}

struct sonde_error *json_add_taken(struct json_object *list, const struct taken_build *build,
				   const char *running)
{
	const struct bundle_build *from = build->from;
	_cleanup_json_ struct json_object *object = json_object_new_object();

	if (!object)
		return &sonde_error_no_memory;
	TRY(give_text(object, "target", from->target));
	TRY(give_text(object, "build_id", from->build_id));
	TRY(give_text(object, "release", from->release));
	TRY(give_text(object, "architecture", from->arch));
	TRY(give_text(object, "sonde", build->meta.version));
	if (*running && strcmp(from->target, CACHE_TARGET_KERNEL) == 0)
		TRY(give(object, "running",
			 json_object_new_boolean(strcmp(from->build_id, running) == 0)));
	TRY(give_entries(object, build));
	return append(list, &object);
}
