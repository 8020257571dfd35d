/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The options that measuring commands and `sonde trace` have in common, read from the command line.
 */
#ifndef CLI_RUN_UNDERTAKING_OPTIONS_H
#define CLI_RUN_UNDERTAKING_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/err.h"
#include "base/vec.h"
#include "cli/opts.h"

/** All strings are borrowed from the command line. */
struct undertaking_options {
	/** -p: processes that are meant, with their threads and children; empty: all. */
	VEC(pid_t) pids;
	/** -d, in seconds; 0: until it is ended otherwise. */
	double duration;
	/** What stands behind `--`, ended by NULL; NULL if nothing does. Only it and its children
	 * are meant, besides the processes of `pids`. */
	char *const *command;
	/** -o: file that gets the answers, instead of stdout; a device or a pipe is written to; or
	 * NULL. */
	const char *output;
	/** --expedite: the kernel's waits are short while it is undone (tracefs/expedite.h). */
	bool expedite;
	/** -q: no remarks on stderr. */
	bool quiet;
	/** -v: what is written, to stderr. */
	bool verbose;
};

/** What their ids are. */
enum undertaking_option_id {
	UNDERTAKING_OPTION_PID = 8500,
	UNDERTAKING_OPTION_DURATION,
	UNDERTAKING_OPTION_OUTPUT,
	UNDERTAKING_OPTION_EXPEDITE,
	UNDERTAKING_OPTION_QUIET,
	UNDERTAKING_OPTION_VERBOSE,
	/** Not an option: the id behind the last. */
	UNDERTAKING_OPTION_END,
};

/** Their rows in a table of options, those that say who and how long. */
#define UNDERTAKING_WHO_SPECS(verb)                                          \
	{UNDERTAKING_OPTION_PID,                                             \
	 'p',                                                                \
	 "pid",                                                              \
	 "PID[,PID...]",                                                     \
	 false,                                                              \
	 verb " these processes only, with their threads and children"},     \
	{                                                                    \
		UNDERTAKING_OPTION_DURATION, 'd', "duration", "TIME", false, \
			"end after 5, 0.5, 500ms, 2m, 1h (s without a unit)" \
	}

/** The one that says where answers go. */
#define UNDERTAKING_OUTPUT_SPEC                                          \
	{                                                                \
		UNDERTAKING_OPTION_OUTPUT, 'o', "output", "FILE", false, \
			"write the answer to a file"                     \
	}

/** Those that say how. */
#define UNDERTAKING_HOW_SPECS                                                                    \
	{UNDERTAKING_OPTION_EXPEDITE,                                                            \
	 0,                                                                                      \
	 "expedite",                                                                             \
	 NULL,                                                                                   \
	 false,                                                                                  \
	 "have the kernel wait less when events are removed"},                                   \
		{UNDERTAKING_OPTION_QUIET, 'q', "quiet", NULL, false, "say nothing but errors"}, \
	{                                                                                        \
		UNDERTAKING_OPTION_VERBOSE, 'v', "verbose", NULL, false,                         \
			"show each line for the kernel"                                          \
	}

/** Whether an option of this id is one of these. */
bool undertaking_options_have(int id);

/** Take one that undertaking_options_have(); USAGE for a value that it cannot have. */
struct sonde_error *undertaking_options_take(struct undertaking_options *options, int id,
					     const char *value);

/** USAGE if they do not go together. */
struct sonde_error *undertaking_options_check(const struct undertaking_options *options);

/** Free what it holds; the texts are the command line's. */
void undertaking_options_deinit(struct undertaking_options *options);

/** @return USAGE: two options that do not go together, as `--json`, "switch `o'" */
struct sonde_error *option_exclusive(const char *one, const char *other);

/** @return USAGE: there is nothing but blanks in the @p value of an option, as `--if`. */
struct sonde_error *option_filled(const char *option, const char *value);

/**
 * Read how long: `5` and `5s` are seconds, `500ms`, `2m` and `1h` what they say; `0.5` is fine.
 *
 * @param option for the error, as `--duration`
 * @param ret seconds, greater than 0
 * @return USAGE for anything else
 */
struct sonde_error *option_read_time(const char *option, const char *text, double *ret);

/**
 * Read a number from @p least to @p most.
 *
 * @param wanted for the error, as `--top takes a number from 1 on`
 * @return USAGE for anything else
 */
struct sonde_error *option_read_number(const char *text, uint64_t least, uint64_t most,
				       const char *wanted, uint64_t *ret);

#endif /* CLI_RUN_UNDERTAKING_OPTIONS_H */
