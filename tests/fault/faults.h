/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * A command that is tried over and over, with another fault each time.
 */
#ifndef TESTS_FAULT_FAULTS_H
#define TESTS_FAULT_FAULTS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "base/str.h"
#include "tests/fault/trial.h"

/** What goes wrong. */
enum fault_mode {
	FAULT_MEMORY,
	FAULT_CALLS,
	FAULT_SIGNALS,
};

/** What is asked for, and what has come of it so far. */
struct faults {
	enum fault_mode mode;
	struct trial trial;
	/** Whose allocations fail. */
	enum fault_whose whose;
	/** Callers that tell allocations apart, of which one fails each; 0: every one does. */
	uint32_t depth;
	/** What calls fail with; 0: a write writes the half. */
	int errnum;
	/** Calls do not fail, but this signal comes; 0: none. */
	int signal;
	/** All that come after the first fail as well. */
	bool goes_on;
	/** How many signals come at any time, and what draws them. */
	unsigned rounds;
	uint64_t seed;
	/** Only this fault; 0: all. */
	uint64_t only;
	/** The file with crashes of libraries that are known; NULL: there are none. */
	const char *known_path;
	/** Its content. */
	struct str known;
	/** The folder as it is before a run: where it is kept, and tree_picture() of it. */
	struct str kept, before;
	/** What comes without a fault, and the microseconds that it takes. */
	struct outcome good;
	uint64_t took;
	/** Runs, those in which something was wrong, and those that a library ended. */
	unsigned runs, failures, crashes;
};

/** Nothing asked for, nothing there. */
#define FAULTS_INIT       \
	((struct faults){ \
		.known = STR_INIT, .kept = STR_INIT, .before = STR_INIT, .good = OUTCOME_INIT})

/** Release what it holds. */
void faults_deinit(struct faults *faults);
/** A `struct faults` that is released at the end of its scope. */
#define _cleanup_faults_ _cleanup_(faults_deinit)

/**
 * Run it without a fault, and then with each. What is wrong is printed, and counted in `failures`.
 * Fails if it cannot be tried, or is not the same each time without a fault.
 */
struct sonde_error *faults_try(struct faults *faults);

#endif /* TESTS_FAULT_FAULTS_H */
