/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * A filter that is kept with an entry: as text, to be compiled where it is used. What it reads are
 * arguments of the entry's lines; those that are there for it alone are hidden: tested, not shown.
 */
#ifndef CACHE_ENTRY_FILTER_H
#define CACHE_ENTRY_FILTER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "base/vec.h"

struct cache_filter {
	/** The expression (filter/expr.h); NULL: there is none that can be used. Owned. */
	char *text;
	/** Names of arguments, as the lines have them; each is owned. */
	VEC(char *) hidden;
	/** There is one, but not as sonde stored it: nothing of it is kept here. */
	bool is_damaged;
};

/** Free what it holds and make it empty. */
void cache_filter_deinit(struct cache_filter *filter);

/** A `struct cache_filter` that is released at the end of its scope. */
#define _cleanup_cache_filter_ _cleanup_(cache_filter_deinit)

/** Whether there is one, damaged or not. */
bool cache_filter_is_there(const struct cache_filter *filter);

/** Whether the argument @p name is there for the filter alone. */
bool cache_filter_hides(const struct cache_filter *filter, const char *name);

/** Whether both say the same. Neither does if it is damaged. */
bool cache_filter_equal(const struct cache_filter *a, const struct cache_filter *b);

/** Add a copy of @p name to the hidden arguments. */
struct sonde_error *cache_filter_hide(struct cache_filter *filter, const char *name);

/** Make a copy. @param ret empty before; the caller deinits it, on failure too */
struct sonde_error *cache_filter_copy(const struct cache_filter *filter, struct cache_filter *ret);

/** Forget what it says: it is not what sonde stored. */
void cache_filter_damage(struct cache_filter *filter);

/**
 * A number by which a changed one is told, of it and the definition it is kept with; see
 * cache/checksum.h.
 */
uint64_t cache_filter_checksum(const struct cache_filter *filter, const char *definition);

/**
 * Check that it can be written as a line of a text.
 *
 * @return FORMAT for an empty text, a control character, what is no UTF-8, and a hidden argument
 *         with a blank in its name
 */
struct sonde_error *cache_filter_check(const struct cache_filter *filter);

#endif /* CACHE_ENTRY_FILTER_H */
