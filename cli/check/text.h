/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The short files of /proc and /sys that `sonde check` reads.
 */
#ifndef CLI_CHECK_TEXT_H
#define CLI_CHECK_TEXT_H

#include "base/err.h"
#include "base/str.h"

/**
 * Append the text of a file of a line or two, without the newline at its end.
 *
 * @param root put before @p path
 * @return that it cannot be read
 */
struct sonde_error *check_text(const char *root, const char *path, struct str *ret);

#endif /* CLI_CHECK_TEXT_H */
