/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * What killed sondes have left in the running kernel.
 */
#ifndef CLI_LEFTOVER_H
#define CLI_LEFTOVER_H

#include <stdbool.h>

#include "cli/probe.h"

/**
 * Remove it, and say so. To be called before anything is read of the kernel's events. What goes
 * wrong does not stop the command.
 *
 * @param only_look remove nothing, only say what there is
 */
void leftover_clean(const struct context *context, const struct probe_request *request,
		    bool only_look);

#endif /* CLI_LEFTOVER_H */
