/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Debuginfo from servers: debuginfod(8), by libdebuginfod, see debuginfod_find_debuginfo(3). That
 * is loaded when it is needed: it brings thirty libraries with it.
 */
#ifndef IMAGE_DEBUGINFOD_H
#define IMAGE_DEBUGINFOD_H

#include "base/err.h"
#include "base/str.h"
#include "image/buildid.h"

/**
 * Ask the servers of the environment's DEBUGINFOD_URLS for the debuginfo of a build. What they
 * have is kept below DEBUGINFOD_CACHE_PATH or the user's own cache directory, and asked for once.
 *
 * @param tried gets a line that says why there is none, in the form of find_try()
 * @param ret path of the file, whose build id is still to be compared; NULL for none. The caller
 *            frees it
 */
struct sonde_error *debuginfod_find(const struct build_id *id, struct str *tried, char **ret);

#endif /* IMAGE_DEBUGINFOD_H */
