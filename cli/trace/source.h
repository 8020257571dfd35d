/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Where the hits of a trace come from: the ways of cli/trace/plan.h have this in common.
 */
#ifndef CLI_TRACE_SOURCE_H
#define CLI_TRACE_SOURCE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "cli/ask/ask.h"
#include "cli/run/undertaking.h"
#include "cli/trace/plan.h"
#include "trace/hit.h"
#include "trace/symbols.h"

/** Who takes hits, in the order of their times. */
struct trace_sink {
	/** The hit is valid during the call. */
	struct sonde_error *(*hit)(void *data, const struct hit *hit);
	/** As of struct hit_writer_ops. */
	struct sonde_error *(*lost)(void *data, uint64_t time, unsigned cpu, uint64_t count);
	/** Asked after each hit: whether something else is to be done before the next. */
	bool (*has_enough)(void *data);
	void *data;
};

/** Nobody knows. */
#define TRACE_COUNT_UNKNOWN UINT64_MAX

/** What is said at the end; each of them can be unknown. */
struct trace_counts {
	/** Records that there was no room for, or that were overwritten. */
	uint64_t lost;
	/** Stacks are records of their own, and so among them: how many hits were lost is not
	 * known, but at most so many. */
	bool are_stacks_lost;
	/** Hits that the filter has not let through. */
	uint64_t rejected;
	/** Those of them of which it could not read what it tests. */
	uint64_t faulted;
	/** Texts of which the filter saw the beginning only. */
	uint64_t cut;
	/** Hits that nothing was made of, as the kernel was in a probe or in a program already. */
	uint64_t missed;
	/** Threads that could not be followed. */
	uint64_t unfollowed;
};

/** The events of a source, for who writes hits. Borrowed. */
struct trace_hit_events VEC_BODY(const struct hit_event *);

struct trace_source;

struct trace_source_ops {
	/** Write everything. Nothing is recorded yet. */
	struct sonde_error *(*arm)(struct trace_source *source);
	/** From now on hits are recorded. */
	struct sonde_error *(*start)(struct trace_source *source);
	/** From now on none are; what was recorded can still be read. */
	struct sonde_error *(*stop)(struct trace_source *source);
	/** To be polled for input; -1: nothing is. */
	int (*fd)(const struct trace_source *source);
	/** Milliseconds after which it is to be read whatever is polled says; -1: it says. */
	int (*wait)(const struct trace_source *source);
	/** Hand out what there is, until the sink has enough; the rest waits for the next time.
	 * @p is_last: nothing will come any more, so all of it. */
	struct sonde_error *(*read)(struct trace_source *source, bool is_last,
				    const struct trace_sink *sink);
	/** After the last read(). */
	struct sonde_error *(*count)(struct trace_source *source, struct trace_counts *ret);
	void (*destroy)(struct trace_source *source);
};

/** What it is made for. Borrowed. */
struct trace_source_request {
	struct asking *asking;
	const struct trace_plan *plan;
	/** Whose session it writes to, once that was begun. */
	struct undertaking *run;
	/** Names for addresses. */
	const struct hit_symbols *symbols;
};

/** Each source has a struct that begins with this. */
struct trace_source {
	const struct trace_source_ops *ops;
	struct trace_source_request request;
	/** After arm(). */
	struct trace_hit_events events;
};

/** The sources. @param ret the caller destroys it, before the session is ended */
struct sonde_error *trace_ftrace_create(const struct trace_source_request *request,
					struct trace_source **ret);
struct sonde_error *trace_bpf_create(const struct trace_source_request *request,
				     struct trace_source **ret);
struct sonde_error *trace_perf_create(const struct trace_source_request *request,
				      struct trace_source **ret);

/** NULL is fine. */
static inline void trace_source_destroy(struct trace_source *source)
{
	if (source)
		source->ops->destroy(source);
}

#endif /* CLI_TRACE_SOURCE_H */
