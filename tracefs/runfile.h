/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Files in which a process says what it is about to do, locked as long as it lives.
 *
 * They lie in a directory that only root and this user can write. Who made one holds its flock();
 * when that is free, the maker is gone, and who comes next finishes what the file tells of. Two
 * that come at once agree by the same lock.
 *
 * tracefs begins anew with each boot, so each file says for which boot it is.
 */
#ifndef TRACEFS_RUNFILE_H
#define TRACEFS_RUNFILE_H

#include "base/cleanup.h"
#include "base/err.h"
#include "base/str.h"

struct stat;

/** The directory for all sondes of a machine. */
#define RUNFILE_DIR "/run/sonde"

/** A file that is open. */
struct runfile {
	/** Locked; -1 for none. */
	int fd;
	/** Owned. */
	char *path;
};

/** No file. */
#define RUNFILE_INIT     \
	{                \
		.fd = -1 \
	}

/** Let go of the file, which stays. Nothing is done if there is none. */
void runfile_close(struct runfile *file);

/** Remove the file and let go of it. Nothing is done if there is none. */
void runfile_remove(struct runfile *file);

/** A `struct runfile` that is closed at the end of its scope. */
#define _cleanup_runfile_ _cleanup_(runfile_close)

/**
 * Whether the directory is one that only root and this user can write.
 *
 * @return NOT_FOUND if there is none; PERMISSION if others can write it or own it, or if it is
 *         something else; OS
 */
struct sonde_error *runfile_check_dir(const char *dir);

/**
 * Make the directory if it is not there, with mode 0700; the one above it is not made.
 *
 * @return as runfile_check_dir(), or that it cannot be made
 */
struct sonde_error *runfile_make_dir(const char *dir);

/**
 * Whether only root and this user could have written what is at @p path, which @p status is of.
 *
 * @return PERMISSION if not
 */
struct sonde_error *runfile_check_owner(const char *path, const struct stat *status);

/** Append what tells this boot from others. */
struct sonde_error *runfile_boot_id(struct str *out);

/**
 * Make an empty file that is not there yet, mode 0600.
 *
 * @param dir from runfile_make_dir()
 * @param prefix how its name begins; six letters and digits follow
 * @param ret open for writing, and locked
 * @return that it cannot be made or locked; then none is left
 */
struct sonde_error *runfile_make(const char *dir, const char *prefix, struct runfile *ret);

/**
 * The same with a name of its own.
 *
 * @return besides, EXISTS if there is one
 */
struct sonde_error *runfile_make_named(const char *dir, const char *name, struct runfile *ret);

/**
 * Open and lock the file @p path, if its maker is gone. Another sonde that looks at the same time
 * passes for the maker: one that does what is to be done is enough.
 *
 * @param ret open for reading and, where this user may, for appending; without a file (fd -1) if
 *        the maker lives, or if there is no such file any more
 * @return PERMISSION if somebody else could have written it; FORMAT if it is no file
 */
struct sonde_error *runfile_take(const char *path, struct runfile *ret);

#endif /* TRACEFS_RUNFILE_H */
