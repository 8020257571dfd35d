/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Signals that end a measurement in order: they do not end the process, but are read from a
 * descriptor, and one that comes while everything is undone waits until that is done.
 */
#ifndef CLI_RUN_INTERRUPTS_H
#define CLI_RUN_INTERRUPTS_H

#include <signal.h>
#include <stdbool.h>

#include "base/cleanup.h"
#include "base/err.h"

/** What a signal asks for. */
enum interrupt {
	/** There was none. */
	INTERRUPT_NONE,
	/** A child has changed: see whether it has ended. */
	INTERRUPT_CHILD,
	/** Ctrl-C of the terminal: the command behind `--` has it too. */
	INTERRUPT_KEY,
	/** End, with the tables: SIGINT or SIGTERM that somebody has sent. */
	INTERRUPT_END,
	/** End without them: the terminal is gone (SIGHUP), or the user wants none (SIGQUIT). */
	INTERRUPT_QUIT,
};

struct interrupts {
	/** Where they are read from, see signalfd(2); to be polled for input. -1: not begun. */
	int fd;
	/** What was held back before. */
	sigset_t before;
	/** What was done about SIGPIPE and SIGCHLD before. */
	struct sigaction pipe, child;
};

/** Not begun. */
#define INTERRUPTS_INIT   \
	{                 \
		.fd = -1, \
	}

/**
 * Hold them back from now on. A SIGHUP that is ignored (nohup(1)) stays so. SIGPIPE is ignored: a
 * reader that has gone is an error of write().
 *
 * @param ret the caller ends it with interrupts_end()
 */
struct sonde_error *interrupts_begin(struct interrupts *ret);

/** The next one that has come; nothing is waited for. */
enum interrupt interrupts_next(struct interrupts *interrupts);

/**
 * Everything as it was before. What has come meanwhile and was not read is forgotten: it has asked
 * for an end, and this is it.
 */
void interrupts_end(struct interrupts *interrupts);

/** A `struct interrupts` that is ended at the end of its scope. */
#define _cleanup_interrupts_ _cleanup_(interrupts_end)

#endif /* CLI_RUN_INTERRUPTS_H */
