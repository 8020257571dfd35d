/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Writing the cache: all changes that a command makes, in one step, over any number of builds.
 *
 * A writer holds the lock of the cache, reads each build once, carries the changes out in memory,
 * and replaces the files by new ones, each in one step; `probes` comes last. So a reader, who needs
 * no lock, finds a build as it was before or as it is afterwards. A writer who fails takes back all
 * he did, in all builds. If he is killed, each build is as before or as afterwards; files with
 * names like `probes.TmpAbCdEf` can stay, and the next writer of the build removes them, or
 * cache_tidy() those of all builds.
 *
 * perf knows of no lock and writes in place. What it writes while a writer is at work is noticed,
 * and the writer begins anew, with what perf has made of the file.
 */
#ifndef CACHE_APPLY_H
#define CACHE_APPLY_H

#include <stddef.h>

#include "base/err.h"
#include "cache/format.h"
#include "cache/info.h"
#include "cache/key.h"
#include "cache/meaning.h"

/** An entry to be put, or what is to be removed. All is borrowed. */
struct cache_change {
	/**
	 * The build. Its root is the one given to cache_apply(). If the build id is cached for
	 * another path already (a copy of the same binary), the change is made there, since a build
	 * id has one link, which perf needs to find its own files. A kernel's is made in its own
	 * directory always.
	 */
	const struct cache_key *key;
	/** Who makes the entry, and for which kernel; NULL where nothing is put. */
	const struct cache_meta *meta;
	/**
	 * The entry that takes the place of those that ask for the same, or comes last; NULL to
	 * remove.
	 */
	const struct cache_entry *entry;
	/** If the entry has no filter, it gets that of the one whose place it takes. */
	bool keeps_filter;
	/**
	 * Without an entry: what asks for the same as this is removed, as in struct cache_entry;
	 * NULL to remove all that is there, be it junk. With the last entry the files go too, and
	 * the directories and the link if nothing of perf's is left there.
	 */
	const char *definition;
};

/** What was done. */
struct cache_applied {
	/** Entries put where there was none that asks for the same. */
	size_t added;
	/** Entries that others took the place of. */
	size_t replaced;
	/** Entries removed. */
	size_t removed;
	/** Changes that found nothing to remove. This is no error here. */
	size_t missing;
};

/**
 * Make changes, in their order, all or none.
 *
 * @param changes @p count of them, all with one root, which is made if something is put
 * @param meaning how definitions are understood; NULL if only equal texts ask for the same
 * @param ret what was done; may be NULL
 * @return FORMAT if an entry cannot be written as text, or what is there is junk; MISMATCH if an
 *         entry is of another kind of build than what is there (cache/kind.h); PERMISSION;
 *         UNSUPPORTED if a newer sonde wrote there; EXISTS if somebody else goes on writing; OS.
 *         Then nothing has changed.
 */
struct sonde_error *cache_apply(const char *root, const struct cache_change *changes, size_t count,
				const struct cache_meaning *meaning, struct cache_applied *ret);

#endif /* CACHE_APPLY_H */
