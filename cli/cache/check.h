/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Whether an entry of the cache is right: by the image of its build, or by itself.
 */
#ifndef CLI_CACHE_CHECK_H
#define CLI_CACHE_CHECK_H

#include <stddef.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "cache/format.h"
#include "cli/plan.h"
#include "cli/target/target.h"

enum cache_check_result {
	/** The image gives the same lines today. */
	CACHE_CHECK_OK_IMAGE,
	/** They are as sonde stored them. */
	CACHE_CHECK_OK_CHECKSUM,
	/** The image gives others. */
	CACHE_CHECK_DIFFERS,
	/** It is no definition, no lines that a kernel takes, or not as sonde stored it. */
	CACHE_CHECK_DAMAGED,
	/** Nobody can tell. */
	CACHE_CHECK_UNKNOWN,
	/** Not a result: their number. */
	CACHE_CHECK_RESULTS,
};

/** What was found out about one entry. */
struct cache_check {
	enum cache_check_result result;
	/** Why it is not ok, in words; NULL if it is. Owned. */
	char *reason;
	/** Number of the line that it is about, from 1 on; 0 for none. */
	size_t line;
	/** That line as it is cached, or NULL. Owned. */
	char *cached;
	/** What the image gives in its place, or NULL. Owned. */
	char *resolved;
};

/** Free what it holds and make it empty. */
void cache_check_deinit(struct cache_check *check);

/** A `struct cache_check` that is released at the end of its scope. */
#define _cleanup_cache_check_ _cleanup_(cache_check_deinit)

/** `ok`, `differs`, `damaged` or `unknown`. */
const char *cache_check_name(enum cache_check_result result);

/**
 * The definition of an entry as `sonde probe` takes it: that of a marker as perf writes it,
 * `%GROUP:EVENT=NAME`, is `%GROUP:NAME`.
 *
 * @param ret the caller frees it
 */
struct sonde_error *cache_check_definition(const struct cache_entry *entry, char **ret);

/**
 * Hold an entry against what the image gives for its definition.
 *
 * Lines are the same if they set the same probe: `_text+N` may stand for a symbol, and an event may
 * have a number behind its name, since others had it. Their order makes no difference: perf sorts
 * them.
 *
 * @param target the build, with its image
 * @param plan of the definition
 * @param ret empty before; the caller deinits it, on failure too
 */
struct sonde_error *cache_check_by_image(const struct cache_entry *entry,
					 const struct target *target, const struct plan *plan,
					 struct cache_check *ret);

/**
 * Look at the entry alone.
 *
 * @param is_user its lines are to be of a program, else of the kernel
 * @param why the image cannot tell: a clause
 * @param ret as above
 */
struct sonde_error *cache_check_by_itself(const struct cache_entry *entry, bool is_user,
					  const char *why, struct cache_check *ret);

/** Make @p check `result`, for a reason, which is copied. */
struct sonde_error *cache_check_set(struct cache_check *check, enum cache_check_result result,
				    const char *reason);

#endif /* CLI_CACHE_CHECK_H */
