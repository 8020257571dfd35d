/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Whole files: read with a bound, replaced atomically, locked.
 */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/err.h"
#include "base/str.h"

/**
 * Append the content of @p path to @p out. Works for /proc and /sys files, whose size is
 * not known beforehand. A pipe or a device is refused (FORMAT) and not waited for.
 *
 * @param limit bytes beyond which the file is refused (FORMAT); 0 for no limit
 */
struct sonde_error *file_read(const char *path, size_t limit, struct str *out);

/**
 * Append what is left to read of @p fd, which may be a pipe, and is waited for.
 *
 * @param name of the file, for errors
 * @param limit as in file_read()
 */
struct sonde_error *file_read_open(int fd, const char *name, size_t limit, struct str *out);

/**
 * Replace @p path by a file with this content: a temporary file beside it, fsync, rename,
 * fsync of the directory. On failure @p path is as it was and no temporary file is left; only
 * if that last fsync fails is the new content in place but perhaps not yet on disk. A symbolic
 * link is replaced itself, not what it points to.
 *
 * @param mode permission bits of the new file, whatever the umask
 */
struct sonde_error *file_replace(const char *path, const char *content, size_t size, mode_t mode);

/**
 * The same without waiting for the disk: after a crash of the machine the file may be there but
 * not whole. For what can be made again, and tells when it is damaged.
 */
struct sonde_error *file_replace_lazily(const char *path, const char *content, size_t size,
					mode_t mode);

/**
 * Make an empty file beside @p path, mode 0600, with a name that file_is_beside() knows.
 *
 * @param ret_name the caller frees it
 * @param ret open for writing; the caller closes it
 */
struct sonde_error *file_make_beside(const char *path, char **ret_name, int *ret);

/**
 * Whether @p name is @p base, `.Tmp`, and six letters and digits: what file_make_beside() makes,
 * and no person.
 */
bool file_is_beside(const char *name, const char *base);

/**
 * Write all @p size bytes to @p fd, however often write(2) has to be called.
 *
 * @param path of the file, for the error
 */
struct sonde_error *file_write_all(int fd, const char *path, const char *content, size_t size);

/**
 * Take the exclusive flock() of the file @p path, which is made if need be; waits for other
 * holders. The lock ends with the descriptor, which the caller closes.
 */
struct sonde_error *file_lock(const char *path, int *ret);

/** Whether something of this name can be seen. */
bool file_exists(const char *path);

#endif /* BASE_FILE_H */
