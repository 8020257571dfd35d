/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * What a writer has done so far, to take it back if he fails. Taking back needs no space on
 * the disk: what will be overwritten is kept under a second name beforehand.
 */
#ifndef CACHE_UNDO_H
#define CACHE_UNDO_H

#include <stdbool.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "base/vec.h"

/** One thing to take back. */
struct cache_undo_step {
	/** What was made or overwritten. Owned. */
	char *path;
	/** Its second name, to be renamed back; NULL if there was nothing before. Owned. */
	char *backup;
	/** A directory was made. */
	bool is_directory;
};

/** In the order of doing. */
struct cache_undo VEC_BODY(struct cache_undo_step);

/** Nothing was done. */
#define CACHE_UNDO_INIT VEC_INIT

/**
 * Take everything back, last things first, and free what @p undo holds: the guard of a
 * function that can still fail. A directory that somebody else put something into stays.
 */
void cache_undo_rollback(struct cache_undo *undo);

/** A `struct cache_undo` that is taken back at the end of its scope, unless committed. */
#define _cleanup_cache_undo_ _cleanup_(cache_undo_rollback)

/** Everything went well: remove the second names and forget. */
void cache_undo_commit(struct cache_undo *undo);

/** Make the directory @p path, mode 0700, if there is none. It is on the disk afterwards. */
struct sonde_error *cache_undo_mkdir(struct cache_undo *undo, const char *path);

/**
 * Prepare for @p path, a file or link, to be made or replaced. To be called before that.
 */
struct sonde_error *cache_undo_prepare(struct cache_undo *undo, const char *path);

/** Make sure that the name @p path, made or renamed just now, is on the disk. */
struct sonde_error *cache_undo_sync_parent(const char *path);

/**
 * Remove from the directory of @p path what killed writers left beside it (file_is_beside()). Only
 * under the lock. Errors do not matter here.
 */
void cache_undo_sweep(const char *path);

#endif /* CACHE_UNDO_H */
