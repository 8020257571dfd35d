/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Which program or shared library is meant: that of a file.
 */
#ifndef CLI_TARGET_PROGRAM_H
#define CLI_TARGET_PROGRAM_H

#include "base/err.h"
#include "cli/target/program_path.h"
#include "cli/target/target.h"
#include "probe/event.h"

/**
 * Settle which program is meant; the names in target.h are then those of the file.
 *
 * @param request as given with -x
 * @param cache_root root of the cache, or NULL for the default
 * @param ret initialised by this; the caller deinits it
 * @return as program_path_find(); FORMAT for a file that is no program, REFUSED for a path that the
 * kernel does not take
 */
struct sonde_error *program_target_init(const struct program_request *request,
					const char *cache_root, struct target *ret);

/** Fail with MISMATCH where the program is for machines of another kind than this one. */
struct sonde_error *program_check_running(const struct target *target);

/**
 * Check that the file at target->path still is the one that was read, and of that build: what is
 * known of its places is of no other. Another file may have been put in its place meanwhile, as
 * package managers do.
 *
 * @return MISMATCH with both build ids
 */
struct sonde_error *program_check_unchanged(const struct target *target);

/**
 * Make an event that is cached for a build of the program one of this file: the path is its. The
 * build id has been compared.
 *
 * @return FORMAT for what is no uprobe in its code
 */
struct sonde_error *program_take_cached(const struct target *target, struct probe_event *event);

#endif /* CLI_TARGET_PROGRAM_H */
