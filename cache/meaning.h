/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * What a definition asks for, as far as the cache has to know: whether two of them ask for the
 * same. The cache does not parse definitions; its caller says what one means.
 */
#ifndef CACHE_MEANING_H
#define CACHE_MEANING_H

#include <stdbool.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "base/str.h"

/** Room for a stem, its NUL included. */
#define CACHE_STEM_SIZE 256

/** What a definition asks for. */
struct cache_sense {
	/** All but the names, in one spelling: those of two definitions are equal if they ask for
	 * the same thing. */
	struct str text;
	/** The group of the event, or NULL where none is given. Owned. */
	char *group;
	/** Its name, or NULL. Owned. */
	char *event;
};

/** How definitions are understood. Nothing of it may call the cache. */
struct cache_meaning {
	/**
	 * Say what @p definition, as in struct cache_entry, asks for.
	 *
	 * @param ret empty before; the caller deinits it
	 * @return NO_MEMORY; what does not parse gives its own text, which no other one gives
	 */
	struct sonde_error *(*sense)(const char *definition, struct cache_sense *ret);
	/**
	 * A cheap look at a definition, as in struct cache_entry or as in the file: give a text
	 * that those of all definitions are equal to which ask for the same, and have one. NULL if
	 * there is no cheap way.
	 *
	 * @return false if it is not known: the definition can be the same as any other
	 */
	bool (*stem)(const char *definition, char ret[static CACHE_STEM_SIZE]);
};

/** Free what @p sense holds and make it empty. */
void cache_sense_deinit(struct cache_sense *sense);

/** A `struct cache_sense` that is released at the end of its scope. */
#define _cleanup_cache_sense_ _cleanup_(cache_sense_deinit)

/**
 * What @p definition asks for; without a @p meaning (NULL) it is its text.
 *
 * @param ret empty before; the caller deinits it
 */
struct sonde_error *cache_sense_make(const struct cache_meaning *meaning, const char *definition,
				     struct cache_sense *ret);

/**
 * Whether two definitions whose `text` is equal ask for the same thing: a group and a name count
 * only where both have one.
 */
bool cache_sense_agree(const struct cache_sense *a, const struct cache_sense *b);

#endif /* CACHE_MEANING_H */
