/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * What the cache has where a definition is not cached for the build that is meant: the same for
 * other builds, and others of the same function. The builds are read once for all definitions of a
 * command, and of each only what these can mean.
 */
#ifndef CLI_CACHED_ELSEWHERE_H
#define CLI_CACHED_ELSEWHERE_H

#include <stdbool.h>

#include "base/err.h"
#include "base/str.h"
#include "base/vec.h"
#include "cache/format.h"
#include "cache/interest.h"
#include "cli/cached/cached.h"
#include "cli/target/target.h"
#include "probe/def.h"

/** A build of what is meant, as far as it is of interest. */
struct elsewhere_build {
	/** Its build id, with release and architecture if they are known. Owned. */
	char *name;
	/** The one that is meant. */
	bool is_own;
	struct cache_entries entries;
	/** By their definitions. */
	struct cached cached;
};

struct elsewhere {
	/** In the definitions of a command. */
	struct cache_interest interest;
	/** elsewhere_read() was here. */
	bool is_read;
	/** Sorted by target, then by build id; the one that is meant too. */
	VEC(struct elsewhere_build) builds;
};

/** Free @p elsewhere; NULL is fine. */
void elsewhere_destroy(struct elsewhere *elsewhere);

/**
 * Take an interest in @p count definitions.
 *
 * @param ret the caller destroys it
 */
struct sonde_error *elsewhere_create(const char *const *texts, size_t count,
				     struct elsewhere **ret);

/** Read the builds of the same kernel, module or program, if that was not done; ones that cannot be
 * read have nothing. */
struct sonde_error *elsewhere_read(struct elsewhere *elsewhere, const struct target *target);

/** Append each other build for which @p def is cached, a newline and two blanks before it. */
void elsewhere_print_builds(const struct elsewhere *elsewhere, const struct probe_def *def,
			    struct str *out);

/** Append what else is cached of the function of @p def for the build that is meant, as a hint. */
void elsewhere_print_alike(const struct elsewhere *elsewhere, const struct probe_def *def,
			   struct str *out);

#endif /* CLI_CACHED_ELSEWHERE_H */
