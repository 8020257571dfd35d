/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Entries that wait in memory to be stored: all of a command in one step, however many there are.
 */
#ifndef CLI_CACHED_STAGED_H
#define CLI_CACHED_STAGED_H

#include <stddef.h>
#include <stdio.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "base/vec.h"
#include "cache/apply.h"
#include "cache/format.h"
#include "cache/info.h"
#include "cache/key.h"
#include "cli/cmd.h"
#include "cli/plan.h"
#include "cli/target/target.h"

/** A build that entries are for. */
struct staged_build {
	struct cache_key key;
	/** What is stored beside its entries; the texts are static or one of these. */
	struct cache_meta meta;
	/** Of the kernel. Owned. */
	char *release;
	/** See entry_image(); NULL as long as no entry is from an image. Owned. */
	char *image;
};

/** An entry, and for which build it is. */
struct staged_entry {
	/** Position in `builds`. */
	size_t build;
	struct cache_entry entry;
};

struct staged {
	VEC(struct staged_build) builds;
	/** In the order of the plans. */
	VEC(struct staged_entry) entries;
};

/** Nothing. */
#define STAGED_INIT                \
	{                          \
		VEC_INIT, VEC_INIT \
	}

/** Free what it holds. */
void staged_deinit(struct staged *staged);

/**
 * Entries from now on are for this target, see entry_key(). It may go away afterwards.
 */
struct sonde_error *staged_begin(struct staged *staged, const struct target *target);

/** Add the entry of a plan for the target of staged_begin(). Both may go away afterwards. */
struct sonde_error *staged_add(struct staged *staged, const struct target *target,
			       const struct plan *plan);

/** To be called before staged_store(): say on @p err who is waited for, see cache_wait(). */
void staged_wait(const struct staged *staged, FILE *err);

/**
 * Store all entries or none.
 *
 * @param ret how many are new, and how many took the place of others; untouched on failure
 * @return as cache_apply()
 */
struct sonde_error *staged_store(const struct staged *staged, struct cache_applied *ret);

#endif /* CLI_CACHED_STAGED_H */
