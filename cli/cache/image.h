/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The file that a cached build is of, where it is on this machine.
 */
#ifndef CLI_CACHE_IMAGE_H
#define CLI_CACHE_IMAGE_H

#include <stdbool.h>

#include "base/err.h"
#include "cache/summary.h"
#include "cli/cache/pick.h"
#include "cli/target/target.h"

/** What a build is of, by the path under which it is cached. */
enum cache_image_kind {
	CACHE_IMAGE_KERNEL,
	CACHE_IMAGE_MODULE,
	CACHE_IMAGE_PROGRAM,
	/** `[vdso]` and the like, which are no files. */
	CACHE_IMAGE_NONE,
};

/** Of which kind the build is. */
enum cache_image_kind cache_image_kind(const struct cache_summary *summary);

/**
 * Find and open the image of a build: the file that picked it; the one from which it was resolved;
 * the one at the path under which it is cached; else, of a kernel and its modules, where
 * target_find_image() looks. Each must have the build id.
 *
 * @param root of the cache
 * @param pick how the build was picked
 * @param ret initialised by this; the caller deinits it
 * @return NOT_FOUND, which says where was looked; what is wrong with an image that has the build id
 */
struct sonde_error *cache_image_find(const char *root, const struct cache_pick *pick,
				     const struct cache_summary *summary, struct target *ret);

#endif /* CLI_CACHE_IMAGE_H */
