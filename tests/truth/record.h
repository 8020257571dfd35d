/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * What check.c reads: the truth, and what was fetched.
 */
#ifndef TRUTH_RECORD_H
#define TRUTH_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#define ARGS_MAX 128

/** What a variable is at a place: `EVENT KEY TURN NAME TYPE VALUE`. */
struct row {
	/** Parts of the line. */
	char *event, *name, *type, *value;
	unsigned key, turn;
	/** Of a row of `now`: an event was found to be of this turn. */
	bool is_hit;
};

/** All rows, in order. */
struct truth {
	struct row *rows;
	size_t count;
};

/** `NAME=VALUE`. */
struct argument {
	char *name, *value;
};

/** One event, or what gdb says of it. */
struct hit {
	char *event;
	/** The value of `now`. */
	unsigned key;
	struct argument args[ARGS_MAX];
	size_t count;
};

/** Open a file for reading, or end the program. */
FILE *record_open(const char *path);

/** Read all rows; a bad one ends the program. */
void truth_read(const char *path, struct truth *truth);

/** The row of a name in a turn of the call that the event was in; NULL if there is none. */
struct row *truth_find(const struct truth *truth, const struct hit *hit, unsigned turn,
		       const char *name);

/** Cut `... EVENT__N: (PLACE) NAME=VALUE ...` into its parts; false if it is no event with a key.
 */
bool hit_parse(char *line, struct hit *hit);

/** The same for `NAME=VALUE ...`. */
bool hit_parse_arguments(char *line, struct hit *hit);

#endif /* TRUTH_RECORD_H */
