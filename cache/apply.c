/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cache/apply.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/descriptors.h"
#include "base/map.h"
#include "cache/dir.h"
#include "cache/kind.h"
#include "cache/lock.h"
#include "cache/merge.h"
#include "cache/undo.h"
#include "cache/writer.h"

/* How often a file is read anew that somebody else writes. */
#define ATTEMPTS 5

/* What changes name as one place. Several of them can mean one directory, by the link. */
struct place {
	/** Borrowed. */
	const struct cache_key *key;
	/** A change puts something. */
	bool creates;
	/** Of its group in `groups`. */
	size_t number;
};

/* The changes of one directory, by whatever name. */
struct group {
	struct writer_home home;
	/** Borrowed. */
	VEC(const struct cache_change *) changes;
	/** One of them puts something. */
	bool creates;
	/** Whatever is there goes first. */
	bool is_cleared;
	/** It has nothing to write. */
	bool is_idle;
	struct writer writer;
};

/* One step. The members are released from the last to the first. */
struct applying {
	const char *root_path;
	const struct cache_meaning *meaning;
	/** The cache directory and those above it that had to be made. */
	struct cache_undo root_undo;
	struct cache_dir root;
	struct cache_lock lock;
	/** What was done under the lock. */
	struct cache_undo undo;
	VEC(struct place) places;
	/** The number of its place for each change. */
	VEC(size_t) numbers;
	VEC(struct group) groups;
	struct cache_applied applied;
};

/* Takes back what was not committed. */
static void applying_deinit(struct applying *applying)
{
	vec_for_each(&applying->groups, group) {
		writer_deinit(&group->writer);
		writer_home_deinit(&group->home);
		vec_deinit(&group->changes);
	}
	vec_deinit(&applying->groups);
	vec_deinit(&applying->numbers);
	vec_deinit(&applying->places);
	cache_undo_rollback(&applying->undo);
	cache_lock_release(&applying->lock);
	cache_dir_deinit(&applying->root);
	cache_undo_rollback(&applying->root_undo);
}
#define _cleanup_applying_ _cleanup_(applying_deinit)

/* The number that @name has in @numbers, or else @next, which it has from now on. */
static struct sonde_error *number_of(struct map *numbers, const struct str *name, size_t next,
				     size_t *ret)
{
	TRY(str_check(name));
	/* The map holds pointers, and NULL is none. */
	*ret = (size_t)(uintptr_t)map_get(numbers, str_text(name));
	if (!*ret) {
		*ret = next + 1;
		TRY(map_put(numbers, str_text(name), (void *)(uintptr_t)*ret));
	}
	--*ret;
	return NULL;
}

static struct sonde_error *add_place(struct applying *applying, struct map *numbers,
				     const struct cache_change *change)
{
	_cleanup_str_ struct str name = STR_INIT;
	size_t number;

	if (change->entry)
		TRY(cache_entry_check(change->entry));
	cache_key_directory(change->key, &name);
	TRY(number_of(numbers, &name, applying->places.size, &number));
	if (number == applying->places.size)
		TRY(vec_push(&applying->places, (struct place){.key = change->key}));
	applying->places.data[number].creates |= change->entry != NULL;
	return vec_push(&applying->numbers, number);
}

static struct sonde_error *add_places(struct applying *applying, const struct cache_change *changes,
				      size_t count, bool *creates)
{
	_cleanup_map_ struct map numbers = MAP_INIT;

	for (size_t i = 0; i < count; i++) {
		TRY(add_place(applying, &numbers, &changes[i]));
		*creates |= changes[i].entry != NULL;
	}
	return NULL;
}

/* What groups are found by. */
struct finding {
	/** Number of the group of a directory. */
	struct map groups;
	/** Number of the group that makes the link of a build id. */
	struct map links;
};

static void finding_deinit(struct finding *finding)
{
	map_deinit(&finding->groups);
	map_deinit(&finding->links);
}

