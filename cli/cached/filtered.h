/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * --if of commands that fill the cache: definitions get what the filter reads, as arguments that
 * are hidden, and the filter is held against them, so that a wrong one is refused when it is kept.
 */
#ifndef CLI_CACHED_FILTERED_H
#define CLI_CACHED_FILTERED_H

#include <stdbool.h>
#include <stddef.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "base/vec.h"
#include "cache/entry_filter.h"
#include "cli/cmd.h"
#include "cli/target/options.h"
#include "cli/words.h"

/** A definition with its filter. */
struct filtered_word {
	/** As it was given. Owned. */
	char *given;
	/** With what the filter reads. Owned; NULL if there is an error. */
	char *definition;
	struct cache_filter filter;
	/** Why it cannot be had, or NULL. Owned. */
	struct sonde_error *error;
};

struct filtered {
	VEC(struct filtered_word) words;
};

/** Free what it holds. */
void filtered_deinit(struct filtered *filtered);

/** A `struct filtered` that is released at the end of its scope. */
#define _cleanup_filtered_ _cleanup_(filtered_deinit)

struct filtered_request {
	const struct context *context;
	/** Which kernel, module or program the definitions are of. */
	const struct target_options *target;
	/** The filter as it was typed. */
	const char *filter;
	/** As of struct probe_request. */
	size_t max_probes;
	const char *source;
	/** Definitions of patterns become many, and can have no filter. */
	bool is_single;
};

/**
 * Extend the definitions among @p words, in place. One that cannot be had stays as it is, and has
 * its error.
 *
 * @param ret empty before; the caller deinits it, on failure too
 * @return SYNTAX with the column for a filter that is none, whatever it is about; USAGE for a
 *         pattern with @p request->is_single
 */
struct sonde_error *filtered_make(const struct filtered_request *request, struct words *words,
				  struct filtered *ret);

/** The word whose definition is @p text now, or NULL. */
const struct filtered_word *filtered_find(const struct filtered *filtered, const char *text);

/**
 * The filter of a definition, borrowed from @p filtered; untouched where none was asked for.
 *
 * @return why it has none, once
 */
struct sonde_error *filtered_take(struct filtered *filtered, const char *text,
				  const struct cache_filter **ret);

#endif /* CLI_CACHED_FILTERED_H */
