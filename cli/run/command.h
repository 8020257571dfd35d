/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The command behind `--`: it has its process, and with it the number to be measured, before it
 * runs.
 *
 * Its process is made first and waits at a pipe. So a command that is not there is an error before
 * anything is written, and the command runs only when all is armed. If sonde is killed meanwhile,
 * the pipe ends, and so does the process. It stays in the group of processes of sonde: what the
 * terminal sends is for both, as it is for all of a shell's pipeline.
 */
#ifndef CLI_RUN_COMMAND_H
#define CLI_RUN_COMMAND_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "base/str.h"

struct command_run {
	/** Its process; 0: there is none, or it was waited for. */
	pid_t pid;
	/** The end of the pipe that lets it go; -1 once it has. */
	int gate;
	/** Where it says why it could not be executed; -1 once that is known. */
	int refusal;
	/** It has come to its end: `status` is how, as wait(2) has it. */
	bool has_ended;
	int status;
};

/** None. */
#define COMMAND_RUN_INIT                  \
	{                                 \
		.gate = -1, .refusal = -1 \
	}

/**
 * Make its process, which waits. To be called before signals are held back: it has them as sonde
 * has them now, but for SIGXFSZ, which sonde ignores.
 *
 * @param argv the command and its arguments, ended by NULL; looked for as execvp(3) does
 * @param ret the caller gives it back with command_run_deinit()
 * @return NOT_FOUND if there is no such program, PERMISSION if it is one that may not be executed
 */
struct sonde_error *command_run_prepare(char *const *argv, struct command_run *ret);

/**
 * Let it go. One that was killed while it waited has simply ended. SIGPIPE has to be ignored.
 *
 * @param name of the command, for the error
 * @return that it could not be executed
 */
struct sonde_error *command_run_start(struct command_run *run, const char *name);

/** Whether it has come to its end; nothing is waited for. None has. */
bool command_run_ended(struct command_run *run);

/**
 * End it if it has not: SIGTERM, and @p milliseconds to come to its end.
 *
 * @return whether it has ended now
 */
bool command_run_end(struct command_run *run, int milliseconds);

/**
 * Append what is to be said of its end: a sentence with the status or the signal. Nothing for
 * status 0, and for a command that has not ended.
 */
void command_run_tell(const struct command_run *run, const char *name, struct str *out);

/** Let go of it: one that still waits is ended and waited for, one that runs is left alone. */
void command_run_deinit(struct command_run *run);

/** A `struct command_run` that is released at the end of its scope. */
#define _cleanup_command_run_ _cleanup_(command_run_deinit)

#endif /* CLI_RUN_COMMAND_H */
