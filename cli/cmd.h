/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * What a command is, and what every command is given.
 */
#ifndef CLI_CMD_H
#define CLI_CMD_H

#include <stdbool.h>
#include <stdio.h>

#include "cli/opts.h"

/** Exit status of sonde, documented in sonde(1). */
enum exit_status {
	/** All that was asked for was done. */
	STATUS_OK = 0,
	/** Something was not done; stderr says what and why. */
	STATUS_FAILED = 1,
	/** The command line makes no sense. */
	STATUS_USAGE = 2,
};

/** Made in main(), the same for all commands. */
struct context {
	/** Answers. */
	FILE *out;
	/** Messages and errors. */
	FILE *err;
	/** Set where a text could not be made for lack of memory: what was printed is not all. */
	bool *is_cut;
	/** Root of the probe cache given with --buildid-dir, or NULL for the default. */
	const char *buildid_dir;
};

/** A command, or a verb of one: `list` of `sonde cache list`. */
struct command {
	const char *name;
	/** Of a verb: the name of its command; else NULL. */
	const char *of;
	/** What stands behind the name on the command line; lines separated by '\n'. */
	const char *synopsis;
	/** One line. */
	const char *summary;
	/** The manual page that describes it. */
	const char *page;
	/** What its words are, as options call their values; see cli/complete/choices.c. NULL: it
	 * takes none. */
	const char *words;
	/** Its options, ended by one with id 0. */
	const struct option_spec *options;
	/** Its verbs, ended by NULL; NULL if it has none. */
	const struct command *const *verbs;
	/** People have no use for it: lists do not show it. */
	bool is_hidden;
	/** argv[0] is the command's name. */
	enum exit_status (*run)(const struct context *context, int argc, char **argv);
};

/** The commands, ended by NULL. */
extern const struct command *const commands[];

/** sonde itself, with the options that stand before a command; it is never run. */
extern const struct command command_sonde;

extern const struct command command_probe;
extern const struct command command_hist;
extern const struct command command_latency;
extern const struct command command_count;
extern const struct command command_stacks;
extern const struct command command_trace;
extern const struct command command_blacklist;
extern const struct command command_cache;
extern const struct command command_session;
extern const struct command command_filter;
extern const struct command command_check;
extern const struct command command_version;
extern const struct command command_help;
extern const struct command command_complete;

/** Print usage and options of @p command to @p stream. */
void command_print_help(const struct command *command, FILE *stream);

/** The command of this name in a table that is ended by NULL, or NULL. */
const struct command *command_find(const struct command *const *table, const char *name);

/**
 * The error for a name that is not in a table; the nearest one that is there is offered.
 *
 * @param of the command whose verbs the table has, or NULL: it has commands
 */
struct sonde_error *command_unknown(const struct command *const *table, const struct command *of,
				    const char *name);

/**
 * Print @p error, and if the command line makes no sense, how to get help. @p error is destroyed.
 *
 * @return the status it stands for
 */
enum exit_status command_refuse(const struct context *context, const struct command *command,
				struct sonde_error *error);

/** Run the verb that argv[1] names, or show the help; as `run` of a command that has verbs. */
enum exit_status command_run_verb(const struct context *context, const struct command *command,
				  int argc, char **argv);

/** What command_read() knows `--help` by; ids of other options are smaller. */
#define COMMAND_HELP_ID 10000

/** The row of a table of options for `--help`. */
#define COMMAND_HELP_SPEC                                              \
	{                                                              \
		COMMAND_HELP_ID, 'h', "help", NULL, false, "show this" \
	}

/** Who gets the words of a command line. */
struct command_reader {
	/** Gets the next option, or a word: then @p id is OPTS_WORD. */
	struct sonde_error *(*take)(void *request, int id, const char *value);
	/** Whether all of it together makes sense; NULL if it always does. */
	struct sonde_error *(*check)(const void *request);
	/** What both are given. */
	void *request;
};

/**
 * Read the words behind argv[0] with a table that has COMMAND_HELP_SPEC. Help is printed if it is
 * asked for, and so is what is wrong.
 *
 * @param argv ended by NULL
 * @param status what to exit with where there is nothing more to do
 * @return whether there is
 */
bool command_read(const struct context *context, const struct command *command, char **argv,
		  const struct command_reader *reader, enum exit_status *status);

/**
 * The root of the probe cache.
 *
 * @param ret the caller frees it
 * @return USAGE if it was given as an empty name, or is not known
 */
struct sonde_error *command_cache_root(const struct context *context, char **ret);

#endif /* CLI_CMD_H */
