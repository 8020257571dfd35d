/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Changes carried out on the entries of a build, in memory: N changes of M entries take the time of
 * N + M, also if nothing but the names of their events tells them apart.
 */
#ifndef CACHE_MERGE_H
#define CACHE_MERGE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "base/map.h"
#include "base/vec.h"
#include "cache/apply.h"
#include "cache/format.h"
#include "cache/meaning.h"

/** An entry of the list. */
struct merge_slot {
	/** Empty once it has gone; the slot gets no other. */
	struct cache_entry entry;
	/** Where it is in the list; what takes the place of others is where the first of them was.
	 */
	size_t place;
	/** In the lists by its own group and by any, by its own event and by any: the number of the
	 * next slot, counted from 1; 0 if there is none. */
	size_t next[2][2];
};

struct merge {
	/** How definitions are understood; borrowed, NULL for equal texts. */
	const struct cache_meaning *meaning;
	/** In the order in which they came. */
	VEC(struct merge_slot) slots;
	/** How many places there are. */
	size_t places;
	/** What a list is found by -> number of its first slot, counted from 1. */
	struct map first;
	/** Entries that were there before, and have gone. */
	struct cache_entries dropped;
};

/** Free what it holds. */
void merge_deinit(struct merge *merge);

/** A `struct merge` that is released at the end of its scope. */
#define _cleanup_merge_ _cleanup_(merge_deinit)

/**
 * Take over @p entries, which are empty afterwards; those that one of @p changes can be about are
 * understood.
 *
 * @param changes @p count pointers
 * @param ret empty before; the caller deinits it, on failure too
 * @return NO_MEMORY, or what `meaning` says
 */
struct sonde_error *merge_init(struct cache_entries *entries,
			       const struct cache_change *const *changes, size_t count,
			       const struct cache_meaning *meaning, struct merge *ret);

/**
 * Carry out one of these changes, and count what was done in @p applied.
 */
struct sonde_error *merge_change(struct merge *merge, const struct cache_change *change,
				 struct cache_applied *applied);

/**
 * Give the entries back.
 *
 * @param ret empty before
 */
struct sonde_error *merge_finish(struct merge *merge, struct cache_entries *ret);

#endif /* CACHE_MERGE_H */
