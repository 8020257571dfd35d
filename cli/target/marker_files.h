/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Definitions of markers without a program: the cache knows the files that have them. So with names
 * of events that are cached (cli/cached/names.h).
 */
#ifndef CLI_TARGET_MARKER_FILES_H
#define CLI_TARGET_MARKER_FILES_H

#include <stdbool.h>

#include "cli/probe/probe.h"

/** Whether a word of -a or -D is a marker's definition, and nothing says of which file. */
bool marker_files_are_needed(const struct probe_request *request);

/**
 * -a and -D: probe_add() for what is no marker, and then for each file that has one of the markers.
 * Those are the file that a definition names by `@PATH`, else each file for which the cache has
 * such a marker, if it is there and of that build. Where it knows no such marker, those are the
 * running kernel, the loaded modules and the files for which it has an event of that name.
 * The events of all files have different names.
 */
enum exit_status marker_files_add(const struct context *context,
				  const struct probe_request *request);

#endif /* CLI_TARGET_MARKER_FILES_H */
