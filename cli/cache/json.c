/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Answers about the cache. */
#include "cli/cached/omitted.h"
#include "cli/json_give.h"

/* Append a text; NULL is null. */
static struct sonde_error *append_text(struct json_object *list, const char *text)
{
	_cleanup_json_ struct json_object *value = text ? json_text(text, strlen(text)) : NULL;

	return text && !value ? &sonde_error_no_memory : append(list, &value);
}

static struct sonde_error *give_list(struct json_object *object, const char *key,
				     struct json_object **ret)
{
	TRY(give(object, key, json_object_new_array()));
	json_object_object_get_ex(object, key, ret);
	return NULL;
}

static struct sonde_error *give_build(struct json_object *object,
				      const struct cache_summary *summary)
{
	TRY(give_text(object, "target", summary->target));
	TRY(give_text(object, "build_id", summary->build_id));
	TRY(give_text(object, "release", summary->info.release));
	TRY(give_text(object, "architecture", summary->info.arch));
	TRY(give_text(object, "sonde", summary->info.version));
	return give_text(object, "image", summary->info.image);
}

struct sonde_error *json_give_filter(struct json_object *object, const struct cache_filter *filter)
{
	struct json_object *hidden;

	if (!cache_filter_is_there(filter))
		return NULL;
	if (filter->is_damaged)
		return give(object, "filter_damaged", json_object_new_boolean(true));
	TRY(give_text(object, "filter", filter->text));
	TRY(give_list(object, "hidden", &hidden));
	vec_for_each(&filter->hidden, name)
		TRY(append_text(hidden, *name));
	return NULL;
}

/* The filters of a build by the definitions that have one. */
static struct sonde_error *give_filters(struct json_object *object,
					const struct cache_picked_build *build)
{
	struct json_object *filters = NULL;

	vec_for_each(&build->picked, picked) {
		_cleanup_json_ struct json_object *item = NULL;

		if (!cache_filter_is_there(&picked->entry->filter))
			continue;
		if (!filters)
			TRY(give_list(object, "filters", &filters));
		item = json_object_new_object();
		if (!item)
			return &sonde_error_no_memory;
		TRY(give_text(item, "definition", picked->definition));
		TRY(json_give_filter(item, &picked->entry->filter));
		TRY(append(filters, &item));
	}
	return NULL;
}

struct sonde_error *json_add_build(struct json_object *list, const struct cache_picked_build *build,
				   bool with_definitions)
{
	const struct cache_summary *summary = build->summary;
	struct json_object *definitions;
	_cleanup_json_ struct json_object *object = json_object_new_object();

	if (!object)
		return &sonde_error_no_memory;
	TRY(give_build(object, summary));
	TRY(give(object, "entries", json_object_new_int64((int64_t)summary->entries)));
	if (!with_definitions)
		return append(list, &object);
	TRY(give_list(object, "definitions", &definitions));
	vec_for_each(&build->picked, entry)
		TRY(append_text(definitions, entry->definition));
	TRY(give_filters(object, build));
	return append(list, &object);
}

/* Under a key that comes from a file. */
static struct sonde_error *give_named(struct json_object *object, const char *name,
				      struct json_object *value)
{
	_cleanup_json_ struct json_object *key = json_text(name, strlen(name));

	if (key)
		return give(object, json_object_get_string(key), value);
	json_object_put(value);
	return &sonde_error_no_memory;
}

static struct sonde_error *give_enumeration(struct json_object *object,
					    const struct cache_enum *item)
{
	struct json_object *values = json_object_new_object();

	/* It is the object's from here on. */
	TRY(give_named(object, item->argument, values));
	vec_for_each(&item->values.names, name)
		TRY(give_named(values, name->name,
			       item->values.is_signed ? json_object_new_int64((int64_t)name->value)
						      : json_object_new_uint64(name->value)));
	return NULL;
}

static struct sonde_error *give_enumerators(struct json_object *object,
					    const struct cache_entry *entry)
{
	struct json_object *all;

	TRY(give(object, "enumerators", json_object_new_object()));
	json_object_object_get_ex(object, "enumerators", &all);
	vec_for_each(&entry->enums, item)
		TRY(give_enumeration(all, item));
	return NULL;
}

static struct sonde_error *give_needs(struct json_object *object, struct features needs)
{
	struct json_object *names;

	TRY(give_list(object, "needs", &names));
	for (int i = 0; i < FEATURE_COUNT; i++) {
		if (features_have(needs, (enum feature)i))
			TRY(append_text(names, feature_info((enum feature)i)->name));
	}
	return NULL;
}

static const char *checksum_name(enum cache_checksum checksum)
{
	static const char *const names[] = {
		[CACHE_CHECKSUM_NONE] = "none",
		[CACHE_CHECKSUM_GOOD] = "good",
		[CACHE_CHECKSUM_BAD] = "bad",
	};

	return names[checksum];
}

