/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Why the kernel refused a line: `error_log` and errno, in words.
 *
 * The kernel keeps its last eight complaints in one log for everybody
 * (tracing_log_err() in kernel/trace/trace.c):
 *
 *     [  105.402831] trace_kprobe: error: Invalid argument name
 *       Command: p:probe/f vfs_read 1x=%di
 *                                   ^
 *
 * An entry is taken for ours if it was not there before the write and its command is our
 * line, so that neither an old complaint nor somebody else's is shown.
 */
#ifndef TRACEFS_ERRLOG_H
#define TRACEFS_ERRLOG_H

#include <stddef.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "base/vec.h"

/** One complaint. All texts are owned and never NULL. */
struct errlog_entry {
	/** Time since boot as printed, `105.402831`. */
	char *stamp;
	/** The part of the kernel: `trace_kprobe`, `trace_uprobe`, `hist:sched:sched_switch`. */
	char *location;
	/** What is wrong, `Invalid argument name`. */
	char *text;
	/** The command as the kernel shows it: words joined by one space, no comment. */
	char *command;
	/** 1-based byte column in `command` that the caret stands under. */
	size_t column;
};

/** The log, oldest entry first. */
struct errlog VEC_BODY(struct errlog_entry);

/** Free all entries; the log is empty afterwards. */
void errlog_deinit(struct errlog *log);

/** A `struct errlog` that is released at the end of its scope. */
#define _cleanup_errlog_ _cleanup_(errlog_deinit)

/**
 * Parse the text of `error_log`. What does not look like an entry is stepped over.
 *
 * @param ret initialised by this; the caller deinits it
 */
struct sonde_error *errlog_parse(const char *text, struct errlog *ret);

/**
 * The log as it is now. A file that is missing (before Linux 5.2) or cannot be read gives an
 * empty log: that the kernel does not say why must not hide that it refused.
 *
 * @param tracing_dir see tracing_dir_find(), or the folder of an instance
 * @param ret initialised by this; the caller deinits it
 */
struct sonde_error *errlog_read(const char *tracing_dir, struct errlog *ret);

/**
 * The newest entry of @p after that is not in @p before and whose command is @p line, white
 * space aside; NULL if there is none. Borrowed from @p after.
 */
const struct errlog_entry *errlog_find(const struct errlog *before, const struct errlog *after,
				       const char *line);

/**
 * The 1-based column of @p line for the column of @p entry, whose command is @p line up to
 * white space. One after the end of @p line if the kernel means that something is missing.
 */
size_t errlog_column(const struct errlog_entry *entry, const char *line);

/**
 * The error for a line that the kernel refused. The message is `Failed to write event: `,
 * strerror(), and on a second line what the kernel says, or else the refused line; `text` is
 * @p line, and `column` the kernel's caret in it, 0 if it says nothing. The hint is in words
 * what to do, where the kernel's text and errno leave it open.
 *
 * @param tracing_dir see tracing_dir_find()
 * @param before the log as it was before the write, from errlog_read()
 * @param line the line that was written, without a newline
 * @param errnum errno value of write(2)
 * @return EXISTS for EEXIST, PERMISSION for EACCES, EPERM and EROFS, else REFUSED
 */
struct sonde_error *errlog_explain(const char *tracing_dir, const struct errlog *before,
				   const char *line, int errnum) __attribute__((returns_nonnull));

#endif /* TRACEFS_ERRLOG_H */
