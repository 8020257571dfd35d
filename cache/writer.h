/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * One build of the cache while a writer is at it, under the lock (cache/apply.h).
 */
#ifndef CACHE_WRITER_H
#define CACHE_WRITER_H

#include <stdbool.h>
#include <sys/stat.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "base/str.h"
#include "cache/dir.h"
#include "cache/format.h"
#include "cache/info.h"
#include "cache/key.h"
#include "cache/undo.h"

struct writer {
	/** The cache directory, open; borrowed. */
	const struct cache_dir *root;
	/** Where what is done is noted; borrowed. */
	struct cache_undo *undo;
	/** Where the probes are, which may be another target's directory than was asked for. */
	struct cache_key key;
	/** The same, open; closed where there is none. */
	struct cache_dir home;
	/** There is no link that leads anywhere. */
	bool needs_link;
	/** The `probes` that were read, or -1: to see whether somebody writes there. */
	int probes_fd;
	/** What they were like then. */
	struct stat probes_status;
	/** There was a `probes` that is no file, and it is still there. */
	bool is_strange;
	/** They were replaced. */
	bool has_replaced;
	/** What was read. Owned. */
	struct cache_entries entries;
	/** Paths of the probes and of the link, for writer_tidy(), which must not fail. Owned. */
	struct str probes_path, link_path;
};

/** Where the probes of a build are, or will be. */
struct writer_home {
	/** The directory, which may be another target's than was asked for. Owned. */
	struct cache_key key;
	/** There is no link that leads anywhere. */
	bool needs_link;
};

/** A writer that has nothing to do. */
#define WRITER_INIT                                                               \
	{                                                                         \
		.home = CACHE_DIR_INIT, .probes_fd = -1, .probes_path = STR_INIT, \
		.link_path = STR_INIT,                                            \
	}

/** Close and free what it holds; what was done stays, or is taken back by the `undo`. */
void writer_deinit(struct writer *writer);

/** Free what @p home holds and make it empty. */
void writer_home_deinit(struct writer_home *home);

/**
 * Find out where the probes of @p key are to be: where the link of its build id leads, unless it is
 * a kernel's. Two writers of one step must not have one home.
 *
 * @param ret initialised by this; the caller deinits it, on failure too
 */
struct sonde_error *writer_find_home(const struct cache_dir *root, const struct cache_key *key,
				     struct writer_home *ret);

/**
 * Open the directory of a build, or make it, and remove what killed writers left there and beside
 * the link. So all writers of one step have to be opened before the first of them writes.
 *
 * @param create whether it is made where there is none
 * @param ret initialised by this; the caller deinits it, on failure too
 * @return UNSUPPORTED if a newer sonde wrote there
 */
struct sonde_error *writer_open(const struct cache_dir *root, const struct writer_home *home,
				bool create, struct cache_undo *undo, struct writer *ret);

/**
 * Read the entries. Without any the list is empty.
 *
 * @return FORMAT if `probes` is junk or no file; what is written or removed afterwards takes its
 *         place, and a link is not followed
 */
struct sonde_error *writer_read(struct writer *writer);

/** Whether there is a `probes`, whatever it is. */
bool writer_has_probes(const struct writer *writer);

/** Write the `sonde.json`, unless it says that already. What @p meta does not know stays as it is.
 */
struct sonde_error *writer_put_info(struct writer *writer, const struct cache_meta *meta);

/** Make the link of the build id if it needs one. */
struct sonde_error *writer_put_link(struct writer *writer);

/**
 * Write the entries; `probes` last, in one step.
 *
 * @param dropped entries that were there before: a writer who is killed may leave them
 */
struct sonde_error *writer_put_entries(struct writer *writer, const struct cache_entries *entries,
				       const struct cache_entries *dropped);

/** Remove the files. */
struct sonde_error *writer_remove_files(struct writer *writer);

/** EXISTS if somebody who knows of no lock has written `probes` since it was read. */
struct sonde_error *writer_check_undisturbed(const struct writer *writer);

/** When all is done: remove the directories and the link if writer_remove_files() made them
 * useless. */
void writer_tidy(struct writer *writer);

#endif /* CACHE_WRITER_H */
