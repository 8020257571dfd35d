/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The options of commands that fill the cache, which say how that is done. Commands put
 * STORED_OPTION_SPECS into their tables, and give what they get to stored_options_take().
 */
#ifndef CLI_CACHED_STORED_OPTIONS_H
#define CLI_CACHED_STORED_OPTIONS_H

#include <stdbool.h>

#include "base/err.h"
#include "cli/cached/stored.h"
#include "cli/cmd.h"
#include "cli/opts.h"

/** What their ids are; those of a command's own options are smaller. */
enum stored_option_id {
	STORED_OPTION_STRICT = 6000,
	STORED_OPTION_DRY_RUN,
	STORED_OPTION_JSON,
	STORED_OPTION_QUIET,
	STORED_OPTION_VERBOSE,
	/** Not an option: the id behind the last. */
	STORED_OPTION_END,
};

/** Their rows in a table of options. */
#define STORED_OPTION_SPECS                                                                      \
	{STORED_OPTION_STRICT, 0, "strict", NULL, false, "fail if anything has to be left out"}, \
		{STORED_OPTION_DRY_RUN,                                                          \
		 'n',                                                                            \
		 "dry-run",                                                                      \
		 NULL,                                                                           \
		 false,                                                                          \
		 "say what would be cached, store nothing"},                                     \
		{STORED_OPTION_JSON, 0, "json", NULL, false, "answer as JSON"},                  \
		{STORED_OPTION_QUIET, 'q', "quiet", NULL, false, "say nothing but errors"},      \
	{                                                                                        \
		STORED_OPTION_VERBOSE, 'v', "verbose", NULL, false,                              \
			"show each line for the kernel, and all that is left out"                \
	}

/** Whether an option of this id is one of these. */
bool stored_options_have(int id);

/** Take one that stored_options_have(). */
void stored_options_take(struct stored_options *options, int id);

/** USAGE if they do not go together. */
struct sonde_error *stored_options_check(const struct stored_options *options);

#endif /* CLI_CACHED_STORED_OPTIONS_H */
