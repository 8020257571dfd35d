/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Reading the cache, which perf reads and writes too.
 *
 * Whom is trusted
 *
 * Naming a cache directory means to trust its owner: root may replay what user 1000 cached if
 * he names /home/u/.debug. Nobody else is trusted:
 *
 * - what lies in the cache must belong to the caller (effective uid), to root or to the owner
 *   of the cache directory;
 * - a directory or file that every user can write is refused, whoever owns it, sticky or not.
 *   Write permission of the group is fine: its members could plant files, but these would
 *   be theirs, and refused;
 * - links are followed nowhere below the cache directory, except that one of `.build-id` is
 *   read, must say exactly what perf writes, and is then walked component by component;
 * - the content is text from somebody else: format.h refuses junk, and the caller parses
 *   definitions and lines before he makes any use of them.
 *
 * Writing is stricter: the directory must belong to the caller or to root, because its owner
 * could move it about under the writer's feet.
 *
 * The directories above the cache directory are not looked at; it may be a link itself.
 *
 * Readers need no lock; cache/apply.h has the writers. A reader can meet half a file of perf's,
 * which writes in place: a FORMAT error at worst.
 */
#ifndef CACHE_STORE_H
#define CACHE_STORE_H

#include "base/err.h"
#include "cache/format.h"
#include "cache/info.h"
#include "cache/key.h"
#include "cache/summary.h"

/** Name of the file with the entries. */
#define CACHE_PROBES_NAME "probes"

/** Bytes beyond which it is refused. */
#define CACHE_PROBES_LIMIT (64 << 20)

/**
 * Read what is cached for a build id: of a kernel, else of what the link names.
 *
 * @param build_id hexadecimal digits of either case
 * @param ret initialised by this; the caller deinits it
 * @return NOT_FOUND when nothing is cached for it (there may be no cache at all), FORMAT when
 *         something is that is junk, PERMISSION when it is not to be trusted, USAGE when
 *         @p build_id is none
 */
struct sonde_error *cache_load(const char *root, const char *build_id, struct cache_entries *ret);

/**
 * Read of what is cached for a build id those entries that are wanted. The others cost little, so
 * that there can be many.
 *
 * @param wanted decides; called with @p data, of an entry perhaps more than once
 * @param ret initialised by this, and perhaps empty; the caller deinits it
 * @return as cache_load()
 */
struct sonde_error *cache_load_some(const char *root, const char *build_id, cache_wanted_fn wanted,
				    void *data, struct cache_entries *ret);

/**
 * The same for entries that have a line for the kernel which is wanted.
 *
 * @param wanted called with each line of an entry until one is wanted
 */
struct sonde_error *cache_load_lines(const char *root, const char *build_id, cache_wanted_fn wanted,
				     void *data, struct cache_entries *ret);

/** As cache_load(), but only entries with filters have what `details` has of them; an empty list is
 * no error. */
struct sonde_error *cache_load_bare(const char *root, const char *build_id,
				    struct cache_entries *ret);

#endif /* CACHE_STORE_H */
