/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The indexes of images (image/index.h), which lie beside the probes of the cache:
 *
 *     ROOT/.sonde-index/BUILDID
 *
 * They can be made again at any time, so that they may be removed, and are not forced onto the
 * disk. Who is trusted: as in cache/store.h.
 */
#ifndef CACHE_INDEX_FILE_H
#define CACHE_INDEX_FILE_H

#include <stddef.h>

#include "base/err.h"
#include "base/str.h"

/** Directory of the indexes, below the root. perf does not look into it. */
#define CACHE_INDEXES ".sonde-index"

/** Append the path of the index of a build. */
void cache_index_path(const char *root, const char *build_id, struct str *out);

/**
 * Open the index kept for a build.
 *
 * @param build_id lower-case hexadecimal digits
 * @param ret a descriptor for reading; the caller closes it
 * @return NOT_FOUND when there is none, FORMAT when it is no file, PERMISSION when it is not to
 *         be trusted
 */
struct sonde_error *cache_index_open(const char *root, const char *build_id, int *ret);

/**
 * Keep an index for a build, in the place of the one that is there. Directories that are missing
 * are made.
 *
 * @return PERMISSION, OS: then nothing has changed
 */
struct sonde_error *cache_index_put(const char *root, const char *build_id, const void *bytes,
				    size_t size);

#endif /* CACHE_INDEX_FILE_H */
