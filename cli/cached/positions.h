/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The source positions of events that the kernel lists, from the cache: of those whose place and
 * arguments are just what is cached for the build that they are in.
 */
#ifndef CLI_CACHED_POSITIONS_H
#define CLI_CACHED_POSITIONS_H

#include "base/err.h"
#include "base/map.h"
#include "base/vec.h"
#include "cli/target/locator.h"
#include "probe/event.h"

/** The events of one build. */
struct cached_positions_build {
	/** Hexadecimal. Owned. */
	char *id;
	/** Place and arguments as the cache has them -> text of the position, or NULL. Owned. */
	struct map places;
};

struct cached_positions {
	/** Builds that have events. */
	VEC(struct cached_positions_build) builds;
	/** Path of a program, name of a module, "" for the kernel -> build id, hexadecimal; ""
	 * where it is not known. Owned. */
	struct map ids;
};

/** Free what it holds. */
void cached_positions_deinit(struct cached_positions *positions);

/**
 * Look for the position of @p event, too, when the cache is read.
 *
 * @param locator knows the files of programs
 * @return NO_MEMORY; an event of which it is not known what it is in has no position
 */
struct sonde_error *cached_positions_want(struct cached_positions *positions,
					  struct locator *locator, const struct probe_event *event);

/**
 * Read the cache @p root. What cannot be read, or is not to be trusted, has no positions.
 *
 * @return NO_MEMORY
 */
struct sonde_error *cached_positions_read(struct cached_positions *positions, const char *root);

/** Give @p event, which was wanted, its position if the cache has one. NO_MEMORY. */
struct sonde_error *cached_positions_give(struct cached_positions *positions,
					  struct locator *locator, struct probe_event *event);

#endif /* CLI_CACHED_POSITIONS_H */
