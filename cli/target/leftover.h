/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * What killed sondes have left in the running kernel.
 */
#ifndef CLI_TARGET_LEFTOVER_H
#define CLI_TARGET_LEFTOVER_H

#include <stdbool.h>

#include "base/notes.h"
#include "cli/probe/probe.h"

/**
 * Remove it, and say so. To be called before anything is read of the kernel's events. What goes
 * wrong does not stop the command.
 *
 * @param only_look remove nothing, only say what there is
 */
void leftover_clean(const struct context *context, const struct probe_request *request,
		    bool only_look);

/**
 * The same for who says it himself: parts of definitions, sessions, a setting of the system.
 *
 * @param notes gets a remark for what was removed or, with @p only_look, is there
 * @param problems gets one for each session that stays, and its reason; may be @p notes
 * @return that tracefs cannot be used, or NO_MEMORY
 */
struct sonde_error *leftover_collect(bool only_look, struct notes *notes, struct notes *problems);

#endif /* CLI_TARGET_LEFTOVER_H */
