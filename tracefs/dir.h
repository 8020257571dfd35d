/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Where the kernel's tracing directory is.
 */
#ifndef TRACEFS_DIR_H
#define TRACEFS_DIR_H

#include <stddef.h>

#include "base/err.h"
#include "base/str.h"

/**
 * Find the tracing directory: the mount point of tracefs, else `tracing` below that of
 * debugfs. Nothing is mounted by this.
 *
 * @param ret an absolute path without a slash at the end; the caller frees it
 * @return NOT_FOUND if neither file system is mounted, PERMISSION if the directory cannot be
 *         entered by this user; both say what to do
 */
struct sonde_error *tracing_dir_find(char **ret);

/**
 * The same, whether this user can enter it or not.
 *
 * @return NOT_FOUND if neither file system is mounted
 */
struct sonde_error *tracing_dir_mounted(char **ret);

/**
 * Hang what to do about it on an error from a file of the tracing directory: a hint by
 * `errnum`, unless there is a hint already. Returns @p error.
 */
struct sonde_error *tracing_hint(struct sonde_error *error);

/**
 * Append the content of the file @p name of the tracing directory to @p out.
 *
 * @param limit see file_read()
 * @return the error of file_read(), with tracing_hint()
 */
struct sonde_error *tracing_read(const char *tracing_dir, const char *name, size_t limit,
				 struct str *out);

/**
 * The same for a list of events that others may be changing. The kernel shows such a list a page at
 * a time and finds its way back by counting (seq_list_start() of fs/seq_file.c): a line that is
 * removed in between makes it skip another one, or the whole rest. So a list is read again until it
 * comes the same twice: whatever was skipped once is there then.
 *
 * @return besides, UNAVAILABLE if it never does
 */
struct sonde_error *tracing_read_list(const char *tracing_dir, const char *name, size_t limit,
				      struct str *out);

/**
 * Open the file @p name of the tracing directory for appending. It is never truncated: for most of
 * these files that clears everything.
 *
 * @param ret the caller closes it
 * @return the error of opening the file, with tracing_hint()
 */
struct sonde_error *tracing_open(const char *tracing_dir, const char *name, int *ret);

/**
 * Write @p text and a newline to a file from tracing_open(), with one write(2).
 *
 * @param ret errno value of the write, 0 if the kernel took it
 * @return NO_MEMORY
 */
struct sonde_error *tracing_write(int fd, const char *text, int *ret);

#endif /* TRACEFS_DIR_H */
