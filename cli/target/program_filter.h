/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Which of the events that the kernel lists, and of what is cached, is of a program: -l and -d with
 * -x.
 */
#ifndef CLI_TARGET_PROGRAM_FILTER_H
#define CLI_TARGET_PROGRAM_FILTER_H

#include <stdbool.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "base/fileid.h"
#include "cache/summary.h"
#include "cli/target/program_path.h"
#include "tracefs/dynevent.h"

/** The program whose events are wanted; all zero: those of the kernel and of all programs are. */
struct program_filter {
	/** Its path, absolute and without links; as it was given where no file is there. */
	struct program_path path;
	/** Its file, if there is one. */
	struct fileid file;
	bool has_file;
	/** Its build id, hexadecimal; NULL if it is not known. Owned. */
	char *build_id;
};

/**
 * Look at the file.
 *
 * @param request as given with -x
 * @param ret initialised by this; the caller deinits it
 */
struct sonde_error *program_filter_init(const struct program_request *request,
					struct program_filter *ret);

/** Free what it holds. */
void program_filter_deinit(struct program_filter *filter);

/** A `struct program_filter` that is released at the end of its scope. */
#define _cleanup_program_filter_ _cleanup_(program_filter_deinit)

/**
 * Whether an event is wanted: without a program every one; else those whose path is the program's,
 * be the file still the one that was there when they were added or not, or leads to it.
 */
bool program_has_event(const struct program_filter *filter, const struct dynevent *event);

/**
 * Whether what is cached is wanted: without a program all of it; else what was cached for its path,
 * and what is cached for its build.
 */
bool program_has_cached(const struct program_filter *filter, const struct cache_summary *summary);

#endif /* CLI_TARGET_PROGRAM_FILTER_H */
