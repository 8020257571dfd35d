/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * What a sonde is about to add, written down beforehand: if it is killed between two lines of a
 * definition, the next one reads here what has to be removed (recover.h).
 *
 * A journal is a file of a definition's own, in a directory that nobody else can write:
 *
 *     sonde journal 1
 *     boot 6a9f1c0e-4c63-4a39-a1f4-9ce2d6ba4ea7
 *     pid 1234
 *     there kprobe_events p:mine/opened do_sys_openat2
 *     add kprobe_events p:mine/opened vfs_open+0
 *     add kprobe_events p:mine/closed filp_close+0
 *     end
 *
 * `there` is a probe that an event had before to which one is added, as the kernel lists it; `add`
 * is a line as it is written to the kernel. Nothing is written to the kernel before the file has
 * its last line, so that one without it tells of nothing.
 *
 * The file is locked by flock() as long as its writer lives, and removed when the definition is
 * whole or taken back. It says for which boot it is, because tracefs begins anew with each. So
 * there is no fsync(): what loses the file loses the events too. It does not name the tracing
 * directory: a kernel has one set of probe events, wherever they are shown.
 */
#ifndef TRACEFS_JOURNAL_H
#define TRACEFS_JOURNAL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "tracefs/dynevent.h"
#include "tracefs/runfile.h"

/** How the files' names begin. */
#define JOURNAL_PREFIX "journal-"

/** Bytes beyond which a file is no journal: some hundred thousand lines. */
#define JOURNAL_LIMIT ((size_t)1 << 26)

/**
 * Write a journal. The directory is made if it is not there, with mode 0700; the one above it is
 * not.
 *
 * @param before probes that were there before of the events that @p lines add to
 * @param lines what will be written
 * @param ret open and locked
 * @return as runfile_check_dir(), or that something cannot be made or written; then no file is
 *         left
 */
struct sonde_error *journal_create(const char *dir, const struct dynevents *before,
				   const struct dynevents *lines, struct runfile *ret);

/** What a journal says. */
struct journal_record {
	/** Whether it has an end, and is of this boot; if not, the rest may be missing. */
	bool is_valid;
	/** Process id of who wrote it. */
	unsigned long pid;
	/** The `there`. */
	struct dynevents before;
	/** The `add`. */
	struct dynevents lines;
};

/** Free what it holds and make it empty. */
void journal_record_deinit(struct journal_record *record);

/** A `struct journal_record` that is released at the end of its scope. */
#define _cleanup_journal_record_ _cleanup_(journal_record_deinit)

/**
 * Parse a journal.
 *
 * @param bytes of @p size bytes, which may hold anything
 * @param path for messages
 * @param boot what tells this boot from others, see runfile_boot_id(); one of another boot is not
 *        valid
 * @param ret initialised by this; the caller deinits it
 * @return FORMAT if it is none
 */
struct sonde_error *journal_parse(const char *bytes, size_t size, const char *path,
				  const char *boot, struct journal_record *ret);

/**
 * Open and read the file @p path, if its writer is gone.
 *
 * @param ret open and locked; without a file (fd -1) if the writer lives, or if there is no such
 *        file any more
 * @param record initialised by this if there is a file; the caller deinits it
 * @return PERMISSION if somebody else could have written it; FORMAT if it is no journal
 */
struct sonde_error *journal_open(const char *path, struct runfile *ret,
				 struct journal_record *record);

#endif /* TRACEFS_JOURNAL_H */
