/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The processes of -p, and when the last of them has ended.
 */
#ifndef CLI_RUN_WATCHED_H
#define CLI_RUN_WATCHED_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "base/vec.h"

struct watched_process {
	pid_t pid;
	/** Becomes readable when it ends (pidfd_open(2)); -1 where the kernel has no such thing. */
	int fd;
	bool has_ended;
};

struct watched VEC_BODY(struct watched_process);

/** Watch none any more; the list is empty afterwards. */
void watched_deinit(struct watched *watched);

/** A `struct watched` that is released at the end of its scope. */
#define _cleanup_watched_ _cleanup_(watched_deinit)

/**
 * Watch a process.
 *
 * @return NOT_FOUND if there is none of this number, USAGE if it is a thread of another one: the
 *         hint names that one
 */
struct sonde_error *watched_add(struct watched *watched, pid_t pid);

/** Whether all have ended; not so if there are none. */
bool watched_ended(struct watched *watched);

/**
 * Milliseconds after which watched_ended() has to be asked though no descriptor says so; -1: those
 * say so.
 */
int watched_wait(const struct watched *watched);

#endif /* CLI_RUN_WATCHED_H */
