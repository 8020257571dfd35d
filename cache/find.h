/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * From a build id to the directory in which its probes are.
 */
#ifndef CACHE_FIND_H
#define CACHE_FIND_H

#include <stdbool.h>

#include "base/err.h"
#include "cache/dir.h"
#include "cache/format.h"
#include "cache/info.h"
#include "cache/key.h"

/** How many files a writer makes in the directory of a build. */
#define CACHE_FIND_NAMES 3

/** Their names. */
extern const char *const cache_find_names[CACHE_FIND_NAMES];

/**
 * What the link of a build id says, whether or not that exists.
 *
 * @param build_id lower-case digits, checked
 * @param ret initialised by this; the caller deinits it
 * @return NOT_FOUND if there is no link, FORMAT if it is not as perf makes it, PERMISSION
 */
struct sonde_error *cache_find_link(const struct cache_dir *root, const char *build_id,
				    struct cache_key *ret);

/**
 * Open the directory with the `probes` of a build id: the kernel's of that build id, else what
 * the link leads to.
 *
 * @param build_id lower-case digits, checked
 * @param ret initialised by this; the caller deinits it
 * @return NOT_FOUND if there is none; that it holds `probes` is not said
 */
struct sonde_error *cache_find(const struct cache_dir *root, const char *build_id,
			       struct cache_dir *ret);

/**
 * Open a key's directory.
 *
 * @param undo as of cache_dir_walk()
 * @param ret initialised by this; the caller deinits it
 */
struct sonde_error *cache_find_directory(const struct cache_dir *root, const struct cache_key *key,
					 struct cache_undo *undo, struct cache_dir *ret);

/** Which entries of a build are wanted; of an entry the functions may be called more than once. */
struct cache_wanted {
	/** By its definition; NULL for all. */
	cache_wanted_fn definition;
	/** By its lines for the kernel, one of which has to be wanted; NULL for all. */
	cache_wanted_fn line;
	/** For both. */
	void *data;
	/** Of `details` only what it has of entries with filters. */
	bool is_bare;
};

/**
 * Read and parse the `probes` in @p dir, and the details.
 *
 * @param wanted which of them; NULL for all
 * @param ret initialised by this; the caller deinits it
 * @return NOT_FOUND without `probes`
 */
struct sonde_error *cache_find_entries(const struct cache_dir *dir,
				       const struct cache_wanted *wanted,
				       struct cache_entries *ret);

/** Read and parse the `sonde.json` in @p dir. Without such a file everything is NULL. */
struct sonde_error *cache_find_info(const struct cache_dir *dir, struct cache_info *ret);

#endif /* CACHE_FIND_H */
