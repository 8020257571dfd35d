/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * What waits for the end of a command with --cache: the entries of its definitions, which are
 * stored in one step; the events that it has added, which go again if that fails; and the lines
 * that it prints.
 *
 * To store each definition by itself would rewrite the cache for each. So there is a moment at
 * which events are in the kernel and no entry of them is in the cache. Whoever kills the command
 * then has events without entries, each with all of its lines. That is the better half: the same
 * command stores them when it is given again, after -d, while an entry that is stored before the
 * kernel has taken its lines would be one that the kernel can refuse, and that others replay.
 */
#ifndef CLI_CACHED_PENDING_H
#define CLI_CACHED_PENDING_H

#include <stdbool.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "base/map.h"
#include "base/str.h"
#include "cli/cached/staged.h"
#include "cli/plan.h"
#include "cli/target/target.h"
#include "tracefs/writer.h"

struct pending {
	struct staged staged;
	/** Events that were added; keys as dynevent_key() makes them. */
	struct map added;
	/** For standard output. */
	struct str lines;
};

/** Nothing. */
#define PENDING_INIT                            \
	{                                       \
		STAGED_INIT, MAP_INIT, STR_INIT \
	}

/** Free what it holds: what was not stored is not stored, and what was added stays. */
void pending_deinit(struct pending *pending);

/**
 * Let the entry of a plan wait. On failure none of this plan does, so that its events can be
 * removed at once.
 *
 * @param target the same for all plans of the command
 * @param is_written its events are in the kernel, too
 * @return NO_MEMORY; FORMAT if it cannot be written as text
 */
struct sonde_error *pending_add(struct pending *pending, const struct target *target,
				const struct plan *plan, bool is_written);

/**
 * Store all entries. If that fails none is, and the events that were added are removed again,
 * newest first.
 *
 * @param writer has added them
 * @return as staged_store(). If an event could not be removed again, the last lines of the hint
 *         say which and why.
 */
struct sonde_error *pending_store(struct pending *pending, struct dynevent_writer *writer);

#endif /* CLI_CACHED_PENDING_H */
