/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Command-line options from a table, in the syntax of perf and GNU getopt_long: `-k FILE`,
 * `-kFILE`, `-fn`, `--vmlinux FILE`, `--vmlinux=FILE`, unique beginnings of long names, options
 * and other words in any order, `--` before the words that are none.
 */
#ifndef CLI_OPTS_H
#define CLI_OPTS_H

#include <stdbool.h>
#include <stdio.h>

#include "base/err.h"

struct option_spec {
	/** What opts_next() returns for it; greater than 0. */
	int id;
	/** The short form, or 0. */
	char letter;
	/** The long form, or NULL. */
	const char *name;
	/** What its value is called in the help, or NULL if it takes none. */
	const char *argument;
	/** The value may be missing; if not it must be attached. */
	bool optional;
	/** One line. */
	const char *help;
};

/** opts_next() found a word that is no option. */
#define OPTS_WORD (-1)
/** opts_next() found the end. */
#define OPTS_END 0

/** Reads the words of a command line in order. */
struct opts {
	/** Ended by id 0. */
	const struct option_spec *specs;
	char **argv;
	int argc;
	/** The next word. */
	int next;
	/** The rest of a group of short options, as `n` of `-fn`, or NULL. */
	const char *cluster;
	/** `--` was read. */
	bool only_words;
};

/** Read the words behind argv[0]. */
struct opts opts_init(const struct option_spec *specs, int argc, char **argv);

/**
 * The next option or word.
 *
 * @param id the option's id, OPTS_WORD or OPTS_END
 * @param value the option's value (NULL without one), or the word
 * @return USAGE for an unknown option, a missing or a superfluous value
 */
struct sonde_error *opts_next(struct opts *opts, int *id, const char **value);

/** Print the table, a line for each option. */
void opts_print_help(const struct option_spec *specs, FILE *stream);

#endif /* CLI_OPTS_H */
