/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/cache/bundle_take.h"

#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/str.h"
#include "cache/kind.h"
#include "cache/meaning.h"
#include "cache/merge.h"
#include "cache/store.h"
#include "cli/cache/bundle_entry.h"
#include "cli/cached/entry.h"
#include "cli/cached/filter.h"
#include "cli/cached/meaning.h"
#include "probe/name.h"
#include "tracefs/feature.h"

/* The checking of a build. */
struct taker {
	const char *name;
	const struct bundle_build *from;
	struct taken_build *build;
	/** What is there for its build id. */
	struct cache_standing standing;
	/** What the entries before ask for, names included. */
	struct map seen;
};

static void taker_deinit(struct taker *taker)
{
	cache_standing_deinit(&taker->standing);
	map_deinit(&taker->seen);
}

static void entry_deinit(struct taken_entry *entry)
{
	cache_entry_deinit(&entry->entry);
	free(entry->readable);
	vec_for_each(&entry->replaces, definition)
		free(*definition);
	vec_deinit(&entry->replaces);
}

static void build_deinit(struct taken_build *build)
{
	cache_key_deinit(&build->key);
	vec_for_each(&build->entries, entry)
		entry_deinit(entry);
	vec_deinit(&build->entries);
}

void taken_deinit(struct taken *taken)
{
	vec_for_each(&taken->builds, build)
		build_deinit(build);
	vec_deinit(&taken->builds);
}

/* Bytes of `line: ` and the like. */
static size_t key_size(const char *key)
{
	return strlen(key) + strlen(": ");
}

/* The error of a value, with the place where it stands in the file. */
static struct sonde_error *at_line(const struct taker *taker, size_t number, const char *key,
				   struct sonde_error *reason)
{
	_cleanup_error_ struct sonde_error *owned = reason;
	const size_t column = key_size(key) + (reason->column ? reason->column : 1);
	struct sonde_error *error;

	if (reason->kind == SONDE_ERROR_NO_MEMORY)
		return take_ptr(owned);
	error = bundle_error(taker->name, number, column, "%s", reason->message);
	return reason->hint ? sonde_error_hint(error, "%s", reason->hint) : error;
}

static const char *definition_key(const struct bundle_entry *from)
{
	return from->entry.is_marker ? "marker" : "definition";
}

static void full_sense(const struct cache_sense *sense, struct str *out)
{
	str_append(out, str_text(&sense->text));
	if (sense->group || sense->event)
		str_appendf(out, "\n%s:%s", sense->group ? sense->group : "",
			    sense->event ? sense->event : "");
}

/* Each definition stands there once. */
static struct sonde_error *check_new(struct taker *taker, const struct bundle_entry *from,
				     struct taken_entry *entry)
{
	_cleanup_cache_sense_ struct cache_sense sense = {0};
	_cleanup_str_ struct str full = STR_INIT;

	TRY(cache_sense_make(&definition_meaning, entry->entry.definition, &sense));
	full_sense(&sense, &full);
	TRY(str_check(&full));
	if (map_has(&taker->seen, str_text(&full)))
		return bundle_error(taker->name, from->number, key_size(definition_key(from)) + 1,
				    "'%s' stands here for the second time", entry->readable);
	return map_put(&taker->seen, str_text(&full), NULL);
}

static struct sonde_error *take_line(struct taker *taker, const struct bundle_entry *from,
				     size_t at, struct map *lines, struct cache_entry *entry)
{
	_cleanup_probe_event_ struct probe_event event = {0};
	_cleanup_str_ struct str text = STR_INIT;
	struct sonde_error *error;

	error = bundle_entry_line(taker->from->target, from->entry.lines.data[at], &event);
	if (!error)
		error = bundle_entry_agrees(&from->entry, from->entry.lines.data[at], &event);
	if (error)
		return at_line(taker, from->numbers.data[at], "line", error);
	/* It is stored with those of a copy of the program, if there are some. */
	if (event.is_user && taker->standing.target && taker->standing.target[0] == '/')
		TRY(name_move(taker->standing.target, &event));
	probe_event_print(&event, &text);
	TRY(str_check(&text));
	if (map_has(lines, str_text(&text)))
		return bundle_error(taker->name, from->numbers.data[at], key_size("line") + 1,
				    "this line stands here for the second time");
	TRY(map_put(lines, str_text(&text), NULL));
	free(take_ptr(entry->lines.data[at]));
	return str_take(&text, &entry->lines.data[at]);
}

