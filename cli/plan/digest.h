/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Many remarks made short: the first few in full, the others counted by their reasons.
 */
#ifndef CLI_PLAN_DIGEST_H
#define CLI_PLAN_DIGEST_H

#include <stdbool.h>
#include <stddef.h>

#include "base/map.h"
#include "base/notes.h"
#include "cli/cmd.h"

struct digest {
	const struct context *context;
	/** Show all of them in full. */
	bool all;
	/** Show none. */
	bool none;
	/** What stands before the count, instead of that something more was left out; or NULL. */
	const char *title;
	/** Count all of whatever kind, and show none in full. */
	bool counts_all;
	/** How many were shown. */
	size_t shown;
	/** How many were only counted. */
	size_t counted;
	/** Reason -> a size_t that the map's user owns: how often. */
	struct map reasons;
};

/** Free what it holds. */
void digest_deinit(struct digest *digest);

/** Take the remarks: @p notes is empty afterwards. */
struct sonde_error *digest_take(struct digest *digest, struct notes *notes);

/** Print what was counted, and start anew. */
struct sonde_error *digest_finish(struct digest *digest);

#endif /* CLI_PLAN_DIGEST_H */
