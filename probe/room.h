/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * How much one event has room for.
 */
#ifndef PROBE_ROOM_H
#define PROBE_ROOM_H

#include "base/err.h"
#include "base/notes.h"
#include "probe/event.h"

/** Arguments of an event: MAX_TRACE_ARGS of kernel/trace/trace_probe.h. */
#define ROOM_ARGS_MAX 128
/** Bytes of a line: WRITE_BUFSIZE - 2 in trace_parse_run_command(), kernel/trace/trace.c. */
#define ROOM_LINE_MAX 4094
/**
 * Bytes that the arguments of an event fetch: the ring buffer drops what does not fit one of its
 * pages (4096 bytes), which holds headers and texts as well.
 */
#define ROOM_DATA_MAX 3072

/**
 * So many arguments have room however long they are: names of 32 bytes, 14 accesses to memory,
 * arrays of 64 numbers.
 */
#define ROOM_ARGS_FEW 6

/**
 * Take out of @p event what it has no room for: arguments of the highest rank first, and of
 * these the last ones first.
 *
 * @param place where the event is, for people
 * @param notes gets their names
 * @return REFUSED if those of rank PROBE_RANK_ASKED alone are too many
 */
struct sonde_error *room_make(struct probe_event *event, const char *place, struct notes *notes);

#endif /* PROBE_ROOM_H */
