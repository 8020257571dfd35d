/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Hits that programs record, whatever buffer they come through: what cli/trace/bpf.c and
 * cli/trace/perf.c have in common. A source of theirs begins with a `struct trace_recorder`, whose
 * outlet has what is different.
 */
#ifndef CLI_TRACE_RECORDED_H
#define CLI_TRACE_RECORDED_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/err.h"
#include "base/vec.h"
#include "bpf/filter.h"
#include "cli/run/pace.h"
#include "cli/trace/hit_layout.h"
#include "cli/trace/place.h"
#include "cli/trace/source.h"

/** An event and its hits. */
struct trace_recorded {
	/** Borrowed from the plan. */
	const struct trace_event *event;
	struct hit_source source;
	struct trace_addresses addresses;
};

/** A place that a program is attached to; records have its index, or the number of its event. */
struct trace_recorded_place {
	/** Of the event of this place, from its `id` file. */
	uint64_t id;
	/** Index of its `struct trace_recorded`. */
	size_t recorded;
	/** Which of the places of that. */
	size_t place;
};

/** Programs and their buffer. */
struct trace_outlet {
	/** Make them. @param kin the threads that count are chosen; NULL: all count */
	struct sonde_error *(*create)(struct trace_source *source, const struct filter_kin *kin);
	/** As filter_run_add_thread(), for a `struct trace_source`. */
	struct sonde_error *(*add_thread)(void *source, pid_t tid);
	/** As filter_run_attach(). */
	struct sonde_error *(*attach)(struct trace_source *source, const struct filter_code *code,
				      uint64_t id);
	/** What the records of an event are like. @param ret the caller deinits it */
	struct sonde_error *(*describe)(const struct trace_source *source,
					const struct trace_event *event,
					const struct hit_source_request *wanted,
					struct hit_source *ret);
	/** As filter_run_counts() and filter_run_misses(). */
	void (*counts)(const struct trace_source *source, struct filter_counts *ret);
	struct sonde_error *(*misses)(const struct trace_source *source, uint64_t *ret);
};

struct trace_recorder {
	struct trace_source base;
	const struct trace_outlet *outlet;
	VEC(struct trace_recorded) recorded;
	VEC(struct trace_recorded_place) places;
	/** Of the programs, as they go. */
	struct pace pace;
	/** Filled again and again. */
	struct hit hit;
};

/** To be told how the programs of @p recorder go, which has to stay as long as they. */
struct filter_leaving trace_recorder_leaving(struct trace_recorder *recorder);

/** Free what it holds, the events of its source included. What the outlet has made is gone already.
 */
void trace_recorder_deinit(struct trace_recorder *recorder);

/** `arm` of the sources: all events are written, learned and get their programs. */
struct sonde_error *trace_recorder_arm(struct trace_source *source);

/** `count` of the sources. */
struct sonde_error *trace_recorder_count(struct trace_source *source, struct trace_counts *ret);

#endif /* CLI_TRACE_RECORDED_H */
