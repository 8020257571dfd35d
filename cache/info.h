/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * `sonde.json`, beside `probes`: what perf's format has no room for.
 *
 *     {
 *       "format":1,
 *       "sonde":"0.1",
 *       "release":"6.12.9-amd64",
 *       "architecture":"x86_64",
 *       "image":"/usr/lib/debug/boot/vmlinux-6.12.9-amd64"
 *     }
 *
 * The same input gives the same bytes: there is no time in it. A cache filled by perf has no
 * such file.
 */
#ifndef CACHE_INFO_H
#define CACHE_INFO_H

#include <stdbool.h>
#include <stddef.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "base/str.h"

/** Name of the file. */
#define CACHE_INFO_NAME "sonde.json"

/** Bytes beyond which it is refused. */
#define CACHE_INFO_LIMIT 65536

/** The format this sonde writes, and the newest it reads. */
#define CACHE_INFO_FORMAT 1

/** What a writer knows; everything is borrowed. */
struct cache_meta {
	/**
	 * Release of the kernel (`uname -r`), or NULL where it is not one or not known. What was
	 * written down before stays where something is not known now.
	 */
	const char *release;
	/** Architecture as `uname -m` names it, or NULL where it is not known. */
	const char *arch;
	/**
	 * Absolute path of the file from which the entries were resolved, NULL where it is not
	 * known. One with control characters is not written down.
	 */
	const char *image;
	/**
	 * Whether the file at a path that was written down before still is the build: then that
	 * path stays. NULL: it stays where `image` is NULL.
	 */
	bool (*holds_image)(const char *path, const char *build_id);
	/** Version of sonde; never NULL. */
	const char *version;
};

/** What was read; everything is owned, and NULL where the file says nothing of it. */
struct cache_info {
	/** See struct cache_meta. */
	char *release;
	/** See struct cache_meta. */
	char *arch;
	/** See struct cache_meta; a path may have any character but those for control. */
	char *image;
	/** See struct cache_meta. */
	char *version;
};

/** Free what @p info holds and make it empty. */
void cache_info_deinit(struct cache_info *info);

/** A `struct cache_info` that is released at the end of its scope. */
#define _cleanup_cache_info_ _cleanup_(cache_info_deinit)

/** Append the text of a `sonde.json`. NO_MEMORY is the only error. */
struct sonde_error *cache_info_print(const struct cache_meta *meta, struct str *out);

/**
 * Parse the text of a `sonde.json`.
 *
 * @param path named by errors; nothing is opened
 * @param ret initialised by this; the caller deinits it
 * @return FORMAT if it is no such file, UNSUPPORTED if its format is newer than this sonde
 */
struct sonde_error *cache_info_parse(const char *text, size_t size, const char *path,
				     struct cache_info *ret);

#endif /* CACHE_INFO_H */
