/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cache/store.h"

#include "cache/dir.h"
#include "cache/find.h"

/* Open what is cached for a build id, which is checked first; any NOT_FOUND reads the same. */
static struct sonde_error *open_for_reading(const char *root, const char *build_id,
					    struct cache_dir *ret)
{
	_cleanup_cache_dir_ struct cache_dir dir = CACHE_DIR_INIT;
	_cleanup_cache_key_ struct cache_key key = {0};

	TRY(cache_key_init(root, CACHE_TARGET_KERNEL, build_id, &key));
	TRY(cache_dir_open_root(key.root, &dir));
	return cache_find(&dir, key.build_id, ret);
}

static struct sonde_error *not_cached(struct sonde_error *error, const char *root,
				      const char *build_id)
{
	if (!error || error->kind != SONDE_ERROR_NOT_FOUND)
		return error;
	sonde_error_destroy(error);
	return sonde_error_new(SONDE_ERROR_NOT_FOUND, "No probes are cached for build id %s in %s.",
			       build_id, root);
}

static struct sonde_error *load(const char *root, const char *build_id,
				const struct cache_wanted *wanted, struct cache_entries *ret)
{
	_cleanup_cache_dir_ struct cache_dir dir = CACHE_DIR_INIT;

	TRY(not_cached(open_for_reading(root, build_id, &dir), root, build_id));
	return not_cached(cache_find_entries(&dir, wanted, ret), root, build_id);
}

struct sonde_error *cache_load_some(const char *root, const char *build_id, cache_wanted_fn wanted,
				    void *data, struct cache_entries *ret)
{
	const struct cache_wanted by_definition = {.definition = wanted, .data = data};

	return load(root, build_id, &by_definition, ret);
}

struct sonde_error *cache_load_lines(const char *root, const char *build_id, cache_wanted_fn wanted,
				     void *data, struct cache_entries *ret)
{
	const struct cache_wanted by_line = {.line = wanted, .data = data};

	return load(root, build_id, &by_line, ret);
}

struct sonde_error *cache_load_bare(const char *root, const char *build_id,
				    struct cache_entries *ret)
{
	const struct cache_wanted bare = {.is_bare = true};

	return load(root, build_id, &bare, ret);
}

struct sonde_error *cache_load(const char *root, const char *build_id, struct cache_entries *ret)
{
	_cleanup_cache_entries_ struct cache_entries entries = VEC_INIT;
	struct sonde_error *error = cache_load_some(root, build_id, NULL, NULL, &entries);

	if (!error && !entries.size)
		error = not_cached(sonde_error_new(SONDE_ERROR_NOT_FOUND, "Nothing is in it."),
				   root, build_id);
	TRY(error);
	*ret = entries;
	entries = (struct cache_entries)VEC_INIT;
	return NULL;
}
