/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * What definitions mean, told to the cache, which does not parse them.
 */
#ifndef CLI_CACHED_MEANING_H
#define CLI_CACHED_MEANING_H

#include "cache/meaning.h"

/** Two definitions ask for the same if probe_def_equal() says so. */
extern const struct cache_meaning definition_meaning;

#endif /* CLI_CACHED_MEANING_H */
