/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Whether the file that a cached build is of is still there.
 */
#ifndef CLI_CACHE_GONE_H
#define CLI_CACHE_GONE_H

#include <stdbool.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "cache/summary.h"
#include "image/buildid.h"

enum cache_gone_state {
	/** It runs here, or its file is there. */
	CACHE_GONE_NOT,
	/** Its file is not there, or is of another build now. */
	CACHE_GONE,
	/** Its file is not known, or not there and perhaps never was. */
	CACHE_GONE_UNKNOWN,
	/** It could not be looked at. */
	CACHE_GONE_UNREADABLE,
};

struct cache_gone {
	enum cache_gone_state state;
	/** The file that was looked at is there, but no image of its kind. */
	bool is_no_image;
	/** Why, a clause. Owned. */
	char *reason;
};

/** Free what it holds and make it empty. */
void cache_gone_deinit(struct cache_gone *gone);

/** A `struct cache_gone` that is released at the end of its scope. */
#define _cleanup_cache_gone_ _cleanup_(cache_gone_deinit)

/**
 * Look.
 *
 * @param running build id of the kernel that runs here; size 0 if that is not known
 * @param ret empty before; the caller deinits it, on failure too
 */
struct sonde_error *cache_gone_look(const struct cache_summary *summary,
				    const struct build_id *running, struct cache_gone *ret);

#endif /* CLI_CACHE_GONE_H */
