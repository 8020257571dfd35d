/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Of what kind a build is, a kernel, a module or a program. A build id is of one kind: what is
 * stored for it must be of the same as what is there.
 */
#ifndef CACHE_KIND_H
#define CACHE_KIND_H

#include "base/cleanup.h"
#include "base/err.h"
#include "cache/dir.h"
#include "cache/format.h"
#include "cache/key.h"

enum cache_kind {
	/** Nothing tells it. */
	CACHE_KIND_UNKNOWN,
	CACHE_KIND_KERNEL,
	CACHE_KIND_MODULE,
	CACHE_KIND_PROGRAM,
};

/** What is there for a build id. */
struct cache_standing {
	enum cache_kind kind;
	/** Where it is, as in struct cache_key; NULL without anything. Owned. */
	char *target;
};

/** Free what @p standing holds and make it empty. */
void cache_standing_deinit(struct cache_standing *standing);

/** A `struct cache_standing` that is released at the end of its scope. */
#define _cleanup_cache_standing_ _cleanup_(cache_standing_deinit)

/**
 * See what is there for a build id: a directory of the kernel's is a kernel's, of any other one its
 * lines tell the kind. Junk tells nothing.
 *
 * @param build_id lower-case digits, checked
 * @param ret empty before; the caller deinits it
 * @return PERMISSION, OS
 */
struct sonde_error *cache_standing_find(const struct cache_dir *root, const char *build_id,
					struct cache_standing *ret);

/** The same for a cache that is not open and need not be there. */
struct sonde_error *cache_standing_load(const char *root, const char *build_id,
					struct cache_standing *ret);

/**
 * Check that an entry is of the kind that is there. Where nothing is, it is of this one from here
 * on.
 *
 * @param key the entry is to be put for
 * @return MISMATCH, which names both
 */
struct sonde_error *cache_standing_accept(struct cache_standing *standing,
					  const struct cache_key *key,
					  const struct cache_entry *entry);

#endif /* CACHE_KIND_H */
