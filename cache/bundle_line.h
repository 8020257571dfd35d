/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * A line for the kernel, taken apart as far as scripts and boot configurations need it. The lines
 * are as probe/event.h prints them; they have been parsed by the caller of what is in cache/.
 *
 *     p:GROUP/EVENT PLACE[ ARGS]
 */
#ifndef CACHE_BUNDLE_LINE_H
#define CACHE_BUNDLE_LINE_H

#include <stdbool.h>

#include "base/cleanup.h"
#include "base/err.h"

struct bundle_line {
	/** A return probe. */
	bool is_return;
	/** How many returns may be pending; 0: not said. */
	unsigned maxactive;
	/** The place is one of a program. */
	bool is_user;
	/** Owned. */
	char *group;
	/** Owned. */
	char *event;
	/** `[MODULE:]SYMBOL+OFFSET`, `0xADDR`, `PATH:0xOFFSET[(0xREF)]`. Owned. */
	char *place;
	/** The module of the place, or NULL. Owned. */
	char *module;
	/** Arguments with a blank before each, or "". Points into the line. */
	const char *args;
};

/** Free what @p line holds and make it empty. */
void bundle_line_deinit(struct bundle_line *line);

/** A `struct bundle_line` that is released at the end of its scope. */
#define _cleanup_bundle_line_ _cleanup_(bundle_line_deinit)

/**
 * Take @p text apart.
 *
 * @param ret initialised by this; the caller deinits it
 * @return FORMAT if it has no group, no event or no place, or if one of these names is none that
 *         the kernel takes: in a boot configuration it could mean anything
 */
struct sonde_error *bundle_line_split(const char *text, struct bundle_line *ret);

#endif /* CACHE_BUNDLE_LINE_H */
