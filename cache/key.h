/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Where things lie in the cache, which has perf's layout (tools/perf/util/build-id.c):
 *
 *     ROOT/TARGET/BUILDID/probes       the definitions and their kernel lines, cache/format.h
 *     ROOT/TARGET/BUILDID/sonde.json   who made them and for what, cache/info.h
 *     ROOT/.build-id/xx/yyyy           relative link to ../../TARGET/BUILDID; BUILDID is xxyyyy
 *
 * perf also keeps `elf` (a copy of the binary) or `kallsyms` beside `probes`. sonde neither
 * needs nor makes those, and perf reads `probes` without them.
 */
#ifndef CACHE_KEY_H
#define CACHE_KEY_H

#include "base/cleanup.h"
#include "base/err.h"
#include "base/str.h"

/** The target under which everything about a kernel proper is kept. */
#define CACHE_TARGET_KERNEL "[kernel.kallsyms]"

/** Directory of the links, below the root. */
#define CACHE_LINKS ".build-id"

/** Bytes that a build id may have at least and at most; it has two digits for each. */
#define CACHE_BUILD_ID_MIN 2
#define CACHE_BUILD_ID_MAX 64

/** What is cached together: the probes of one build of one binary, module or kernel. */
struct cache_key {
	/** Directory of the cache, absolute or not, without slashes at its end. Owned. */
	char *root;
	/**
	 * Absolute path of a binary or module without `.`, `..` or doubled slashes, which begins
	 * with no name that the root itself has for other things; or a name in brackets for what
	 * is no file, CACHE_TARGET_KERNEL above all. Owned.
	 */
	char *target;
	/** Lower-case hexadecimal digits. Owned. */
	char *build_id;
};

/**
 * The directory perf uses where nothing else is said: `$HOME/.debug`.
 *
 * @param ret the caller frees it
 * @return USAGE if HOME is not set to an absolute path
 */
struct sonde_error *cache_default_root(char **ret);

/**
 * Make a key; all three texts are copied.
 *
 * @param build_id hexadecimal digits of either case
 * @param ret initialised by this; the caller deinits it
 * @return USAGE if the root is empty, or the target or the build id could name anything
 *         outside of the root, or anything but what it should
 */
struct sonde_error *cache_key_init(const char *root, const char *target, const char *build_id,
				   struct cache_key *ret);

/** Free what @p key holds and make it empty. */
void cache_key_deinit(struct cache_key *key);

/** A `struct cache_key` that is released at the end of its scope. */
#define _cleanup_cache_key_ _cleanup_(cache_key_deinit)

/** Append `ROOT/TARGET/BUILDID`. */
void cache_key_directory(const struct cache_key *key, struct str *out);

/** Append the same without the root and its slash: `TARGET/BUILDID`. */
void cache_key_relative(const struct cache_key *key, struct str *out);

/** Append `ROOT/.build-id/xx/yyyy`. */
void cache_key_link(const struct cache_key *key, struct str *out);

/**
 * The key that a link in `.build-id/xx/` speaks of.
 *
 * @param text what the link holds: `../../TARGET/BUILDID`
 * @param ret initialised by this; the caller deinits it
 * @return FORMAT if it holds anything else, another build id for instance
 */
struct sonde_error *cache_key_parse_link(const char *root, const char *build_id, const char *text,
					 struct cache_key *ret);

#endif /* CACHE_KEY_H */
