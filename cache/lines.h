/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * A file of the cache, line by line, in as little memory as its longest line: files can be large,
 * and of most of them little is wanted.
 */
#ifndef CACHE_LINES_H
#define CACHE_LINES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "base/str.h"
#include "cache/dir.h"

struct cache_lines {
	/** Open, or -1. */
	int fd;
	/** Of the file, for messages. Owned. */
	char *path;
	/** Bytes it may have. */
	size_t limit;
	/** Bytes that were read. */
	size_t total;
	/** What was read last. */
	struct str buffer;
	/** Bytes of it that were given. */
	size_t given;
	/** There is no more to read. */
	bool is_end;
};

/** No file is open. */
#define CACHE_LINES_INIT \
	{                \
		.fd = -1 \
	}

/** Close the file and free what it holds. */
void cache_lines_deinit(struct cache_lines *lines);

/** A `struct cache_lines` that is released at the end of its scope. */
#define _cleanup_cache_lines_ _cleanup_(cache_lines_deinit)

/**
 * Open the regular file @p name.
 *
 * @param limit bytes beyond which reading it fails (FORMAT)
 * @param ret closed before; the caller deinits it, on failure too
 * @return as cache_dir_open_file()
 */
struct sonde_error *cache_lines_open(const struct cache_dir *dir, const char *name, size_t limit,
				     struct cache_lines *ret);

/**
 * Give the next line.
 *
 * @param ret where it begins, valid until the next call; NULL at the end
 * @param ret_size its bytes, without its newline, which the last line need not have; NULs are
 *        bytes like others
 */
struct sonde_error *cache_lines_next(struct cache_lines *lines, const char **ret, size_t *ret_size);

#endif /* CACHE_LINES_H */
