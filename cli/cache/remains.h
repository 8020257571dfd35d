/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * What is in a cache, and nobody can read: builds that have lost their definitions, and what else
 * `sonde cache gc` would clear away.
 */
#ifndef CLI_CACHE_REMAINS_H
#define CLI_CACHE_REMAINS_H

#include <stddef.h>

#include "base/err.h"
#include "cache/summary.h"

/**
 * Look for it; nothing is changed. What a writer is about to finish is not taken for it.
 *
 * @param builds empty before: builds without `probes` that have other files of sonde's. `path` is
 *        the directory, `problem` says what is the matter. The caller deinits it, on failure too.
 * @param useless how many other files and directories are of no use
 * @return PERMISSION, OS
 */
struct sonde_error *cache_remains_find(const char *root, struct cache_summaries *builds,
				       size_t *useless);

#endif /* CLI_CACHE_REMAINS_H */
