/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The lock of a cache: one writer at a time. Its file is there only while it is held, so that
 * a writer who fails leaves nothing behind.
 */
#ifndef CACHE_LOCK_H
#define CACHE_LOCK_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "base/signals.h"
#include "cache/undo.h"

/** Name of the file, in the cache directory. */
#define CACHE_LOCK_NAME ".sonde.lock"

/** While it is held, signals wait: what is done under it takes a moment, and is done whole. */
struct cache_lock {
	/** Open and locked, or -1. */
	int fd;
	/** Of the file. Owned. */
	char *path;
	/** While it is locked. */
	struct signals signals;
};

/** A lock that is not held. */
#define CACHE_LOCK_INIT  \
	{                \
		.fd = -1 \
	}

/** Remove the file and let go of the lock, if it is held. */
void cache_lock_release(struct cache_lock *lock);

/** A `struct cache_lock` that is released at the end of its scope. */
#define _cleanup_cache_lock_ _cleanup_(cache_lock_release)

/**
 * Take the lock; waits for other holders.
 *
 * @param undo notes the cache directory and those above it if they have to be made; NULL to
 *        make none. It outlives the lock.
 * @param ret initialised by this; the caller releases it
 */
struct sonde_error *cache_lock_take(const char *root, struct cache_undo *undo,
				    struct cache_lock *ret);

/**
 * Whether somebody holds it now. Nothing is made, and nothing is waited for.
 *
 * @param holder its process, by proc_locks(5); 0 where that does not tell: in another pid
 * namespace, or on file systems whose files have other numbers there
 */
bool cache_lock_is_held(const char *root, pid_t *holder);

#endif /* CACHE_LOCK_H */