/* Where the link leads, or will as soon as the groups before have made theirs. */
static struct sonde_error *find_home(const struct applying *applying, struct finding *finding,
				     const struct place *place, struct writer_home *ret)
{
	_cleanup_str_ struct str build_id = STR_INIT;
	size_t maker = applying->groups.size;

	TRY(writer_find_home(&applying->root, place->key, ret));
	if (!ret->needs_link)
		return NULL;
	str_append(&build_id, ret->key.build_id);
	if (place->creates || map_has(&finding->links, ret->key.build_id))
		TRY(number_of(&finding->links, &build_id, maker, &maker));
	if (maker == applying->groups.size)
		return NULL;
	ret->needs_link = false;
	if (strcmp(ret->key.target, CACHE_TARGET_KERNEL) == 0)
		return NULL;
	free(take_ptr(ret->key.target));
	return sonde_strdup(applying->groups.data[maker].home.key.target, &ret->key.target);
}

static struct sonde_error *add_group(struct applying *applying, struct finding *finding,
				     struct place *place)
{
	_cleanup_(writer_home_deinit) struct writer_home home = {0};
	_cleanup_str_ struct str name = STR_INIT;
	struct group *group;

	TRY(find_home(applying, finding, place, &home));
	cache_key_directory(&home.key, &name);
	TRY(number_of(&finding->groups, &name, applying->groups.size, &place->number));
	if (place->number == applying->groups.size) {
		TRY(vec_push(&applying->groups, (struct group){.writer = WRITER_INIT}));
		group = vec_last(&applying->groups);
		group->home = home;
		home = (struct writer_home){0};
	}
	applying->groups.data[place->number].creates |= place->creates;
	return NULL;
}

/* Put each change into the group of its directory: one writer has to know all of them. */
static struct sonde_error *sort_changes(struct applying *applying,
					const struct cache_change *changes)
{
	_cleanup_(finding_deinit) struct finding finding = {0};

	vec_for_each(&applying->places, place)
		TRY(add_group(applying, &finding, place));
	for (size_t i = 0; i < applying->numbers.size; i++) {
		const struct place *place = &applying->places.data[applying->numbers.data[i]];
		struct group *group = &applying->groups.data[place->number];

		if (!group->changes.size)
			group->is_cleared = !changes[i].entry && !changes[i].definition;
		TRY(vec_push(&group->changes, &changes[i]));
	}
	return NULL;
}

/* Without a cache there is nothing to remove: no error. */
static struct sonde_error *unless_missing(struct sonde_error *error, bool *is_missing)
{
	*is_missing = error && error->kind == SONDE_ERROR_NOT_FOUND;
	if (!*is_missing)
		return error;
	sonde_error_destroy(error);
	return NULL;
}

static struct sonde_error *open_root(struct applying *applying, bool creates)
{
	_cleanup_cache_dir_ struct cache_dir before = CACHE_DIR_INIT;
	bool is_missing;

	TRY(unless_missing(cache_dir_open_root(applying->root_path, &before), &is_missing));
	/* Before the lock file is put there. */
	if (!is_missing)
		TRY(cache_dir_check_writer(&before));
	else if (!creates)
		return NULL;
	TRY(cache_lock_take(applying->root_path, creates ? &applying->root_undo : NULL,
			    &applying->lock));
	TRY(cache_dir_open_root(applying->root_path, &applying->root));
	return cache_dir_check_writer(&applying->root);
}

static struct sonde_error *read_group(struct group *group)
{
	struct sonde_error *error = writer_read(&group->writer);

	if (!error || error->kind != SONDE_ERROR_FORMAT || !group->is_cleared)
		return error;
	/* Junk goes like everything else. */
	sonde_error_destroy(error);
	return NULL;
}

static const struct cache_meta *meta_of(const struct group *group)
{
	const struct cache_meta *meta = NULL;

	vec_for_each(&group->changes, change) {
		if ((*change)->entry)
			meta = (*change)->meta;
	}
	return meta;
}

static struct sonde_error *write_group(struct group *group, const struct cache_entries *entries,
				       const struct cache_entries *dropped)
{
	struct writer *writer = &group->writer;
	const struct cache_meta *meta = meta_of(group);

	if (!entries->size)
		return writer_remove_files(writer);
	if (meta)
		TRY(writer_put_info(writer, meta));
	TRY(writer_put_link(writer));
	return writer_put_entries(writer, entries, dropped);
}

