/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Entries of the cache that were picked -> a bundle.
 */
#ifndef CLI_CACHE_BUNDLE_MAKE_H
#define CLI_CACHE_BUNDLE_MAKE_H

#include "base/err.h"
#include "base/notes.h"
#include "cache/bundle.h"
#include "cli/cache/pick.h"

/**
 * Make a bundle of @p picked. Definitions and lines are parsed and printed anew, lines of a program
 * with the path under which it is cached.
 *
 * @param notes gets what was left out: entries without lines
 * @param ret initialised by this; the caller deinits it
 * @return FORMAT for an entry that is damaged, or was changed since sonde cached it; NOT_FOUND if
 *         none has lines
 */
struct sonde_error *bundle_make(const struct cache_picked *picked, struct notes *notes,
				struct bundle *ret);

#endif /* CLI_CACHE_BUNDLE_MAKE_H */
