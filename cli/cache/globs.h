/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Words that pick entries of the cache: a glob for the whole definition as people write it, or for
 * `GROUP:EVENT`; or a definition that asks for the same as the cached one, however it is spelled.
 */
#ifndef CLI_CACHE_GLOBS_H
#define CLI_CACHE_GLOBS_H

#include <stdbool.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "base/vec.h"
#include "cache/format.h"
#include "probe/def.h"

/** One of the words. */
struct cache_glob {
	/** Borrowed. */
	const char *text;
	/** What it is as a definition; without `text` where it is none. */
	struct probe_def def;
	/** What every definition has that asks for the same, or NULL if that is not known. Owned.
	 */
	char *part;
	/** It has picked an entry. */
	bool has_matched;
};

struct cache_globs VEC_BODY(struct cache_glob);

/** Free what it holds and make it empty. */
void cache_globs_deinit(struct cache_globs *globs);

/** A `struct cache_globs` that is released at the end of its scope. */
#define _cleanup_cache_globs_ _cleanup_(cache_globs_deinit)

/** Add a word, which must outlive @p globs. NO_MEMORY is the only error. */
struct sonde_error *cache_globs_add(struct cache_globs *globs, const char *text);

/**
 * Whether one of the words picks an entry; all do that do are marked. Without words, every entry is
 * picked.
 *
 * @param definition of the entry as people write it
 * @param entry its lines name the events
 */
bool cache_globs_match(struct cache_globs *globs, const char *definition,
		       const struct cache_entry *entry);

#endif /* CLI_CACHE_GLOBS_H */
