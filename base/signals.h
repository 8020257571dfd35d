/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Signals that have to wait while something must not be left half done.
 */
#ifndef BASE_SIGNALS_H
#define BASE_SIGNALS_H

#include <signal.h>
#include <stdbool.h>

#include "base/cleanup.h"

/** What was held back before, to be restored. */
struct signals {
	sigset_t before;
};

/**
 * Hold back every signal that can wait: all but those of a fault of the program itself, and
 * SIGKILL and SIGSTOP, which nobody can hold.
 */
struct signals signals_hold(void);

/** Let through what was let through before. What has come meanwhile is delivered by this. */
void signals_release(struct signals *signals);

/**
 * Whether one of those that are held back since signals_hold() is there, and will end the process
 * when it is let through.
 */
bool signals_are_waiting(const struct signals *signals);

/** A `struct signals` that is released at the end of its scope. */
#define _cleanup_signals_ _cleanup_(signals_release) __attribute__((unused))

#endif /* BASE_SIGNALS_H */
