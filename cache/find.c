/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cache/find.h"

#include <fcntl.h>
#include <stdbool.h>
#include <unistd.h>

#include "cache/store.h"
#include "cache/verdicts.h"

struct sonde_error *cache_find_link(const struct cache_dir *root, const char *build_id,
				    struct cache_key *ret)
{
	_cleanup_cache_dir_ struct cache_dir links = CACHE_DIR_INIT;
	_cleanup_str_ struct str relative = STR_INIT;
	_cleanup_str_ struct str text = STR_INIT;

	str_appendf(&relative, CACHE_LINKS "/%.2s", build_id);
	TRY(str_check(&relative));
	TRY(cache_dir_walk(root, str_text(&relative), NULL, &links));
	TRY(cache_dir_read_link(&links, build_id + 2, &text));
	return cache_key_parse_link(root->path, build_id, str_text(&text), ret);
}

struct sonde_error *cache_find_directory(const struct cache_dir *root, const struct cache_key *key,
					 struct cache_undo *undo, struct cache_dir *ret)
{
	_cleanup_str_ struct str relative = STR_INIT;

	cache_key_relative(key, &relative);
	TRY(str_check(&relative));
	return cache_dir_walk(root, str_text(&relative), undo, ret);
}

static bool has_probes(const struct cache_dir *dir)
{
	return faccessat(dir->fd, CACHE_PROBES_NAME, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

struct sonde_error *cache_find(const struct cache_dir *root, const char *build_id,
			       struct cache_dir *ret)
{
	_cleanup_cache_dir_ struct cache_dir dir = CACHE_DIR_INIT;
	_cleanup_cache_key_ struct cache_key kernel = {0};
	_cleanup_cache_key_ struct cache_key linked = {0};
	struct sonde_error *error;

	TRY(cache_key_init(root->path, CACHE_TARGET_KERNEL, build_id, &kernel));
	error = cache_find_directory(root, &kernel, NULL, &dir);
	if (!error && has_probes(&dir)) {
		*ret = dir;
		dir = (struct cache_dir)CACHE_DIR_INIT;
		return NULL;
	}
	if (error && error->kind != SONDE_ERROR_NOT_FOUND)
		return error;
	sonde_error_destroy(error);
	TRY(cache_find_link(root, build_id, &linked));
	return cache_find_directory(root, &linked, NULL, ret);
}

/* Without them, or with ones that are not to be trusted, nothing was checked. */
static struct sonde_error *find_verdicts(const struct cache_dir *dir, struct cache_entries *entries)
{
	_cleanup_str_ struct str text = STR_INIT;
	struct sonde_error *error = cache_dir_read(dir, CACHE_VERDICTS_NAME, CACHE_PROBES_LIMIT,
						   &text);

	if (!error)
		return cache_verdicts_apply(str_text(&text), text.size, entries);
	if (error->kind == SONDE_ERROR_NO_MEMORY)
		return error;
	sonde_error_destroy(error);
	return NULL;
}

struct sonde_error *cache_find_entries(const struct cache_dir *dir, struct cache_entries *ret)
{
	_cleanup_cache_entries_ struct cache_entries entries = VEC_INIT;
	_cleanup_str_ struct str path = STR_INIT;
	_cleanup_str_ struct str text = STR_INIT;

	cache_dir_path(dir, CACHE_PROBES_NAME, &path);
	TRY(str_check(&path));
	TRY(cache_dir_read(dir, CACHE_PROBES_NAME, CACHE_PROBES_LIMIT, &text));
	TRY(cache_format_parse_bytes(str_text(&text), text.size, str_text(&path), &entries));
	TRY(find_verdicts(dir, &entries));
	*ret = entries;
	entries = (struct cache_entries)VEC_INIT;
	return NULL;
}

struct sonde_error *cache_find_info(const struct cache_dir *dir, struct cache_info *ret)
{
	_cleanup_str_ struct str path = STR_INIT;
	_cleanup_str_ struct str text = STR_INIT;
	struct sonde_error *error;

	cache_dir_path(dir, CACHE_INFO_NAME, &path);
	TRY(str_check(&path));
	error = cache_dir_read(dir, CACHE_INFO_NAME, CACHE_INFO_LIMIT, &text);
	if (!error)
		return cache_info_parse(str_text(&text), text.size, str_text(&path), ret);
	if (error->kind != SONDE_ERROR_NOT_FOUND)
		return error;
	sonde_error_destroy(error);
	*ret = (struct cache_info){0};
	return NULL;
}
