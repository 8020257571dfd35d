/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * One run of the program that is tried, and what it has left.
 */
#ifndef TESTS_FAULT_TRIAL_H
#define TESTS_FAULT_TRIAL_H

#include <stdbool.h>

#include "base/str.h"
#include "tests/fault/calls.h"
#include "tests/fault/shared.h"

/** The name of the file in `aside` that gets what it answers. */
#define TRIAL_STDOUT "stdout"

/** What is tried, and where. */
struct trial {
	/** The words of its command line, NULL at the end. */
	char **words;
	/** The folder that it runs in, all of whose files are looked at. */
	const char *folder;
	/** A folder for files about it, which is not in that one. */
	const char *aside;
	/** Where its stdout goes; NULL: it is kept. */
	const char *sink;
	/** The library that lets allocations fail, and what it is told; NULL: without it. */
	const char *library;
	struct fault_shared *shared;
	int shared_fd;
	/** Its system calls are counted; NULL: they are not. */
	struct calls *calls;
	/** A signal that is sent after so many microseconds; 0: none. */
	int signal;
	unsigned signal_after;
};

/** What came of it. */
struct outcome {
	/** As waitpid() has it. */
	int status;
	/** It took too long, and was killed. */
	bool hung;
	struct str out, err;
	/** The folder after it: tree_picture(). */
	struct str picture;
};

/** Nothing yet. */
#define OUTCOME_INIT ((struct outcome){.out = STR_INIT, .err = STR_INIT, .picture = STR_INIT})

/** Release what an outcome holds. */
void outcome_deinit(struct outcome *outcome);
/** A `struct outcome` that is released at the end of its scope. */
#define _cleanup_outcome_ _cleanup_(outcome_deinit)

/** Run it. @p ret is one that holds nothing. */
struct sonde_error *trial_run(const struct trial *trial, struct outcome *ret);

#endif /* TESTS_FAULT_TRIAL_H */
