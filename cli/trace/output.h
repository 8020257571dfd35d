/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Where the hits of a trace go, and as what they are written.
 */
#ifndef CLI_TRACE_OUTPUT_H
#define CLI_TRACE_OUTPUT_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/utsname.h>

#include "base/err.h"
#include "base/str.h"
#include "cli/ask/options.h"
#include "cli/run/outlet.h"
#include "cli/target/addresses.h"
#include "cli/trace/source.h"
#include "trace/writer.h"

struct trace_output {
	const struct context *context;
	const struct ask_options *options;
	struct outlet out;
	/** What is waited for besides the reader. */
	struct outlet_wait wait;
	/** NULL before trace_output_begin(). */
	struct hit_writer *writer;
	/** Names for addresses; NULL before. */
	struct addresses *addresses;
	/** Whose machine names system calls. */
	struct utsname system;
	/** What was not written yet. */
	struct str text;
	/** Nanoseconds from CLOCK_MONOTONIC to CLOCK_REALTIME. */
	int64_t wall_offset;
	/** Hits so far. */
	uint64_t hits;
	/** Nobody reads it any more (EPIPE). */
	bool is_unread;
	/** Writing was given up; what was not written waits. */
	bool was_given_up;
	/** The last reading was ended before it had handed out everything. */
	bool was_cut;
};

/** Leads nowhere. */
#define TRACE_OUTPUT_INIT                             \
	{                                             \
		.out = OUTLET_INIT, .text = STR_INIT, \
	}

/** Close it and free what it holds. */
void trace_output_deinit(struct trace_output *output);

/** Open what is written to: that it cannot be is to be known before anything else is done. */
struct sonde_error *trace_output_open(struct trace_output *output, const struct context *context,
				      const struct ask_options *options);

/**
 * Make the writer.
 *
 * @param events those of which there will be hits
 * @return SYNTAX or NOT_FOUND of --show and --format, with the column
 */
struct sonde_error *trace_output_begin(struct trace_output *output,
				       const struct trace_hit_events *events);

/**
 * For one reading. It takes hits; those behind --count are left out. It has enough when that is
 * reached, when nobody reads, and when `wait` gives up.
 */
struct trace_sink trace_output_sink(struct trace_output *output);

/** Whether --count is reached. */
bool trace_output_is_full(const struct trace_output *output);

/** Write what has come. */
struct sonde_error *trace_output_flush(struct trace_output *output);

#endif /* CLI_TRACE_OUTPUT_H */
