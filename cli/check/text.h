/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The short files of /proc and /sys that `sonde check` reads.
 */
#ifndef CLI_CHECK_TEXT_H
#define CLI_CHECK_TEXT_H

#include "base/err.h"
#include "base/str.h"
#include "image/buildid.h"

/**
 * Append the text of a file of a line or two, without the newline at its end.
 *
 * @param root put before @p path
 * @return that it cannot be read
 */
struct sonde_error *check_text(const char *root, const char *path, struct str *ret);

/**
 * The build id of the kernel that runs here, from `/sys/kernel/notes`.
 *
 * @param root put before that path
 * @return that it cannot be read; where the file is not there, with what to do as its hint
 */
struct sonde_error *check_running_id(const char *root, struct build_id *ret);

#endif /* CLI_CHECK_TEXT_H */
