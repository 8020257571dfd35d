/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The search for functions: all that a batch of definitions names, in one pass over the units
 * that the image's index knows to have them. It costs what those units cost, whatever the number
 * of definitions.
 */
#ifndef PROBE_SEARCH_H
#define PROBE_SEARCH_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/suggest.h"
#include "image/elf.h"
#include "probe/func.h"

/** What to look for. */
struct func_query {
	/** Name of the function; its DWARF name or linkage name must match. */
	const char *name;
	/** The same as a pattern for fnmatch(), which then decides; or NULL. */
	const char *glob;
	/** The end of the path of the source file that declares it, or NULL for any. */
	const char *file;
	/** Do not look for inlined instances. */
	bool no_inlines;
};

/** What was found. */
struct func_result {
	/**
	 * Each copy once, ordered by unit and then: copies of their own, inlined ones. Of one
	 * address there can be several, of different functions.
	 */
	struct func_instances instances;
	/** There is such a function, with or without instances. */
	bool is_known;
	/** It has a copy that is not inlined. */
	bool has_copy;
};

/** Free what it holds. */
void func_result_deinit(struct func_result *result);

/** A `struct func_result` that is released at the end of its scope. */
#define _cleanup_func_result_ _cleanup_(func_result_deinit)

/**
 * Find all instances of all functions that match. The image has its index, and its debuginfo is
 * open. An index that turns out to lie is made anew.
 *
 * @param results one for each query, empty before; untouched on failure
 */
struct sonde_error *func_search(struct image *image, const struct func_query *queries, size_t count,
				struct func_result *results);

/** The same for one query. */
struct sonde_error *func_find(struct image *image, const struct func_query *query,
			      struct func_result *ret);

/** Offer the names of all functions. */
void search_suggest(const struct image *image, struct suggest *suggest);

#endif /* PROBE_SEARCH_H */
