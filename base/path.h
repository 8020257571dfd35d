/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Paths as texts; nothing here looks at a file.
 */
#ifndef BASE_PATH_H
#define BASE_PATH_H

#include <stdbool.h>

#include "base/str.h"

/**
 * Whether @p path ends with @p tail at the start of one of its components: `fs/file.c` and
 * `file.c` are ends of `/usr/src/linux/fs/file.c`, `ile.c` is not. Both count as path_normalize()
 * makes them. A `/` at the beginning of @p tail only says that a component starts there, and a
 * `..` that is left there stands for any directory. NULL ends with nothing, and nothing ends with
 * a tail that has no name.
 */
bool path_ends_with(const char *path, const char *tail);

/**
 * Append @p path without `.` and empty components, and without `DIR/..`; a `..` at the beginning
 * stays. Nothing is looked up: DIR is taken for no symbolic link.
 */
void path_normalize(const char *path, struct str *out);

#endif /* BASE_PATH_H */
