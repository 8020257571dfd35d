/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * /etc/ld.so.cache: which file the loader of programs takes for the name of a library
 * (ld.so(8), ldconfig(8)). The form is that of glibc since 2.2, "glibc-ld.so.cache1.1"
 * (sysdeps/generic/dl-cache.h): a header, entries of a name and a path, the texts.
 */
#ifndef IMAGE_LDCACHE_H
#define IMAGE_LDCACHE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/vec.h"

/** Bytes beyond which a file is refused. */
#define LDCACHE_LIMIT ((size_t)64 << 20)

/** Paths; each is owned. */
struct ldcache_paths VEC_BODY(char *);

/** Free all paths; the list is empty afterwards. */
void ldcache_paths_deinit(struct ldcache_paths *paths);

/** A `struct ldcache_paths` that is released at the end of its scope. */
#define _cleanup_ldcache_paths_ _cleanup_(ldcache_paths_deinit)

/**
 * The paths of a library, in the order of the cache; of several kinds of machines, where the cache
 * is of several. Those for processors of some kind only (glibc-hwcaps) are left out.
 *
 * @param bytes the file; nothing outside of its @p size bytes is read, whatever they say
 * @param name `libc.so.6`; or `libc`, which any `libc.so*` is
 * @param ret appended to
 * @return FORMAT if this is no such cache
 */
struct sonde_error *ldcache_find(const void *bytes, size_t size, const char *name,
				 struct ldcache_paths *ret);

#endif /* IMAGE_LDCACHE_H */
