/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * What would be done, as text: the writes with their files (-n), command lines.
 */
#ifndef CLI_ASK_PRINT_H
#define CLI_ASK_PRINT_H

#include "base/err.h"
#include "base/str.h"
#include "cli/ask/ask.h"

/**
 * The command line, so that it can be typed again.
 *
 * @param ret the caller frees it
 */
struct sonde_error *ask_print_typed(const struct asking *asking, char **ret);

/**
 * Print the writes of the measurement in their order, as lines of a shell that make them: first
 * those that begin it, then what reads it, then those that end it.
 */
struct sonde_error *ask_print_writes(const struct asking *asking);

/** Append how processes are chosen in an instance: those of -p, and the command's. */
void ask_print_processes(const struct undertaking_options *options, const char *instance,
			 struct str *out);

/** Print for which build definitions are cached now, and what is to be typed on its machine. */
struct sonde_error *ask_print_cached(const struct asking *asking);

#endif /* CLI_ASK_PRINT_H */
