/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * What is in a cache, for lists and for the error that names what is cached for which build.
 */
#ifndef CACHE_SUMMARY_H
#define CACHE_SUMMARY_H

#include <stddef.h>

#include <stdbool.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "base/vec.h"
#include "cache/info.h"

/** The probes of one build. */
struct cache_summary {
	/** As in struct cache_key; NULL where the link does not tell. Owned. */
	char *target;
	/** Lower-case hexadecimal digits; the first two where a whole directory has a problem.
	 * Owned. */
	char *build_id;
	/** Path of the `probes` file, or of the link where that is no good. Owned. */
	char *path;
	/** Definitions in it; 0 if it has a problem. */
	size_t entries;
	/** From the file beside it; all NULL where there is none. */
	struct cache_info info;
	/** Why it cannot be used (one error message), or NULL if it can. Owned. */
	char *problem;
	/** The problem is that a newer sonde made it. */
	bool is_newer;
};

/** Sorted by target, then by build id. */
struct cache_summaries VEC_BODY(struct cache_summary);

/** Free all summaries; the list is empty afterwards. */
void cache_summaries_deinit(struct cache_summaries *summaries);

/** A `struct cache_summaries` that is released at the end of its scope. */
#define _cleanup_cache_summaries_ _cleanup_(cache_summaries_deinit)

/**
 * Look through the links of the cache, and the kernels, which need no link. Directories
 * without a `probes` file (perf makes many) are not counted in. What cannot be read or is
 * junk is in the list, with its problem. No cache at all gives an empty list.
 *
 * @param ret initialised by this; the caller deinits it
 * @return PERMISSION or OS if the cache as a whole cannot be read or is not to be trusted
 */
struct sonde_error *cache_scan(const char *root, struct cache_summaries *ret);

#endif /* CACHE_SUMMARY_H */
