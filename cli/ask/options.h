/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The options of hist, latency, count, stacks and trace: what is asked for, of what, and how it is
 * measured. Each command has a table of those that it takes, made of the rows here.
 */
#ifndef CLI_ASK_OPTIONS_H
#define CLI_ASK_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/vec.h"
#include "cli/cmd.h"
#include "cli/measure/measure.h"
#include "cli/measure/options.h"
#include "cli/target/options.h"
#include "cli/trace/options.h"
#include "hist/question.h"

/** Ids of what is neither about the target (cli/target/options.h) nor about measuring. */
enum ask_option_id {
	ASK_OPTION_BY = 7000,
	ASK_OPTION_SUM,
	ASK_OPTION_IF,
	ASK_OPTION_GATE,
	ASK_OPTION_MATCH,
	ASK_OPTION_WORST,
	ASK_OPTION_STATS,
	ASK_OPTION_UNIT,
	ASK_OPTION_CALLERS,
	ASK_OPTION_CPUS,
	ASK_OPTION_CACHE,
	ASK_OPTION_DRY_RUN,
	ASK_OPTION_MAX_PROBES,
	ASK_OPTION_NO_INLINES,
	ASK_OPTION_SOURCE,
	ASK_OPTION_STRICT,
};

/** Rows of tables of several commands. */
#define ASK_SUM_SPEC                                                                       \
	{                                                                                  \
		ASK_OPTION_SUM, 0, "sum", "NAME[,NAME]", false, "sum these up in each row" \
	}
#define ASK_IF_SPEC                                                                             \
	{                                                                                       \
		ASK_OPTION_IF, 0, "if", "EXPR", false, "count only hits for which this is true" \
	}

/** The rows of a table that say what definitions are about, and what becomes of them. */
#define ASK_DEFINITION_SPECS                                                                       \
	TARGET_OPTION_SPECS, {ASK_OPTION_SOURCE,                                                   \
			      's',                                                                 \
			      "source",                                                            \
			      "DIR",                                                               \
			      false,                                                               \
			      "the folder with the sources, for patterns"},                        \
		{ASK_OPTION_CACHE,                                                                 \
		 0,                                                                                \
		 "cache",                                                                          \
		 NULL,                                                                             \
		 false,                                                                            \
		 "keep what was resolved in the probe cache"},                                     \
		{ASK_OPTION_DRY_RUN,                                                               \
		 'n',                                                                              \
		 "dry-run",                                                                        \
		 NULL,                                                                             \
		 false,                                                                            \
		 "print each write with its file, write nothing"},                                 \
		{ASK_OPTION_MAX_PROBES,                                                            \
		 0,                                                                                \
		 "max-probes",                                                                     \
		 "N",                                                                              \
		 false,                                                                            \
		 "allow N places for one definition (128; count: 1000)"},                          \
		{ASK_OPTION_NO_INLINES, 0, "no-inlines", NULL, false, "leave out inlined copies"}, \
		{ASK_OPTION_STRICT,                                                                \
		 0,                                                                                \
		 "strict",                                                                         \
		 NULL,                                                                             \
		 false,                                                                            \
		 "fail if anything has to be left out"},                                           \
		COMMAND_HELP_SPEC,                                                                 \
	{                                                                                          \
		0                                                                                  \
	}

/** The rows of a table that all measuring commands have behind their own. */
#define ASK_OPTION_SPECS                                                                          \
	{ASK_OPTION_CPUS, 'c', "cpus", "CPUS", false, "measure on these processors only: 0-3,8"}, \
		MEASURE_OPTION_SPECS, ASK_DEFINITION_SPECS

/** What was given. All texts are borrowed from the command line. */
struct ask_options {
	struct target_options target;
	struct measure_options measure;
	/** Of `sonde trace`; `measure.common` is its, too. */
	struct trace_options trace;
	/** Definitions, names of events. */
	VEC(const char *) words;
	/** As of struct hist_question; NULL where they were not given. */
	const char *by, *sum, *filter, *match, *worst, *cpus;
	/** --gate bpf: the filter is a program's. */
	bool has_gate;
	bool stats;
	enum hist_unit unit;
	/** --callers. */
	bool callers;
	bool cache;
	bool dry_run;
	/** Places of one definition at the most. */
	size_t max_probes;
	bool no_inlines;
	/** Folder given with -s, or NULL. */
	const char *source;
	bool strict;
	/** The whole command line behind `sonde`, ended by NULL. */
	char *const *typed;
	/** The words of it before `--`: a copy that ends there. Owned. */
	char **words_read;
};

/** Free what it holds. */
void ask_options_deinit(struct ask_options *options);

/** USAGE where neither a definition nor an event was given. @param example what could be typed */
struct sonde_error *ask_options_need_words(const struct ask_options *options, const char *example);

/** Who reads a command line. */
struct ask_reader {
	const struct command *command;
	/** Whether all of it together makes sense for it. */
	struct sonde_error *(*check)(const struct ask_options *options);
	/** Places that a definition can have without --max-probes; 0: as of `sonde probe`. */
	size_t max_probes;
};

/**
 * Read a command line. Help is printed if it is asked for, and so is what is wrong.
 *
 * @param argv ended by NULL; argv[0] is the command's name
 * @param ret initialised by this; the caller deinits it, whatever comes of it
 * @param status what to exit with where there is nothing more to do
 * @return whether there is
 */
bool ask_options_read(const struct context *context, const struct ask_reader *asked, char **argv,
		      struct ask_options *ret, enum exit_status *status);

#endif /* CLI_ASK_OPTIONS_H */