struct sonde_error *json_add_entry(struct json_object *list, const struct cache_summary *summary,
				   const struct cache_picked_entry *picked, struct features needs)
{
	_cleanup_json_ struct json_object *object = json_object_new_object();
	const struct cache_entry *entry = picked->entry;
	struct json_object *lines, *sources, *left_out;

	if (!object)
		return &sonde_error_no_memory;
	TRY(give_build(object, summary));
	TRY(give_text(object, "definition", picked->definition));
	TRY(give_list(object, "lines", &lines));
	TRY(give_list(object, "sources", &sources));
	for (size_t i = 0; i < entry->lines.size; i++) {
		TRY(append_text(lines, entry->lines.data[i]));
		TRY(append_text(sources, i < entry->sources.size ? entry->sources.data[i] : NULL));
	}
	TRY(give(object, "checked", json_object_new_boolean(entry->is_checked)));
	TRY(give_list(object, "left_out", &left_out));
	vec_for_each(&entry->left_out, sentence)
		TRY(append_text(left_out, *sentence));
	TRY(give_enumerators(object, entry));
	TRY(json_give_filter(object, &entry->filter));
	TRY(give_needs(object, needs));
	TRY(give_text(object, "checksum", checksum_name(entry->checksum)));
	return append(list, &object);
}

struct sonde_error *json_add_check(struct json_object *list, const struct cache_summary *summary,
				   const char *definition, const struct cache_check *check)
{
	_cleanup_json_ struct json_object *object = json_object_new_object();

	if (!object)
		return &sonde_error_no_memory;
	TRY(give_build(object, summary));
	TRY(definition ? give_text(object, "definition", definition)
		       : give_text(object, "path", summary->path));
	TRY(give_text(object, "result", cache_check_name(check->result)));
	if (check->result == CACHE_CHECK_OK_IMAGE || check->result == CACHE_CHECK_DIFFERS)
		TRY(give_text(object, "by", "image"));
	else if (check->result == CACHE_CHECK_OK_CHECKSUM)
		TRY(give_text(object, "by", "checksum"));
	TRY(give_text(object, "reason", check->reason));
	if (check->line)
		TRY(give(object, "line", json_object_new_int64((int64_t)check->line)));
	TRY(give_text(object, "cached", check->cached));
	TRY(give_text(object, "resolved", check->resolved));
	return append(list, &object);
}

struct sonde_error *json_add_swept(struct json_object *list, const struct cache_summary *summary,
				   bool goes, const char *reason)
{
	_cleanup_json_ struct json_object *object = json_object_new_object();

	if (!object)
		return &sonde_error_no_memory;
	TRY(give(object, "remove", json_object_new_boolean(goes)));
	TRY(give_text(object, "kind", "build"));
	TRY(give_build(object, summary));
	TRY(give(object, "entries", json_object_new_int64((int64_t)summary->entries)));
	TRY(give_text(object, "reason", reason));
	return append(list, &object);
}

struct sonde_error *json_add_swept_file(struct json_object *list, const char *kind,
					const char *path, bool goes)
{
	_cleanup_json_ struct json_object *object = json_object_new_object();

	if (!object)
		return &sonde_error_no_memory;
	TRY(give(object, "remove", json_object_new_boolean(goes)));
	TRY(give_text(object, "kind", kind));
	TRY(give_text(object, "path", path));
	return append(list, &object);
}

struct sonde_error *json_add_staged(struct json_object *list, const char *definition, size_t places,
				    const struct notes *notes)
{
	_cleanup_json_ struct json_object *object = json_object_new_object();
	uint64_t left_out = 0;

	if (!object)
		return &sonde_error_no_memory;
	vec_for_each(notes, note)
		left_out += note->kind == NOTE_OMITTED ? omitted_count(note->text) : 0;
	TRY(give_text(object, "definition", definition));
	TRY(give(object, "places", json_object_new_uint64(places)));
	TRY(give(object, "left_out", json_object_new_uint64(left_out)));
	return append(list, &object);
}

struct sonde_error *json_add_stored(struct json_object *list, const struct target *target,
				    struct json_object **definitions)
{
	_cleanup_json_ struct json_object *object = json_object_new_object();

	if (!object)
		return &sonde_error_no_memory;
	TRY(give_text(object, "target", target->path));
	TRY(give_text(object, "build_id", target->build_id));
	TRY(give_text(object, "release", target->release));
	TRY(give_text(object, "architecture", target->arch));
	TRY(give(object, "definitions", *definitions));
	*definitions = NULL;
	return append(list, &object);
}

static struct sonde_error *fail_one(struct json_object *list, size_t position,
				    const struct sonde_error *failure)
{
	struct json_object *object = json_object_array_get_idx(list, position);
	_cleanup_json_ struct json_object *made = NULL;
	struct json_object *definition = NULL;

	if (json_object_object_get_ex(object, "error", NULL))
		return NULL;
	json_object_object_get_ex(object, "definition", &definition);
	TRY(json_create_list(&made));
	TRY(json_add_failure(made, json_object_get_string(definition), failure));
	object = json_object_get(json_object_array_get_idx(made, 0));
	if (json_object_array_put_idx(list, position, object) == 0)
		return NULL;
	json_object_put(object);
	return &sonde_error_no_memory;
}

struct sonde_error *json_fail_last(struct json_object *list, size_t count,
				   const struct sonde_error *failure)
{
	const size_t size = json_object_array_length(list);

	for (size_t i = size > count ? size - count : 0; i < size; i++)
		TRY(fail_one(list, i, failure));
	return NULL;
}
