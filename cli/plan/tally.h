/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * How many definitions of a list were resolved, how many not, and why.
 */
#ifndef CLI_PLAN_TALLY_H
#define CLI_PLAN_TALLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/err.h"
#include "base/notes.h"

/** Kinds of errors there are. */
#define TALLY_KINDS (SONDE_ERROR_OS + 1)

struct tally {
	/** It is to be printed: there was a list. */
	bool is_wanted;
	/** Definitions that were resolved. */
	size_t done;
	/** Places that these have. */
	size_t places;
	/** New events, of which several places may share one. */
	size_t events;
	/** Things that were left out of them. */
	size_t left_out;
	/** Definitions that failed, and how many of them for each kind of error. */
	size_t failed;
	size_t kinds[TALLY_KINDS];
};

/** Count a definition that was resolved. */
void tally_plan(struct tally *tally, size_t places);

/** Count what was left out. */
void tally_notes(struct tally *tally, const struct notes *notes);

/** Count a definition that failed. */
void tally_failure(struct tally *tally, const struct sonde_error *error);

/** Count all that were resolved as failed: what they were resolved for could not be done. */
void tally_fail_all(struct tally *tally, const struct sonde_error *error);

/** Print one line, as `12 definitions: 10 resolved (14 places), 2 failed (1 not found, ...)`. */
void tally_print(const struct tally *tally, FILE *stream);

#endif /* CLI_PLAN_TALLY_H */
