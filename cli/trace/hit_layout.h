/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * What the hits of an event are like, and where their records have it: of the events of a question,
 * as the kernel's tracer or a filter records them, and of events that are there.
 */
#ifndef CLI_TRACE_HIT_LAYOUT_H
#define CLI_TRACE_HIT_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "bpf/layout.h"
#include "hist/question.h"
#include "trace/decode.h"
#include "trace/hit.h"
#include "tracefs/format.h"

/** An event whose records can be read. */
struct hit_source {
	struct hit_event event;
	struct hit_layout layout;
};

/** Free what it holds and make it empty. */
void hit_source_deinit(struct hit_source *source);

/** A `struct hit_source` that is released at the end of its scope. */
#define _cleanup_hit_source_ _cleanup_(hit_source_deinit)

struct hit_source_request {
	/** Its lines say what the arguments are; of EXISTING only the format does. */
	const struct hist_event *event;
	/** As it is to be called: `probe` and `vfs_read`. */
	const char *group, *name;
	/** For each of its fields whether it is not shown; NULL: all are. */
	const bool *hidden;
};

/**
 * Of an event whose records are as its `format` says: those of the ring buffer, and the raw part of
 * perf samples. Where it fetches the command that is known of its hits, also if it is hidden.
 *
 * @param ret initialised by this; the caller deinits it
 * @return NOT_FOUND if the format lacks an argument of the event
 */
struct sonde_error *hit_source_of_format(const struct hit_source_request *request,
					 const struct event_format *format, struct hit_source *ret);

/**
 * What hits of an event will be like, without its records: for events that are not there yet.
 *
 * @param format of one that is there; else NULL
 * @param ret initialised by this; the caller deinits it
 */
struct sonde_error *hit_event_describe(const struct hit_source_request *request,
				       const struct event_format *format, struct hit_event *ret);

/**
 * Of an event whose records are those of a filter. What is not recorded is not shown.
 *
 * @param ret initialised by this; the caller deinits it
 */
struct sonde_error *hit_source_of_filter(const struct hit_source_request *request,
					 const struct filter_layout *records,
					 struct hit_source *ret);

/**
 * Fill a hit from the record of a filter: all but its event, its place and its address.
 *
 * @param size bytes that there are
 * @param hit as for hit_decode()
 */
struct sonde_error *hit_from_filter(const struct hit_source *source,
				    const struct filter_layout *records,
				    const struct filter_record *record, size_t size,
				    struct hit *hit);

#endif /* CLI_TRACE_HIT_LAYOUT_H */
