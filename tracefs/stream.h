/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The records of an instance's ring buffer as they come, in the order of their times, from
 * `per_cpu/cpuN/trace_pipe_raw` (Documentation/trace/ftrace.rst). Pages are taken apart by
 * libtraceevent (kbuffer(3)).
 *
 * Each CPU has a buffer of its own. What is in them all is read, and handed out as far as it is
 * older than the beginning of the reading, less a margin: a record has its time before it is
 * finished, and meanwhile, and so long as its CPU is kept from going on, nobody can read it. One
 * that takes longer than the margin comes behind its time; none is left out. One whose stack is not
 * there yet is waited for longer, up to a second, and all that are younger with it. The instance's
 * clock has to be `mono`.
 *
 * Of each CPU some pages are kept here; when there are more, the kernel keeps them, and drops what
 * it has no room for. So memory is bounded, and all that is lost is counted by the kernel.
 *
 * The files are open as long as there is a stream: the instance cannot be removed before it is
 * closed.
 */
#ifndef TRACEFS_STREAM_H
#define TRACEFS_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "base/str.h"

struct stream;

/** Addresses of a stack, the innermost first. */
struct stream_frames {
	/** Each of 8 bytes, as this machine has them; not aligned. NULL if there is none. Borrowed
	 * during the call. */
	const void *bytes;
	size_t count;
};

/** A record, or a gap. */
struct stream_record {
	/** CLOCK_MONOTONIC, nanoseconds; of a gap that of the next record of its CPU. */
	uint64_t time;
	unsigned cpu;
	/** The `id` of its event, from `common_type`; 0: records were lost here, `lost` many. */
	unsigned id;
	/** Records that the kernel has overwritten or thrown away; STREAM_LOST_UNKNOWN if it does
	 * not know how many. Of a gap. */
	uint64_t lost;
	/** The record as its `format` has it, filled up to a multiple of four bytes. Borrowed
	 * during the call. */
	const void *bytes;
	size_t size;
	/** What options/stacktrace and options/userstacktrace have recorded with it. The first
	 * frame of a probe is the place that it is at, of a return the caller; of tracepoints there
	 * may be functions of tracing before it. Of a user's stack the kernel keeps 8 frames
	 * (FTRACE_STACK_ENTRIES), and none where it does not support it (arm64 before 6.11). */
	struct stream_frames kernel_stack, user_stack;
};

#define STREAM_LOST_UNKNOWN UINT64_MAX

/**
 * Takes a record. An error ends the reading for good.
 *
 * @param enough to be set if no more is wanted now: the rest is handed out by the next reading
 */
typedef struct sonde_error *stream_record_fn(const struct stream_record *record, void *data,
					     bool *enough);

/**
 * Begin to read.
 *
 * @param instance path of the instance, as session_instance() gives it
 * @param ret the caller closes it
 * @return NOT_FOUND if there is no such instance; FORMAT if its pages have no form that is known;
 *         OS or PERMISSION if its files cannot be opened
 */
struct sonde_error *stream_open(const char *instance, struct stream **ret);

/** NULL is fine. */
void stream_close(struct stream *stream);

/** Scope guard for a `struct stream *`. */
static inline void stream_closep(struct stream **stream)
{
	stream_close(*stream);
}
#define _cleanup_stream_ _cleanup_(stream_closep)

/**
 * To be polled for input, beside reading now and then: the buffer of some CPU is filled by as much
 * as the instance's `buffer_percent` says. -1: the kernel does not tell that; it has to be read
 * every few milliseconds.
 */
int stream_fd(const struct stream *stream);

/** Whether records were read that are too young to be handed out. */
bool stream_has_more(const struct stream *stream);

/**
 * Read what is there and hand it out; nothing is waited for. While that is handed out, buffers that
 * fill are read, and kept.
 *
 * @param is_last nothing more will come, as all events are off: everything is handed out
 * @return the error of @p take; FORMAT if a page is none; OS if a file cannot be read. The reading
 *         cannot go on then.
 */
struct sonde_error *stream_read(struct stream *stream, bool is_last, stream_record_fn *take,
				void *data);

/** What the kernel says of all CPUs of the instance (`per_cpu/cpuN/stats`). Stacks are records of
 * their own there. */
struct stream_stats {
	/** Records that were overwritten before they were read. */
	uint64_t overrun;
	/** Records that were thrown away as there was no room: options/overwrite is off, or
	 * interrupts had more to record than the buffer has room for. */
	uint64_t dropped;
	/** Records that are there or were read. */
	uint64_t kept;
};

/** @return NOT_FOUND if there is no such instance */
struct sonde_error *stream_read_stats(const char *instance, struct stream_stats *ret);

#endif /* TRACEFS_STREAM_H */
