/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cache/kind.h"

#include <stdlib.h>
#include <string.h>

#include "cache/find.h"

/* Entries that are looked at: perf leaves some without lines behind. */
#define SAMPLE 64

void cache_standing_deinit(struct cache_standing *standing)
{
	free(standing->target);
	*standing = (struct cache_standing){0};
}

/* `p:GROUP/EVENT PLACE ...`, where a place is `/PATH:0xOFFSET` or `[MODULE:]SYMBOL`. */
static enum cache_kind kind_of_line(const char *line)
{
	const char *place = line + strcspn(line, " \t");

	place += strspn(place, " \t");
	if (*place == '/')
		return CACHE_KIND_PROGRAM;
	return place[strcspn(place, ": \t")] == ':' ? CACHE_KIND_MODULE : CACHE_KIND_KERNEL;
}

static enum cache_kind kind_of(const char *target, const struct cache_entry *entry)
{
	if (strcmp(target, CACHE_TARGET_KERNEL) == 0)
		return CACHE_KIND_KERNEL;
	return entry->lines.size ? kind_of_line(entry->lines.data[0]) : CACHE_KIND_UNKNOWN;
}

static const char *kind_name(enum cache_kind kind)
{
	switch (kind) {
	case CACHE_KIND_MODULE:
		return "a module";
	case CACHE_KIND_PROGRAM:
		return "a program";
	default:
		return "a kernel";
	}
}

static bool is_missing(const struct sonde_error *error)
{
	return error && error->kind == SONDE_ERROR_NOT_FOUND;
}

static bool is_useless(const struct sonde_error *error)
{
	return is_missing(error) || (error && error->kind == SONDE_ERROR_FORMAT);
}

static bool is_sampled(const char *text, void *data)
{
	size_t *count = data;

	(void)text;
	return (*count)++ < SAMPLE;
}

static struct sonde_error *find_kernel(const struct cache_dir *root, const char *build_id,
				       struct cache_standing *ret)
{
	_cleanup_error_ struct sonde_error *error = NULL;
	_cleanup_cache_dir_ struct cache_dir dir = CACHE_DIR_INIT;
	_cleanup_cache_key_ struct cache_key key = {0};

	TRY(cache_key_init(root->path, CACHE_TARGET_KERNEL, build_id, &key));
	error = cache_find_directory(root, &key, NULL, &dir);
	if (is_useless(error))
		return NULL;
	TRY(take_ptr(error));
	ret->kind = CACHE_KIND_KERNEL;
	return sonde_strdup(CACHE_TARGET_KERNEL, &ret->target);
}

static struct sonde_error *find_linked(const struct cache_dir *root, const char *build_id,
				       struct cache_standing *ret)
{
	_cleanup_error_ struct sonde_error *error = NULL;
	_cleanup_cache_dir_ struct cache_dir dir = CACHE_DIR_INIT;
	_cleanup_cache_entries_ struct cache_entries entries = VEC_INIT;
	_cleanup_cache_key_ struct cache_key key = {0};
	size_t count = 0;
	const struct cache_wanted wanted = {.definition = is_sampled, .data = &count};

	error = cache_find_link(root, build_id, &key);
	if (!error)
		error = cache_find_directory(root, &key, NULL, &dir);
	if (is_useless(error))
		return NULL;
	TRY(take_ptr(error));
	ret->target = take_ptr(key.target);
	error = cache_find_entries(&dir, &wanted, &entries);
	if (is_useless(error))
		return NULL;
	TRY(take_ptr(error));
	vec_for_each(&entries, entry) {
		if (ret->kind == CACHE_KIND_UNKNOWN)
			ret->kind = kind_of(ret->target, entry);
	}
	return NULL;
}

struct sonde_error *cache_standing_find(const struct cache_dir *root, const char *build_id,
					struct cache_standing *ret)
{
	TRY(find_kernel(root, build_id, ret));
	return ret->target ? NULL : find_linked(root, build_id, ret);
}

struct sonde_error *cache_standing_load(const char *root, const char *build_id,
					struct cache_standing *ret)
{
	_cleanup_error_ struct sonde_error *error = NULL;
	_cleanup_cache_dir_ struct cache_dir dir = CACHE_DIR_INIT;

	error = cache_dir_open_root(root, &dir);
	if (is_missing(error))
		return NULL;
	TRY(take_ptr(error));
	return cache_standing_find(&dir, build_id, ret);
}

struct sonde_error *cache_standing_accept(struct cache_standing *standing,
					  const struct cache_key *key,
					  const struct cache_entry *entry)
{
	const enum cache_kind kind = kind_of(key->target, entry);

	if (kind == CACHE_KIND_UNKNOWN || kind == standing->kind)
		return NULL;
	if (standing->kind != CACHE_KIND_UNKNOWN)
		return sonde_error_hint(
			sonde_error_new(
				SONDE_ERROR_MISMATCH,
				"'%s' is for %s, %s, but its build id is cached for %s, %s.",
				entry->definition, kind_name(kind), key->target,
				kind_name(standing->kind), standing->target),
			"A build id is of one file. If what is cached is wrong, remove it: "
			"sonde cache rm --build-id %s",
			key->build_id);
	standing->kind = kind;
	return standing->target ? NULL : sonde_strdup(key->target, &standing->target);
}
