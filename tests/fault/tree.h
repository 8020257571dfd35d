/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * A folder as it is, to be compared and put back.
 */
#ifndef TESTS_FAULT_TREE_H
#define TESTS_FAULT_TREE_H

#include "base/str.h"

/**
 * Append a line for every name below @p path, in a fixed order: the name, type and mode, and what
 * sums up its content. Fails if something cannot be read.
 */
struct sonde_error *tree_picture(const char *path, struct str *out);

/** Make the folder @p to, which is not there, what @p from is. */
struct sonde_error *tree_copy(const char *from, const char *to);

/** Remove the folder with all that is in it. */
struct sonde_error *tree_remove(const char *path);

#endif /* TESTS_FAULT_TREE_H */
