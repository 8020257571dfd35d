/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/trace/output.h"

#include <stdlib.h>
#include <time.h>

#include "cli/run/pid_namespace.h"
#include "cli/terminal.h"
#include "cli/trace/json_hit.h"
#include "trace/own_frames.h"

#define PROC "/proc"

#define NANOSECONDS INT64_C(1000000000)

/* Nanoseconds that two looks at clocks are apart at the most if they are of one moment, and by
 * which a clock that was set differs. */
#define CLOCK_EXACT INT64_C(100000)
#define CLOCK_STEP  INT64_C(1000000)

/* After so many hits it is looked whether the reading is to go on. */
#define LOOK_EVERY 64

/* So much is written at once at the most, while one reading goes on. */
#define PIECE ((size_t)256 << 10)

void trace_output_deinit(struct trace_output *output)
{
	hit_writer_destroy(output->writer);
	addresses_destroy(output->addresses);
	outlet_deinit(&output->out);
	str_deinit(&output->text);
}

struct sonde_error *trace_output_open(struct trace_output *output, const struct context *context,
				      const struct ask_options *options)
{
	const char *path = options->measure.common.output;

	output->context = context;
	output->options = options;
	TRY(addresses_create(PROC, &output->addresses));
	if (pid_namespace_is_inner(PROC))
		addresses_leave_processes_out(output->addresses);
	return path ? outlet_open_appending(path, &output->out)
		    : outlet_open_stream(context->out, &output->out);
}

static int64_t clock_now(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return now.tv_sec * NANOSECONDS + now.tv_nsec;
}

/* The clock on the wall is set at times, and goes on while a machine sleeps. What is less is told
 * by being kept from going on between two looks at clocks, and makes times uneven. */
static void follow_wall_clock(struct trace_output *output)
{
	const int64_t before = clock_now(CLOCK_MONOTONIC);
	const int64_t offset = clock_now(CLOCK_REALTIME) - before;
	const bool is_exact = clock_now(CLOCK_MONOTONIC) - before < CLOCK_EXACT;

	if (!output->wall_offset || (is_exact && llabs(offset - output->wall_offset) > CLOCK_STEP))
		output->wall_offset = offset;
}

static struct sonde_error *create(struct trace_output *output,
				  const struct hit_writer_options *options)
{
	const struct trace_options *trace = &output->options->trace;

	switch (trace->format) {
	case TRACE_FORMAT:
		return hit_format_create(options, trace->format_text, &output->writer);
	case TRACE_JSON:
		return hit_json_create(options, &output->writer);
	case TRACE_PERF_SCRIPT:
		return hit_perf_script_create(options, &output->writer);
	default:
		return hit_columns_create(options, trace->show, &output->writer);
	}
}

/* Addresses of stacks and of places have names where that can be had. */
static void say_lack(const struct trace_output *output)
{
	const struct trace_options *trace = &output->options->trace;
	const char *lack = addresses_lack(output->addresses);

	if (lack && (trace_options_record_stack(trace) || trace->format == TRACE_PERF_SCRIPT) &&
	    !output->options->measure.common.quiet)
		fprintf(output->context->err, "Note: %s\n", lack);
}

struct sonde_error *trace_output_begin(struct trace_output *output,
				       const struct trace_hit_events *events)
{
	const struct trace_options *trace = &output->options->trace;
	const struct terminal terminal = terminal_look(output->context->out);
	struct hit_writer_options options = {
		.events = events->data,
		.event_count = events->size,
		.stacks = trace->stack || trace->user_stack,
	};

	follow_wall_clock(output);
	/* What perf script prints is CLOCK_MONOTONIC by --clockid, and what a program reads it may
	 * want to hold against other such times. */
	if (trace->format != TRACE_PERF_SCRIPT)
		options.wall_offset = &output->wall_offset;
	say_lack(output);
	options.symbols = addresses_symbols(output->addresses);
	if (uname(&output->system) == 0)
		options.machine = output->system.machine;
	if (terminal.is_terminal && !output->options->measure.common.output)
		options.width = terminal.width;
	TRY(create(output, &options));
	TRY(outlet_begin(&output->out));
	if (!output->writer->ops->begin)
		return NULL;
	TRY(output->writer->ops->begin(output->writer, &output->text));
	return trace_output_flush(output);
}

static struct sonde_error *flush_pieces(struct trace_output *output)
{
	return output->text.size >= PIECE ? trace_output_flush(output) : NULL;
}

static struct sonde_error *take_hit(void *data, const struct hit *hit)
{
	struct trace_output *output = data;
	struct hit shown = *hit;

	if (trace_output_is_full(output) || output->is_unread)
		return NULL;
	output->hits++;
	/* Probes have their own registers. */
	if (!hit->event->places.size)
		shown.kernel_stack = hit_frames_without_own(hit->kernel_stack,
							    addresses_symbols(output->addresses));
	TRY(output->writer->ops->hit(output->writer, &shown, &output->text));
	return flush_pieces(output);
}

static struct sonde_error *take_lost(void *data, uint64_t time, unsigned cpu, uint64_t count)
{
	struct trace_output *output = data;

	if (trace_output_is_full(output) || output->is_unread)
		return NULL;
	TRY(output->writer->ops->lost(output->writer, time, cpu, count, &output->text));
	return flush_pieces(output);
}

/* A buffer can hold more than is written in many seconds. */
static bool has_enough(void *data)
{
	struct trace_output *output = data;
	const struct outlet_wait *wait = &output->wait;

	if (trace_output_is_full(output) || output->is_unread || output->was_given_up)
		return true;
	if (output->hits % LOOK_EVERY == 0 && wait->gives_up)
		output->was_cut = wait->gives_up(wait->data);
	return output->was_cut;
}

struct trace_sink trace_output_sink(struct trace_output *output)
{
	output->was_cut = output->was_given_up = false;
	follow_wall_clock(output);
	return (struct trace_sink){
		.hit = take_hit, .lost = take_lost, .has_enough = has_enough, .data = output};
}

bool trace_output_is_full(const struct trace_output *output)
{
	const uint64_t count = output->options->trace.count;

	return count && output->hits >= count;
}

struct sonde_error *trace_output_flush(struct trace_output *output)
{
	enum outlet_end end;

	TRY(str_check(&output->text));
	if (!output->text.size && !output->out.rest.size)
		return NULL;
	TRY(outlet_put(&output->out, &output->text, &output->wait, &end));
	str_truncate(&output->text, 0);
	output->is_unread |= end == OUTLET_UNREAD;
	output->was_given_up = end == OUTLET_GIVEN_UP;
	return NULL;
}
