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
	/** Root of the probe cache given with --buildid-dir, or NULL for the default. */
	const char *buildid_dir;
};

struct command {
	const char *name;
	/** What stands behind the name on the command line; lines separated by '\n'. */
	const char *synopsis;
	/** One line. */
	const char *summary;
	/** The manual page that describes it. */
	const char *page;
	/** Its options, ended by one with id 0. */
	const struct option_spec *options;
	/** argv[0] is the command's name. */
	enum exit_status (*run)(const struct context *context, int argc, char **argv);
};

/** The commands, ended by NULL. */
extern const struct command *const commands[];

extern const struct command command_probe;
extern const struct command command_blacklist;
extern const struct command command_version;
extern const struct command command_help;

/** Print usage and options of @p command to @p stream. */
void command_print_help(const struct command *command, FILE *stream);

#endif /* CLI_CMD_H */
