/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Which file -x means: by its path, or by a name as the shell or the loader would find it; here, or
 * where a process sees it whose root directory or mounts are others (--target-ns).
 */
#ifndef CLI_TARGET_PROGRAM_PATH_H
#define CLI_TARGET_PROGRAM_PATH_H

#include "base/cleanup.h"
#include "base/err.h"

/** What was given. */
struct program_request {
	/** A path, or a name; NULL for no program. Borrowed. */
	const char *name;
	/** The process that sees it there; 0: this one. */
	long pid;
};

struct program_path {
	/**
	 * The file as this process, and so the kernel when this process writes a line, finds it:
	 * absolute, without links, unless it leads through a link of /proc whose text is the path
	 * of another file here, or of none: then as given. Of another process's file it begins with
	 * `/proc/PID/root`, which the kernel looks up like any folder; what it has found stays when
	 * the process is gone. (To enter the other namespace while the line is written would do
	 * too, but the line that the kernel lists would then be the path of another file here.)
	 * Owned.
	 */
	char *path;
	/** The same as the process sees it: under this it is cached. Owned. */
	char *inner;
};

/** Free what it holds. */
void program_path_deinit(struct program_path *path);

/** A `struct program_path` that is released at the end of its scope. */
#define _cleanup_program_path_ _cleanup_(program_path_deinit)

/**
 * Find the file. A name without a slash is looked for in the folder of this process, then in $PATH,
 * then as a library: in /etc/ld.so.cache, then in the folders that the loader knows. `libc` is any
 * library `libc.so*`, if there is one only.
 *
 * @param ret initialised by this; the caller deinits it
 * @return NOT_FOUND with the places where was looked; PERMISSION; USAGE for an empty name
 */
struct sonde_error *program_path_find(const struct program_request *request,
				      struct program_path *ret);

#endif /* CLI_TARGET_PROGRAM_PATH_H */
