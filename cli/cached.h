/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * What is cached for a build, looked up by definitions.
 */
#ifndef CLI_CACHED_H
#define CLI_CACHED_H

#include "base/err.h"
#include "cache/format.h"
#include "probe/def.h"
#include "probe/event.h"

struct cached {
	/** Borrowed. */
	const struct cache_entries *entries;
	/** The definition of each; without `text` where it does not parse. */
	struct probe_defs defs;
};

/**
 * Parse the definitions of @p entries, which outlive @p ret.
 *
 * @param ret empty before; the caller deinits it, on failure too
 */
struct sonde_error *cached_init(const struct cache_entries *entries, struct cached *ret);

/** Free what it holds. */
void cached_deinit(struct cached *cached);

/** The first entry with lines that asks for the same as @p def, or NULL. */
const struct cache_entry *cached_find(const struct cached *cached, const struct probe_def *def);

/**
 * Parse a line that is cached for @p def, whose own names beat those of the line.
 *
 * @param root of the cache, for the message
 * @param ret empty before; the caller deinits it
 * @return SYNTAX or FORMAT for a line that is no kernel probe with a name, REFUSED for one that
 *         no kernel takes
 */
struct sonde_error *cached_parse_line(const struct probe_def *def, const char *root,
				      const char *line, struct probe_event *ret);

#endif /* CLI_CACHED_H */
