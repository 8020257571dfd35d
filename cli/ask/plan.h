/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Definitions planned until one can be had: whoever does not know whether a name is a text or a
 * number, or at which of two points it can be had, gives several.
 */
#ifndef CLI_ASK_PLAN_H
#define CLI_ASK_PLAN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "base/vec.h"
#include "cli/ask/ask.h"
#include "probe/def.h"
#include "probe/event.h"

/** A definition that would do. */
struct ask_candidate {
	/** Owned. */
	char *text;
	/** Names of arguments that its events must have, though the text does not name them: it has
	 * `$params` or `$vars`. Borrowed. */
	VEC(const char *) wanted;
};

/** They are tried in this order. */
struct ask_candidates VEC_BODY(struct ask_candidate);

/** Free them; the list is empty afterwards. */
void ask_candidates_deinit(struct ask_candidates *candidates);

/** What came of them. */
struct ask_found {
	/** Which one it is. */
	size_t position;
	struct probe_def def;
	/** The definition as it was given. Owned. */
	char *word;
	/** So many of its arguments are those of the definition as it was given; what is behind
	 * them was added. */
	size_t given;
	/** Its events, in the definition's own group. */
	struct probe_events events;
	/** Why the one could not be had that ask_reports.full names, or NULL. Owned. */
	struct sonde_error *not_full;
};

/** Free what it holds. */
void ask_found_deinit(struct ask_found *found);
#define _cleanup_ask_found_ _cleanup_(ask_found_deinit)

/** Positions of candidates whose errors tell most. */
struct ask_reports {
	/** Whose error it is if none can be had. */
	size_t failed;
	/** The last of those that have all that is wished for. */
	size_t full;
};

/**
 * Plan the first of them that can be had, from the cache or debuginfo or symbols; what was left out
 * is noted with the measure, and with --cache its entry waits.
 *
 * @param ret empty before; the caller deinits it, on failure too
 */
struct sonde_error *ask_plan(struct asking *asking, const struct ask_candidates *candidates,
			     const struct ask_reports *reports, struct ask_found *ret);

/**
 * Whether inlined copies are not looked for. What is cached has them: so that they have to be there
 * to be found in the cache, and to be put into it.
 */
bool ask_leaves_inlines(struct asking *asking);

#endif /* CLI_ASK_PLAN_H */
