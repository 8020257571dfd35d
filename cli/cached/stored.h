/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * A command that fills the cache: definitions of one target after the other are staged, all is
 * stored in one step, and what was done is told.
 */
#ifndef CLI_CACHED_STORED_H
#define CLI_CACHED_STORED_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/vec.h"
#include "cli/cached/filtered.h"
#include "cli/cached/staged.h"
#include "cli/cmd.h"
#include "cli/json.h"
#include "cli/plan/tally.h"
#include "cli/target/target.h"
#include "cli/words.h"

/** How it is to be done. */
struct stored_options {
	const struct context *context;
	/** Places of one definition at the most. */
	size_t max_probes;
	/** The definitions have these filters; NULL: none. */
	struct filtered *filtered;
	/** Fail, and do not cache the definition, if anything of it has to be left out. */
	bool strict;
	/** Store nothing. */
	bool dry_run;
	/** Answer as JSON. */
	bool json;
	bool quiet;
	bool verbose;
};

/** One command. */
struct stored {
	struct stored_options options;
	struct staged staged;
	/** Of all targets. */
	struct tally tally;
	/** The answer, with --json. */
	struct json_object *json;
	/** The exit status is not 0. */
	bool failed;
};

/** Begin; @p ret is all zero before. The caller deinits it, on failure too. */
struct sonde_error *stored_init(const struct stored_options *options, struct stored *ret);

/** Free what it holds. What was not stored is not stored. */
void stored_deinit(struct stored *stored);

/**
 * Stage the definitions of a target. Those that cannot be had are told, and do not stop the others.
 *
 * @return as bulk_stage()
 */
struct sonde_error *stored_add(struct stored *stored, struct target *target,
			       const struct words *words);

/** Store all that was staged, and say so; on failure nothing is stored, as staged_store(). */
struct sonde_error *stored_finish(struct stored *stored);

#endif /* CLI_CACHED_STORED_H */
