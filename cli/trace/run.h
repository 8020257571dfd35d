/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * A trace, carried out.
 */
#ifndef CLI_TRACE_RUN_H
#define CLI_TRACE_RUN_H

#include "cli/ask/ask.h"
#include "cli/trace/plan.h"

/**
 * Begin a session, write, start the command, print hits as they come until it is over, undo
 * everything, and say what there is to be said. Errors and remarks are printed. Nothing of it is
 * left in the kernel, whatever happens; what cannot be undone is said.
 *
 * @return STATUS_OK if it went to its end, which may be a signal; not the command's own status,
 *         which is said if it is not 0
 */
enum exit_status trace_run(struct asking *asking, const struct trace_plan *plan);

#endif /* CLI_TRACE_RUN_H */