/* Whoever asks for it: a kernel's entries are not made a program's, nor the reverse. */
static struct sonde_error *check_kinds(const struct applying *applying, const struct group *group)
{
	const char *build_id = (*group->changes.data)->key->build_id;
	_cleanup_cache_standing_ struct cache_standing standing = {0};

	if (!group->creates)
		return NULL;
	TRY(cache_standing_find(&applying->root, build_id, &standing));
	vec_for_each(&group->changes, change) {
		if ((*change)->entry)
			TRY(cache_standing_accept(&standing, (*change)->key, (*change)->entry));
	}
	return NULL;
}

static struct sonde_error *apply_group(struct applying *applying, struct group *group)
{
	_cleanup_cache_entries_ struct cache_entries entries = VEC_INIT;
	_cleanup_merge_ struct merge merge = {0};
	const struct cache_applied before = applying->applied;

	TRY(read_group(group));
	TRY(merge_init(&group->writer.entries, group->changes.data, group->changes.size,
		       applying->meaning, &merge));
	vec_for_each(&group->changes, change)
		TRY(merge_change(&merge, *change, &applying->applied));
	group->is_idle = !group->creates && applying->applied.removed == before.removed &&
			 !(group->is_cleared && writer_has_probes(&group->writer));
	if (group->is_idle)
		return NULL;
	TRY(merge_finish(&merge, &entries));
	return write_group(group, &entries, &merge.dropped);
}

/*
 * The first that is made: whoever comes upon what a killed writer left knows by it that this is a
 * cache (cache/tidy.c).
 */
static struct sonde_error *make_links(struct applying *applying)
{
	_cleanup_cache_dir_ struct cache_dir links = CACHE_DIR_INIT;
	bool creates = false;

	vec_for_each(&applying->groups, group)
		creates |= group->creates;
	return creates ? cache_dir_walk(&applying->root, CACHE_LINKS, &applying->undo, &links)
		       : NULL;
}

static struct sonde_error *apply_all(struct applying *applying)
{
	/* Opening makes directories, which would be taken for what was there. */
	vec_for_each(&applying->groups, group)
		TRY(check_kinds(applying, group));
	TRY(make_links(applying));
	/* All of them before the first is written: opening removes what lies beside the files. */
	vec_for_each(&applying->groups, group)
		TRY(writer_open(&applying->root, &group->home, group->creates, &applying->undo,
				&group->writer));
	vec_for_each(&applying->groups, group)
		TRY(apply_group(applying, group));
	/* Once more, when nothing of it has a name to be written by any longer. */
	vec_for_each(&applying->groups, group)
		TRY(writer_check_undisturbed(&group->writer));
	cache_undo_commit(&applying->undo);
	cache_undo_commit(&applying->root_undo);
	vec_for_each(&applying->groups, group)
		writer_tidy(&group->writer);
	return NULL;
}

/* Everything from the lock on. */
static struct sonde_error *attempt(const char *root, const struct cache_change *changes,
				   size_t count, struct applying *applying)
{
	bool creates = false;

	applying->root_path = root;
	TRY(add_places(applying, changes, count, &creates));
	TRY(open_root(applying, creates));
	if (applying->root.fd < 0) {
		applying->applied.missing = count;
		return NULL;
	}
	TRY(sort_changes(applying, changes));
	return apply_all(applying);
}

struct sonde_error *cache_apply(const char *root, const struct cache_change *changes, size_t count,
				const struct cache_meaning *meaning, struct cache_applied *ret)
{
	/* Each build has its directory and its `probes` open until all of them are written. */
	_cleanup_descriptors_ struct descriptors descriptors = descriptors_raise();
	struct sonde_error *error = NULL;

	for (int i = 0; i < ATTEMPTS; i++) {
		_cleanup_applying_ struct applying applying = {
			.meaning = meaning,
			.root = CACHE_DIR_INIT,
			.lock = CACHE_LOCK_INIT,
		};

		sonde_error_destroy(error);
		error = attempt(root, changes, count, &applying);
		if (error && error->kind == SONDE_ERROR_EXISTS)
			continue;
		if (!error && ret)
			*ret = applying.applied;
		return error;
	}
	return error;
}
