/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Which file is at a path, and whether it still is.
 */
#ifndef BASE_FILEID_H
#define BASE_FILEID_H

#include <stdbool.h>
#include <sys/types.h>
#include <time.h>

#include "base/err.h"

/** What stat(2) says of a file, as far as it tells it from others and its content from later ones.
 */
struct fileid {
	/** File system, and number of the file there. */
	dev_t device;
	ino_t inode;
	/** Bytes. */
	off_t size;
	/** When its content changed last. */
	struct timespec modified;
};

/**
 * Of a file that is open.
 *
 * @param path of the file, for the error
 */
struct sonde_error *fileid_of_fd(int fd, const char *path, struct fileid *ret);

/** Of the file at @p path, links followed. @return NOT_FOUND, PERMISSION, OS */
struct sonde_error *fileid_of_path(const char *path, struct fileid *ret);

/** Whether both are one file, whatever is in it. */
bool fileid_same_file(const struct fileid *a, const struct fileid *b);

/** Whether both are one file, and nobody has written to it in between. */
bool fileid_same(const struct fileid *a, const struct fileid *b);

#endif /* BASE_FILEID_H */
