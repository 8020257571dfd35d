/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * What all commands that write to the kernel for a while have in common: a session, the processes
 * and the command behind `--` that are meant, signals, and when it is over. A measurement
 * (cli/measure/measuring.h) and a trace (cli/trace/run.c) each have one.
 *
 *     TRY(undertaking_prepare(&run));          what can fail before anything is written
 *     error = undertaking_begin(&run, &how);   the session, and whom it is about
 *     ... undertaking_write(&run, ...) ...
 *     undertaking_start_clock(&run);           from now on
 *     error = undertaking_start_command(&run); when all is there
 *     TRY(undertaking_wait(&run, &also, &is_unread));
 *     ... undertaking_has_ended(&run) ...
 *     error = undertaking_end_session(&run);   in any case
 *     undertaking_end_command(&run);
 *     undertaking_deinit(&run);
 */
#ifndef CLI_RUN_UNDERTAKING_H
#define CLI_RUN_UNDERTAKING_H

#include <poll.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/vec.h"
#include "cli/cmd.h"
#include "cli/run/command.h"
#include "cli/run/interrupts.h"
#include "cli/run/undertaking_options.h"
#include "cli/run/watched.h"
#include "tracefs/session.h"

/** What is waited for at once. */
struct undertaking_polls VEC_BODY(struct pollfd);

struct undertaking {
	const struct context *context;
	/** Borrowed. */
	const struct undertaking_options *options;
	/** The command behind `--`. */
	struct command_run command;
	struct interrupts interrupts;
	/** The processes of -p. */
	struct watched watched;
	/** NULL before it was begun, and after it was ended. */
	struct session *session;
	/** Of the last undertaking_wait(). */
	struct undertaking_polls polls;
	/** When all was armed, see interval_now(). */
	uint64_t start;
	/** When -d is over; INTERVAL_NEVER without. */
	uint64_t deadline;
	/** Ctrl-C was pressed, which was left to the command. */
	bool was_interrupted;
	/** No answer is wanted any more (SIGHUP, SIGQUIT). */
	bool is_quit;
};

/** Of a context and its options; nothing is done yet. */
#define UNDERTAKING_INIT(context_, options_)                                               \
	{                                                                                  \
		.context = (context_), .options = (options_), .command = COMMAND_RUN_INIT, \
		.interrupts = INTERRUPTS_INIT, .watched = VEC_INIT, .polls = VEC_INIT,     \
	}

/** Let go of all; a session that was not ended is left as if this process had been killed. */
void undertaking_deinit(struct undertaking *run);

/** All that does not touch the kernel's tracing: processes, the command, signals. */
struct sonde_error *undertaking_prepare(struct undertaking *run);

/** How a session is begun. Borrowed. */
struct undertaking_session {
	/** See tracing_dir_find(). */
	const char *tracing_dir;
	/** Its name, or NULL: the number of this process. */
	const char *name;
	/** The command line as it can be typed again, or NULL. */
	const char *asked;
	/** All processes count in its instance. */
	bool takes_all;
};

/** Begin the session; only -p and the command count in it, if there are such. */
struct sonde_error *undertaking_begin(struct undertaking *run,
				      const struct undertaking_session *asked);

/** Processes, by their ids. */
struct pid_list VEC_BODY(pid_t);

/**
 * The processes that are meant: those of -p, and that of the command.
 *
 * @param ret appended to; the caller deinits it
 */
struct sonde_error *undertaking_pids(const struct undertaking *run, struct pid_list *ret);

/**
 * Write one text into the session; -v shows it.
 *
 * @param definition what the person called it, for errors; may be NULL
 */
struct sonde_error *undertaking_write(struct undertaking *run, const struct session_write *write,
				      const char *definition);

/** Time begins to run, as of -d. */
void undertaking_start_clock(struct undertaking *run);

/** Let the command go, if there is one. */
struct sonde_error *undertaking_start_command(struct undertaking *run);

/**
 * Take the signals that have come; whether one of them is the end. If no answer is wanted either,
 * `is_quit` is set. The first Ctrl-C is left to a command that runs.
 */
bool undertaking_is_interrupted(struct undertaking *run);

/** What is waited for besides the end of an undertaking. */
struct undertaking_wait {
	/** Milliseconds after which there is something to be done; -1: never. */
	int step;
	/** To be polled for input; -1: nothing is. */
	int input;
	/** Where answers go: a pipe without a reader says so. -1: nowhere. */
	int answers;
};

/**
 * Wait for a signal, the end of the command, of the processes of -p or of -d, and for what @p also
 * has; no longer than until the first of these.
 *
 * @param is_unread set if nobody reads the answers any more, else left as it is
 */
struct sonde_error *undertaking_wait(struct undertaking *run, const struct undertaking_wait *also,
				     bool *is_unread);

/** Whether it is over for another reason than a signal. */
bool undertaking_has_ended(struct undertaking *run);

/** Undo the session. Signals wait meanwhile; what stays nevertheless is said. */
struct sonde_error *undertaking_end_session(struct undertaking *run);

/** The command goes on for itself only if it wants nothing else; how it has ended is said. */
void undertaking_end_command(struct undertaking *run);

#endif /* CLI_RUN_UNDERTAKING_H */
