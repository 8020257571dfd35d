/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Reading and writing the cache, which perf reads and writes too.
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
 * Writers
 *
 * A writer holds the lock of the cache, reads, and replaces the file by a new one in one step.
 * Readers need no lock. perf knows of no lock and writes in place: a reader can meet half a
 * file of perf's, which is a FORMAT error at worst. A writer who fails takes back all he did.
 * If he is killed, files with names like `probes.AbCdEf` can stay; the next writer removes them.
 */
#ifndef CACHE_STORE_H
#define CACHE_STORE_H

#include <stdbool.h>

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
 * Whether two definitions ask for the same thing; it may call nothing of cache/. Both are as
 * in struct cache_entry, so a marker's starts with `%`. One that does not parse is equal to
 * nothing except the same text.
 *
 * @param data what was given with the function
 */
typedef bool (*cache_same_fn)(const char *a, const char *b, void *data);

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
 * Read who made what is cached for a build id. Where perf did, everything is NULL.
 *
 * @param ret initialised by this; the caller deinits it
 * @return as cache_load(); UNSUPPORTED if a newer sonde made it
 */
struct sonde_error *cache_meta_read(const char *root, const char *build_id, struct cache_info *ret);

/**
 * Store one entry: in the place of those that are the same, or at the end.
 *
 * It goes to the key's directory. If the build id is cached for another path already (a copy
 * of the same binary), it goes there, since a build id has one link, which perf needs to find
 * its own files. A kernel's goes to its own directory always.
 *
 * @param entry copied
 * @param same compares @p entry with those that are there
 * @param replaced whether there was one; may be NULL
 * @return FORMAT if @p entry cannot be written as text or what is there is junk; PERMISSION;
 *         UNSUPPORTED if a newer sonde wrote there; OS. Then nothing has changed.
 */
struct sonde_error *cache_put(const struct cache_key *key, const struct cache_entry *entry,
			      const struct cache_meta *meta, cache_same_fn same, void *same_data,
			      bool *replaced);

/**
 * Remove the entries whose definition is the same as @p definition. With the last entry the
 * files go too, and the directories and the link if nothing of perf's is left there.
 *
 * @return NOT_FOUND when there is none; else as cache_put(), and then nothing has changed
 */
struct sonde_error *cache_remove(const struct cache_key *key, const char *definition,
				 cache_same_fn same, void *same_data);

#endif /* CACHE_STORE_H */
