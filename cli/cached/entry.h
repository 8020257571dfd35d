/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * What the cache gets of a plan: an entry, under the key of what was meant.
 */
#ifndef CLI_CACHED_ENTRY_H
#define CLI_CACHED_ENTRY_H

#include <stdbool.h>

#include "base/err.h"
#include "cache/format.h"
#include "cache/info.h"
#include "cache/key.h"
#include "cli/plan.h"
#include "cli/target/target.h"

/**
 * Make the entry of a plan: its definition as perf finds it, the lines of its events, and what the
 * image said of their places.
 *
 * @param plan with events
 * @param ret empty before; the caller deinits it, on failure too
 */
struct sonde_error *entry_of_plan(const struct plan *plan, struct cache_entry *ret);

/**
 * The key under which the entries of a target are stored: a kernel's, or that of the path of a
 * module or program.
 *
 * @param target with a build id and a cache root
 * @param ret initialised by this; the caller deinits it
 * @return as cache_key_init()
 */
struct sonde_error *entry_key(const struct target *target, struct cache_key *ret);

/**
 * The absolute path of the file from which the events of @p plan are; NULL if they are from none.
 * The caller frees it.
 */
struct sonde_error *entry_image(const struct target *target, const struct plan *plan, char **ret);

/** Whether the file at @p path is an image, of whatever kind, of the build. */
bool entry_image_holds(const char *path, const char *build_id);

/**
 * What is stored beside the entries of a target, which it borrows from, as it does @p image.
 *
 * @param image as entry_image() gives it
 */
struct cache_meta entry_meta(const struct target *target, const char *image);

#endif /* CLI_CACHED_ENTRY_H */
