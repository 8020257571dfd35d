/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * A bundle -> changes of the cache: all of it is checked before anything is written.
 */
#ifndef CLI_CACHE_BUNDLE_TAKE_H
#define CLI_CACHE_BUNDLE_TAKE_H

#include <stddef.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "base/vec.h"
#include "cache/apply.h"
#include "cache/bundle.h"

/** What the cache has that asks for the same as an entry of the bundle. */
enum taken_state {
	/** Nothing. */
	TAKEN_NEW,
	/** The same definition with the same lines. */
	TAKEN_SAME,
	/** Other lines, other names, or several definitions: they are replaced. */
	TAKEN_REPLACES,
};

/** An entry that is to be stored. */
struct taken_entry {
	/** Owned. */
	struct cache_entry entry;
	/** Its definition as people write it. Owned. */
	char *readable;
	enum taken_state state;
	/** All that changes is the filter that is kept with it. */
	bool replaces_filter;
	/**
	 * What it takes the place of, as people write it, be it an entry of the bundle that was put
	 * before. Each is owned.
	 */
	VEC(char *) replaces;
};

/** The entries of a build. */
struct taken_build {
	/** Borrowed from the bundle. */
	const struct bundle_build *from;
	struct cache_key key;
	struct cache_meta meta;
	VEC(struct taken_entry) entries;
};

struct taken {
	VEC(struct taken_build) builds;
};

/** Free what it holds. */
void taken_deinit(struct taken *taken);

/** A `struct taken` that is released at the end of its scope. */
#define _cleanup_taken_ _cleanup_(taken_deinit)

/**
 * Check all of @p bundle, and look up what the cache has of it.
 *
 * @param name of the file, for errors
 * @param root of the cache, which need not be there
 * @param ret initialised by this; the caller deinits it before the bundle
 * @return FORMAT with the name, line and column for what is no definition, no line of its section,
 *         or nothing a kernel takes; the errors of cache_load() but for NOT_FOUND
 */
struct sonde_error *taken_init(const struct bundle *bundle, const char *name, const char *root,
			       struct taken *ret);

/** Store all of it, or nothing. */
struct sonde_error *taken_store(const struct taken *taken, const char *root);

#endif /* CLI_CACHE_BUNDLE_TAKE_H */
