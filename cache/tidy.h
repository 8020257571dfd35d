/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * What has gathered in a cache that is of no use: links that lead nowhere, indexes that nobody
 * wants, and what killed writers have left.
 *
 * A writer makes `probes` last and removes it first. So one who was killed can leave a build that
 * has none: the files beside it, the directory, the link. Nobody can read anything there.
 */
#ifndef CACHE_TIDY_H
#define CACHE_TIDY_H

#include <stdbool.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "base/str.h"
#include "base/vec.h"
#include "cache/key.h"

enum cache_tidy_kind {
	/** A link below CACHE_LINKS whose directory is not there, or goes. */
	CACHE_TIDY_LINK,
	/** An index (cache/index_file.h) that is not wanted. */
	CACHE_TIDY_INDEX,
	/** A file with a name that only a writer gives who has been killed since. */
	CACHE_TIDY_LEFTOVER,
	/** A file that is good only beside a `probes`, which is not there. */
	CACHE_TIDY_REMAINS,
	/** An empty directory. */
	CACHE_TIDY_DIRECTORY,
};

/** One file, or directory. */
struct cache_tidy_item {
	enum cache_tidy_kind kind;
	/** Owned. */
	char *path;
};

struct cache_tidied VEC_BODY(struct cache_tidy_item);

/** Free the items; the list is empty afterwards. */
void cache_tidied_deinit(struct cache_tidied *items);

/** A `struct cache_tidied` that is released at the end of its scope. */
#define _cleanup_cache_tidied_ _cleanup_(cache_tidied_deinit)

/** What to do. */
struct cache_tidy_request {
	/** Whether the index of a build is wanted. */
	bool (*wants_index)(const char *build_id, void *data);
	/** Handed to it. */
	void *data;
	/** Look, and remove nothing. */
	bool dry_run;
};

/**
 * Remove what is of no use, under the lock. What cannot be looked at is left alone, and so is what
 * a newer sonde has made. Directories that have become empty by it go, too. No cache at all is
 * fine, and nothing is removed from a directory that shows no sign of being one. Where others keep
 * files outside of the directories of builds nothing below is looked at.
 *
 * A dry run takes the lock only if there is something, so that nobody's work is taken for what he
 * left; who may not take it is told of nothing while others write.
 *
 * @param ret empty before: what was found, and is removed unless it is a dry run
 * @return PERMISSION, OS: some of it may have been removed
 */
struct sonde_error *cache_tidy(const char *root, const struct cache_tidy_request *request,
			       struct cache_tidied *ret);

/**
 * Append the names of files beside the `probes` of a build that sonde has not made, each with a
 * blank before it: perf's `elf`, `kallsyms`, `vdso`.
 */
struct sonde_error *cache_tidy_others(const struct cache_key *key, struct str *out);

#endif /* CACHE_TIDY_H */
