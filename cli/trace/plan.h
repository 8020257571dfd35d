/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * How hits are recorded: which of the ways can do it, which one is taken, and what it needs.
 *
 *     --via bpf      each place has an event and a program of its own, which tests, and writes
 *                    what passes into a BPF ring buffer
 *     --via perf     the same, but what passes is written as samples of perf: for kernels without
 *                    that buffer
 *     --via ftrace   the instance's ring buffer, behind the kernel's own event filter
 *
 * Nothing is written or loaded here.
 */
#ifndef CLI_TRACE_PLAN_H
#define CLI_TRACE_PLAN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "base/vec.h"
#include "bpf/codegen.h"
#include "bpf/layout.h"
#include "cli/ask/ask.h"
#include "cli/filter/ask.h"
#include "cli/trace/options.h"

/** How many ways there are: all enum trace_via. */
#define TRACE_VIAS 4

/** Bytes of the buffers without --buffer: of each CPU by FTRACE and PERF, of all together by BPF.
 */
#define TRACE_BUFFER_FTRACE ((size_t)2 << 20)
#define TRACE_BUFFER_PERF   ((size_t)1 << 20)
#define TRACE_BUFFER_BPF    ((size_t)8 << 20)

/** A place of an event, which a program is for. */
struct trace_place {
	/** The event of this place alone, in the session's group. Owned. */
	char *name;
	/** As it is written. Owned. */
	char *line;
	struct filter_code code;
};

struct trace_event {
	/** Of the question. Borrowed. */
	const struct hist_event *event;
	/** In the person's words. Borrowed. */
	const struct measure_event *described;
	/** For each of its fields: it is only tested. Owned. */
	bool *hidden;
	/** By FTRACE: the event filter; NULL: everything passes. Owned. */
	char *filter;
	/** By FTRACE: it tests what is read from memory, which may not be there. */
	bool may_fault;
	/** By BPF and PERF. */
	VEC(struct trace_place) places;
	/** By BPF. */
	struct filter_layout records;
};

struct trace_plan {
	/** The way that is taken. */
	enum trace_via via;
	/** Why the others cannot be taken; NULL of those that could, or were not looked at. Owned.
	 */
	struct sonde_error *refusals[TRACE_VIAS];
	/** Which were looked at. */
	bool considered[TRACE_VIAS];
	/** In the order of the question. */
	VEC(struct trace_event) events;
	/** Hits of sonde itself are left out: it is not said whose are meant. */
	bool leaves_itself_out;
};

/** Free what it holds and make it empty. */
void trace_plan_deinit(struct trace_plan *plan);

/** A `struct trace_plan` that is released at the end of its scope. */
#define _cleanup_trace_plan_ _cleanup_(trace_plan_deinit)

/**
 * Make a plan for the events of a question.
 *
 * @param asking its events are there; they must stay as they are as long as the plan is used
 * @param ret initialised by this; the caller deinits it
 * @return why the way that was asked for, or each way, cannot be taken
 */
struct sonde_error *trace_plan_make(struct asking *asking, struct trace_plan *ret);

/**
 * The thread of sonde, as records and filters have it.
 *
 * @param ret 0 if it is not known: in a pid namespace, where threads have other numbers
 */
void trace_own_thread(uint32_t *ret);

#endif /* CLI_TRACE_PLAN_H */
