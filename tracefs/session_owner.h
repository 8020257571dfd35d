/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The process that has begun a session, and may still be there.
 */
#ifndef TRACEFS_SESSION_OWNER_H
#define TRACEFS_SESSION_OWNER_H

#include <stdint.h>
#include <sys/types.h>

#include "base/err.h"
#include "tracefs/session.h"

/**
 * When a process was started, in clock ticks since boot (proc(5), stat, 22nd field). With its id it
 * tells it from a later one of the same id.
 *
 * @return NOT_FOUND if there is none
 */
struct sonde_error *session_process_start(pid_t pid, uint64_t *ret);

/**
 * Ask the process of a session that runs to end it (SIGTERM), and wait until it has.
 *
 * @param seconds how long to wait at the most
 * @return NOT_FOUND if there is no such session, or it does not run; REFUSED if it has not ended
 *         in time; PERMISSION if it is somebody else's
 */
struct sonde_error *session_interrupt(const struct session_place *place, const char *name,
				      double seconds);

#endif /* TRACEFS_SESSION_OWNER_H */
