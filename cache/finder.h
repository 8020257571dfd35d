/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Things by their names, where the one that is asked for is mostly the one behind the last. Only if
 * it is not, a table of all is made, so that no order of questions costs more than that.
 */
#ifndef CACHE_FINDER_H
#define CACHE_FINDER_H

#include <stddef.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "base/map.h"
#include "base/vec.h"

struct finder {
	/** Gives the name of the thing at a place, and its bytes; it need not end with a NUL. */
	const char *(*name)(const void *things, size_t at, size_t *size);
	/** Handed to `name`; borrowed. Names may not change. */
	const void *things;
	/** How many there are. */
	size_t count;
	/** The place behind the last that was found; 0 to begin with. */
	size_t next;
	/** Name -> pointer to its place in `numbers`. Empty until it is needed. */
	struct map places;
	/** 0, 1, 2, ... */
	VEC(size_t) numbers;
};

/** Free the table. */
void finder_deinit(struct finder *finder);

/** A `struct finder` that is released at the end of its scope. */
#define _cleanup_finder_ _cleanup_(finder_deinit)

/** The place of the thing @p name: of several the next, or else the first; `count` if none is. */
struct sonde_error *finder_find(struct finder *finder, const char *name, size_t *ret);

#endif /* CACHE_FINDER_H */