static struct sonde_error *fill_entry(struct taker *taker, const struct bundle_entry *from,
				      struct taken_entry *ret)
{
	_cleanup_map_ struct map lines = MAP_INIT;
	struct sonde_error *error;

	if (!from->entry.lines.size)
		return bundle_error(taker->name, from->number, 1, "this definition has no lines");
	TRY(cache_entry_copy(&from->entry, &ret->entry));
	ret->entry.checksum = CACHE_CHECKSUM_GOOD;
	free(take_ptr(ret->entry.definition));
	error = bundle_entry_definition(&from->entry, false, &ret->entry.definition);
	if (!error)
		error = bundle_entry_definition(&from->entry, true, &ret->readable);
	if (error)
		return at_line(taker, from->number, definition_key(from), error);
	for (size_t i = 0; i < from->entry.lines.size; i++)
		TRY(take_line(taker, from, i, &lines, &ret->entry));
	error = cached_filter_check(&ret->entry);
	if (error)
		return at_line(taker, from->filter_number, "filter", error);
	error = cache_entry_check(&ret->entry);
	if (!error)
		error = cache_standing_accept(&taker->standing, &taker->build->key, &ret->entry);
	if (error)
		return at_line(taker, from->number, definition_key(from), error);
	return check_new(taker, from, ret);
}

static struct sonde_error *take_entry(struct taker *taker, const struct bundle_entry *from)
{
	_cleanup_(entry_deinit) struct taken_entry entry = {0};

	TRY(fill_entry(taker, from, &entry));
	TRY(vec_push(&taker->build->entries, entry));
	entry = (struct taken_entry){0};
	return NULL;
}

/* What only a newer sonde knows, the lines may need in a way that this one does not see. */
static struct sonde_error *check_needs(const struct taker *taker)
{
	const char *needs = taker->from->needs ? taker->from->needs : "";

	for (size_t size; *needs; needs += size) {
		_cleanup_free_ char *name = NULL;

		needs += strspn(needs, " ");
		size = strcspn(needs, " ");
		TRY(sonde_strndup(needs, size, &name));
		if (size && feature_by_name(name) == FEATURE_COUNT)
			return bundle_error(taker->name, taker->from->number, 1,
					    "this build needs '%s', which this sonde does not know",
					    name);
	}
	return NULL;
}

/* Whether nothing changes but what is written down beside the lines. */
static struct sonde_error *has_same_lines(const struct cache_entry *cached,
					  const struct cache_entry *entry, bool *ret)
{
	_cleanup_free_ char *definition = NULL;

	*ret = cache_entry_same_lines(cached, entry);
	if (!*ret)
		return NULL;
	TRY(bundle_entry_definition(cached, false, &definition));
	*ret = strcmp(definition, entry->definition) == 0;
	return NULL;
}

static struct sonde_error *add_replaced(const struct cache_entry *cached, struct taken_entry *entry)
{
	_cleanup_free_ char *readable = NULL;

	TRY(bundle_entry_definition(cached, true, &readable));
	TRY(vec_push(&entry->replaces, readable));
	readable = NULL;
	return NULL;
}

/* What storing the entry takes away is what the cache drops then. */
static struct sonde_error *compare(struct merge *merge, const struct cache_change *change,
				   struct taken_entry *entry)
{
	const size_t before = merge->dropped.size;
	struct cache_applied applied = {0};
	bool same = false;

