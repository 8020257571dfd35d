/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Paths as a process sees them whose root directory is another one: /proc/PID/root of a process in
 * a container.
 */
#ifndef BASE_ROOTED_H
#define BASE_ROOTED_H

#include "base/err.h"

/**
 * The path without symbolic links, `.` and `..` of the file that @p path leads to for a process
 * whose root directory is @p root. Links are followed within that: an absolute one begins there
 * again, and `..` does not lead out of it.
 *
 * @param root path of a folder without a slash at its end, which is not looked at further; "" for
 *        one's own
 * @param path taken from the root, with or without a slash at its beginning
 * @param ret what stands behind @p root: `/usr/bin/x`, or `/`. The caller frees it
 * @return NOT_FOUND, PERMISSION, OS; FORMAT for too many links
 */
struct sonde_error *rooted_realpath(const char *root, const char *path, char **ret);

#endif /* BASE_ROOTED_H */
