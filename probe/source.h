/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The text of source files: where it is, by the path that DWARF has, and its lines.
 */
#ifndef PROBE_SOURCE_H
#define PROBE_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "base/str.h"
#include "base/vec.h"

/** Which file, and where to look. */
struct source_query {
	/** Its path as DWARF has it. */
	const char *path;
	/** The directory of the compilation (DW_AT_comp_dir), or NULL. */
	const char *comp_dir;
	/**
	 * The only directory to look in, or NULL: the whole path below it, then the path without
	 * its first component, and so on.
	 */
	const char *directory;
	/** Release of the kernel that is built from it, "" or NULL for none. */
	const char *release;
	/** Stands before the places of the system, for tests; "" or NULL otherwise. */
	const char *root;
};

/** A file that was read. */
struct source {
	/** Where it was found. Owned. */
	char *path;
	/** Its content. */
	struct str text;
	/** Where in `text` each line begins. */
	VEC(size_t) starts;
};

/** Free what it holds and make it empty. */
void source_deinit(struct source *source);

/** A `struct source` that is released at the end of its scope. */
#define _cleanup_source_ _cleanup_(source_deinit)

/**
 * Find the file and read it. Without a `directory` to look in: the path as it is, below the
 * directory of the compilation, and in the places where distributions keep the sources of the
 * kernel of that release.
 *
 * @param ret empty
 * @return NOT_FOUND with all paths that were tried in the message, a line each
 */
struct sonde_error *source_open(const struct source_query *query, struct source *ret);

/** Number of lines. */
size_t source_count(const struct source *source);

/**
 * Text of line @p line, from 1 on, without its newline; borrowed, and not ended by a NUL.
 *
 * @return false behind the last line
 */
bool source_line(const struct source *source, uint32_t line, const char **text, size_t *size);

#endif /* PROBE_SOURCE_H */
