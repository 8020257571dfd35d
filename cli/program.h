/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Which program or shared library is meant: that of a file.
 */
#ifndef CLI_PROGRAM_H
#define CLI_PROGRAM_H

#include "base/err.h"
#include "cli/target.h"

/**
 * Settle which program is meant; the names in target.h are then those of the file.
 *
 * @param path as given with -x; the lines for the kernel have it absolute, without links
 * @param cache_root root of the cache, or NULL for the default
 * @param ret initialised by this; the caller deinits it
 * @return FORMAT for a file that is no program, REFUSED for a path that the kernel does not take
 */
struct sonde_error *program_target_init(const char *path, const char *cache_root,
					struct target *ret);

#endif /* CLI_PROGRAM_H */
