/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Paths of source files.
 */
#ifndef BASE_PATH_H
#define BASE_PATH_H

#include <stdbool.h>

/**
 * Whether @p path ends with @p tail at the start of one of its components: `fs/file.c` and
 * `file.c` are ends of `/usr/src/linux/fs/file.c`, `ile.c` is not. NULL ends with nothing.
 */
bool path_ends_with(const char *path, const char *tail);

#endif /* BASE_PATH_H */