	TRY(merge_change(merge, change, &applied));
	for (size_t i = before; i < merge->dropped.size; i++) {
		const struct cache_entry *dropped = &merge->dropped.data[i];

		TRY(has_same_lines(dropped, &entry->entry, &same));
		entry->replaces_filter = same && !cache_filter_equal(&dropped->filter,
								     &entry->entry.filter);
		same &= !entry->replaces_filter;
		TRY(add_replaced(&merge->dropped.data[i], entry));
	}
	if (!entry->replaces.size)
		entry->state = TAKEN_NEW;
	else
		entry->state = same && entry->replaces.size == 1 ? TAKEN_SAME : TAKEN_REPLACES;
	return NULL;
}

static struct sonde_error *load_cached(const struct cache_key *key, struct cache_entries *ret)
{
	_cleanup_error_ struct sonde_error *error = cache_load(key->root, key->build_id, ret);

	return error && error->kind == SONDE_ERROR_NOT_FOUND ? NULL : take_ptr(error);
}

/* What is cached for the build, and how it is after each entry: nothing of it is written. */
static struct sonde_error *compare_all(struct taken_build *build)
{
	_cleanup_cache_entries_ struct cache_entries cached = VEC_INIT;
	const size_t count = build->entries.size;
	_cleanup_free_ struct cache_change *changes = calloc(count + 1, sizeof(*changes));
	_cleanup_free_ const struct cache_change **pointers = calloc(count + 1, sizeof(*pointers));
	_cleanup_merge_ struct merge merge = {0};

	if (!changes || !pointers)
		return &sonde_error_no_memory;
	for (size_t i = 0; i < count; i++) {
		changes[i] = (struct cache_change){.key = &build->key,
						   .meta = &build->meta,
						   .entry = &build->entries.data[i].entry};
		pointers[i] = &changes[i];
	}
	TRY(load_cached(&build->key, &cached));
	TRY(merge_init(&cached, pointers, count, &definition_meaning, &merge));
	for (size_t i = 0; i < count; i++)
		TRY(compare(&merge, &changes[i], &build->entries.data[i]));
	return NULL;
}

static struct sonde_error *take_build(struct taker *taker, const struct bundle *bundle,
				      const char *root)
{
	const struct bundle_build *from = taker->from;
	struct taken_build *build = taker->build;
	struct sonde_error *error;

	error = cache_key_init(root, from->target, from->build_id, &build->key);
	if (error)
		return at_line(taker, from->number, "build", error);
	build->meta = (struct cache_meta){
		.release = from->release,
		.arch = from->arch,
		.holds_image = entry_image_holds,
		.version = bundle->version,
	};
	TRY(check_needs(taker));
	TRY(cache_standing_load(root, build->key.build_id, &taker->standing));
	vec_for_each(&from->entries, entry)
		TRY(take_entry(taker, entry));
	return compare_all(build);
}

struct sonde_error *taken_init(const struct bundle *bundle, const char *name, const char *root,
			       struct taken *ret)
{
	_cleanup_taken_ struct taken taken = {0};

	vec_for_each(&bundle->builds, from) {
		_cleanup_(taker_deinit) struct taker taker = {.name = name, .from = from};

		TRY(vec_push(&taken.builds, (struct taken_build){.from = from}));
		taker.build = vec_last(&taken.builds);
		TRY(take_build(&taker, bundle, root));
	}
	*ret = taken;
	taken = (struct taken){0};
	return NULL;
}

struct sonde_error *taken_store(const struct taken *taken, const char *root)
{
	VEC(struct cache_change) changes = VEC_INIT;
	struct sonde_error *error = NULL;

	vec_for_each(&taken->builds, build) {
		vec_for_each(&build->entries, entry) {
			const struct cache_change change = {
				.key = &build->key, .meta = &build->meta, .entry = &entry->entry};

			if (!error)
				error = vec_push(&changes, change);
		}
	}
	if (!error && changes.size)
		error = cache_apply(root, changes.data, changes.size, &definition_meaning, NULL);
	vec_deinit(&changes);
	return error;
}
