/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * What is cached for a build, looked up by definitions.
 */
#ifndef CLI_CACHED_CACHED_H
#define CLI_CACHED_CACHED_H

#include <stdbool.h>

#include "base/err.h"
#include "base/map.h"
#include "base/notes.h"
#include "base/vec.h"
#include "cache/format.h"
#include "cli/target/target.h"
#include "probe/def.h"
#include "probe/event.h"

/** An entry that can be found. */
struct cached_item {
	/** Borrowed; it has lines. */
	const struct cache_entry *entry;
	/** Its definition. */
	struct probe_def def;
	/** The next one with the same sense (probe/sense.h), or NULL. */
	const struct cached_item *next;
};

struct cached {
	/** In their order. */
	VEC(struct cached_item) items;
	/** Sense -> the first with it. */
	struct map first;
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

/** Note what was left out when @p entry was cached for @p def, and whether it was changed since. */
struct sonde_error *cached_note(const struct cache_entry *entry, const struct probe_def *def,
				const struct target *target, struct notes *notes);

/**
 * Give @p event, of one line of @p entry, its position and its arguments the names of their values,
 * as far as they are cached.
 */
struct sonde_error *cached_detail(const struct cache_entry *entry, size_t line,
				  struct probe_event *event);

/**
 * Put the arguments of @p event, of a line of @p entry, in the order in which @p def has them
 * (reorder_args()). Those of an entry that is kept with a filter stay as they are.
 */
struct sonde_error *cached_order(const struct cache_entry *entry, const struct probe_def *def,
				 struct probe_event *event);

/**
 * Parse a line that is cached for @p def, whose own names beat those of the line.
 *
 * @param target which it is cached for, and the event must be of
 * @param ret empty before; the caller deinits it
 * @return SYNTAX or FORMAT for a line that is no probe of the target with a name, REFUSED for one
 * that no kernel takes
 */
struct sonde_error *cached_parse_line(const struct probe_def *def, const struct target *target,
				      const char *line, struct probe_event *ret);

/**
 * Whether what the image does not tell is better looked for in the cache: the file of a module, and
 * a program, are found everywhere without debuginfo, and are of use for their symbols.
 */
bool cached_tells_more(const struct target *target);

/**
 * Extend @p error, which says that @p def cannot be resolved here: it is not cached for this build
 * either, and if it is for others, for which. Returns the error.
 */
struct sonde_error *cached_for_none(struct target *target, const struct probe_def *def,
				    struct sonde_error *error);

/**
 * Replace a definition as the cache has it, with escapes for perf, by one as people write it; one
 * that cannot be parsed stays.
 */
struct sonde_error *cached_make_readable(char **definition);

#endif /* CLI_CACHED_CACHED_H */
