/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Many definitions of one target, expanded and planned in one pass over its image, and staged for
 * the cache.
 *
 * Other than a command that adds events, it makes each definition as if it were the only one: they
 * are replayed one by one, and may have the same event.
 */
#ifndef CLI_CACHE_BULK_H
#define CLI_CACHE_BULK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "cli/cached/filtered.h"
#include "cli/cached/staged.h"
#include "cli/cmd.h"
#include "cli/json.h"
#include "cli/plan/tally.h"
#include "cli/target/target.h"
#include "cli/words.h"

/** What is wanted; all is borrowed. */
struct bulk_request {
	const struct context *context;
	struct target *target;
	/** Places of one definition at the most. */
	size_t max_probes;
	/** A definition of which anything has to be left out is not cached. */
	bool strict;
	/** Say nothing but errors. */
	bool quiet;
	/** Say each remark, and show the lines of each definition. */
	bool verbose;
	/** The definitions have these filters; NULL: none. What patterns stand for has none. */
	struct filtered *filtered;
	/** Gets an object for each definition, or NULL. */
	struct json_object *json;
};

/** What came of it. */
struct bulk_result {
	/** Definitions, those that patterns stand for included, and what became of them. */
	struct tally tally;
	/** A word that was given stands for nothing that was staged: the errors were told. */
	bool failed;
};

/**
 * Plan and stage all that @p words stand for. What cannot be had is told on the way: what a person
 * has written as an error, what a pattern stands for as something left out, many of these by the
 * count of their reasons.
 *
 * @param staged gets the entries
 * @param ret all zero before
 * @return what stops all of it: the image cannot be had, or the target has no build id
 */
struct sonde_error *bulk_stage(const struct bulk_request *request, const struct words *words,
			       struct staged *staged, struct bulk_result *ret);

#endif /* CLI_CACHE_BULK_H */
