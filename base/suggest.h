/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * "Did you mean": of the names that are offered, the nearest to the one that was typed.
 */
#ifndef BASE_SUGGEST_H
#define BASE_SUGGEST_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct suggest {
	/** What was typed; borrowed. */
	const char *wanted;
	/** The nearest name so far, owned; NULL while none is near enough. */
	char *nearest;
	/** Its distance. */
	size_t distance;
};

/** Look for names near @p wanted, which must stay valid. */
void suggest_init(struct suggest *suggest, const char *wanted);

/** Free what it holds. */
void suggest_deinit(struct suggest *suggest);

/**
 * Offer a name. It is kept when it is nearer than all before it, and no further from what
 * was typed than a third of that, and 3 (edits of one byte; two neighbours swapped count as one).
 */
void suggest_offer(struct suggest *suggest, const char *name);

/**
 * As suggest_offer(), of a name that is written in another way: @p path is what is kept then. Here
 * @p name may be the very one that was typed.
 */
void suggest_offer_path(struct suggest *suggest, const char *path, const char *name);

/** Hang "Did you mean 'X'?" on @p error, if something was near enough. Returns @p error. */
struct sonde_error *suggest_hint(const struct suggest *suggest, struct sonde_error *error);

/**
 * Edit distance of two names, or @p limit + 1 as soon as it is known to exceed @p limit.
 */
size_t suggest_distance(const char *a, const char *b, size_t limit);

#endif /* BASE_SUGGEST_H */
