/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The cache directory held open, and the way into it: component by component, following no
 * links, past nothing that is not to be trusted (cache/store.h says who is).
 */
#ifndef CACHE_DIR_H
#define CACHE_DIR_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "base/str.h"
#include "base/vec.h"
#include "cache/undo.h"

struct cache_dir {
	/** Open for reading. */
	int fd;
	/** Its path, for messages and for what takes none but paths. Owned. */
	char *path;
	/** Whom to trust besides the caller and root. */
	uid_t owner;
};

/** A directory that is not open. */
#define CACHE_DIR_INIT   \
	{                \
		.fd = -1 \
	}

/** Close the directory and free what @p dir holds. */
void cache_dir_deinit(struct cache_dir *dir);

/** A `struct cache_dir` that is released at the end of its scope. */
#define _cleanup_cache_dir_ _cleanup_(cache_dir_deinit)

/**
 * Open the cache directory itself; its owner is trusted from there on.
 *
 * @param ret initialised by this; the caller deinits it
 * @return NOT_FOUND if there is none, PERMISSION if everybody may write there
 */
struct sonde_error *cache_dir_open_root(const char *root, struct cache_dir *ret);

/** PERMISSION if the directory belongs to neither the caller nor root. */
struct sonde_error *cache_dir_check_writer(const struct cache_dir *dir);

/**
 * Go down from @p dir.
 *
 * @param relative names with slashes between them, none of them `.` or `..`
 * @param undo where directories that had to be made are noted; NULL to make none
 * @param ret initialised by this; the caller deinits it
 * @return NOT_FOUND if there is no such directory, FORMAT if one of the names is a link or a
 *         file, PERMISSION if one is not to be trusted
 */
struct sonde_error *cache_dir_walk(const struct cache_dir *dir, const char *relative,
				   struct cache_undo *undo, struct cache_dir *ret);

/**
 * Open the regular file @p name for reading; the caller closes it.
 *
 * @return NOT_FOUND if there is none, else as cache_dir_walk()
 */
struct sonde_error *cache_dir_open_file(const struct cache_dir *dir, const char *name, int *ret);

/**
 * Append the content of the regular file @p name.
 *
 * @param limit bytes beyond which the file is refused (FORMAT)
 * @return NOT_FOUND if there is none, else as cache_dir_walk()
 */
struct sonde_error *cache_dir_read(const struct cache_dir *dir, const char *name, size_t limit,
				   struct str *out);

/**
 * Append what the link @p name holds.
 *
 * @return NOT_FOUND if there is none, FORMAT if it is no link, PERMISSION if its owner is not
 *         to be trusted
 */
struct sonde_error *cache_dir_read_link(const struct cache_dir *dir, const char *name,
					struct str *out);

/** Names in a directory; each is owned. */
struct cache_names VEC_BODY(char *);

/** Free the names; the list is empty afterwards. */
void cache_names_deinit(struct cache_names *names);

/** A `struct cache_names` that is released at the end of its scope. */
#define _cleanup_cache_names_ _cleanup_(cache_names_deinit)

/** List the names in @p dir, sorted, but for `.` and `..`. @return OS, PERMISSION */
struct sonde_error *cache_dir_list(const struct cache_dir *dir, struct cache_names *ret);

/** Append the path of @p name in @p dir. */
void cache_dir_path(const struct cache_dir *dir, const char *name, struct str *out);

#endif /* CACHE_DIR_H */
