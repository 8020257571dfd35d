/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cache/index_file.h"

#include "base/cleanup.h"
#include "base/file.h"
#include "cache/dir.h"
#include "cache/key.h"
#include "cache/lock.h"
#include "cache/undo.h"

void cache_index_path(const char *root, const char *build_id, struct str *out)
{
	str_appendf(out, "%s/" CACHE_INDEXES "/%s", root, build_id);
}

struct sonde_error *cache_index_open(const char *root, const char *build_id, int *ret)
{
	_cleanup_cache_dir_ struct cache_dir top = CACHE_DIR_INIT;
	_cleanup_cache_dir_ struct cache_dir dir = CACHE_DIR_INIT;
	_cleanup_cache_key_ struct cache_key key = {0};

	/* Refuses what could name anything outside of the root. */
	TRY(cache_key_init(root, CACHE_TARGET_KERNEL, build_id, &key));
	TRY(cache_dir_open_root(key.root, &top));
	TRY(cache_dir_walk(&top, CACHE_INDEXES, NULL, &dir));
	return cache_dir_open_file(&dir, key.build_id, ret);
}

/* Before anything is put into a directory that is somebody else's; there may be none yet. */
static struct sonde_error *check_writer(const char *root)
{
	_cleanup_cache_dir_ struct cache_dir top = CACHE_DIR_INIT;
	struct sonde_error *error = cache_dir_open_root(root, &top);

	if (error && error->kind == SONDE_ERROR_NOT_FOUND) {
		sonde_error_destroy(error);
		return NULL;
	}
	return error ? error : cache_dir_check_writer(&top);
}

struct sonde_error *cache_index_put(const char *root, const char *build_id, const void *bytes,
				    size_t size)
{
	_cleanup_cache_undo_ struct cache_undo undo = CACHE_UNDO_INIT;
	_cleanup_cache_lock_ struct cache_lock lock = CACHE_LOCK_INIT;
	_cleanup_cache_dir_ struct cache_dir top = CACHE_DIR_INIT;
	_cleanup_cache_dir_ struct cache_dir dir = CACHE_DIR_INIT;
	_cleanup_cache_key_ struct cache_key key = {0};
	_cleanup_str_ struct str path = STR_INIT;

	TRY(cache_key_init(root, CACHE_TARGET_KERNEL, build_id, &key));
	TRY(check_writer(key.root));
	TRY(cache_lock_take(key.root, &undo, &lock));
	TRY(cache_dir_open_root(key.root, &top));
	TRY(cache_dir_check_writer(&top));
	TRY(cache_dir_walk(&top, CACHE_INDEXES, &undo, &dir));
	cache_dir_path(&dir, key.build_id, &path);
	TRY(str_check(&path));
	cache_undo_sweep(str_text(&path));
	TRY(file_replace_lazily(str_text(&path), bytes, size, 0600));
	cache_undo_commit(&undo);
	return NULL;
}
