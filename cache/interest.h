/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Definitions that somebody looks for, and a cheap look whether an entry can be one of them: so
 * that of many entries few have to be understood.
 */
#ifndef CACHE_INTEREST_H
#define CACHE_INTEREST_H

#include <stdbool.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "base/map.h"
#include "cache/meaning.h"

struct cache_interest {
	/** How definitions are understood; borrowed, NULL for equal texts. */
	const struct cache_meaning *meaning;
	/** Stems, without values; or texts. */
	struct map stems;
	/** One of them has no stem, and can be the same as any entry. */
	bool is_any;
};

/** Free what it holds. */
void cache_interest_deinit(struct cache_interest *interest);

/** A `struct cache_interest` that is released at the end of its scope. */
#define _cleanup_cache_interest_ _cleanup_(cache_interest_deinit)

/** Look for @p definition, too. NO_MEMORY. */
struct sonde_error *cache_interest_add(struct cache_interest *interest, const char *definition);

/**
 * Whether an entry can be one of those; if not, it is none.
 *
 * @param definition as in struct cache_entry; if there is a meaning, also as in the file
 */
bool cache_interest_has(const struct cache_interest *interest, const char *definition);

/** The same as a cache_wanted_fn; @p interest is the `struct cache_interest`, with a meaning. */
bool cache_interest_wants(const char *text, void *interest);

#endif /* CACHE_INTEREST_H */
