/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * What is cached for a build, looked up by the names of its events: perf replays an entry by
 * `%GROUP:EVENT`, too.
 *
 * The name of an entry is that of its definition; what that does not say, its lines do.
 */
#ifndef CLI_CACHED_NAMES_H
#define CLI_CACHED_NAMES_H

#include <stdbool.h>

#include "base/err.h"
#include "base/vec.h"
#include "cache/format.h"
#include "probe/def.h"

/** A name of an entry; one whose lines have several has several. */
struct cached_name {
	/** Owned. */
	char *group;
	/** Owned. */
	char *event;
	/** Position of its entry. */
	size_t entry;
};

struct cached_names {
	/** Of the build, markers too. */
	struct cache_entries entries;
	/** In the order of the entries; a marker's are those of its definition. */
	VEC(struct cached_name) items;
	/** cached_names_read() was here. */
	bool is_read;
};

/** Free what it holds. */
void cached_names_deinit(struct cached_names *names);

/**
 * Read the entries of a build, if that was not done; nothing cached gives none.
 *
 * @param root of the cache
 * @param names zero before the first call
 * @return as cache_load(), but for NOT_FOUND
 */
struct sonde_error *cached_names_read(const char *root, const char *build_id,
				      struct cached_names *names);

/** Whether the point of kind PROBE_POINT_MARKER means the name, which is not that of a marker. */
bool cached_names_match(const struct cached_names *names, const struct cached_name *name,
			const struct probe_point *point);

#endif /* CLI_CACHED_NAMES_H */
