/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Hits by the ring buffer of the session's instance. Recording is off until all events are written,
 * so that all of them begin at once.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cli/run/threads.h"
#include "cli/trace/hit_layout.h"
#include "cli/trace/place.h"
#include "cli/trace/source.h"
#include "cli/trace/writes.h"
#include "tracefs/event_text.h"
#include "tracefs/format.h"
#include "tracefs/stream.h"

/* Milliseconds between two readings: while there is something, and, in steps that double, when
 * there was nothing. A buffer that fills is read before. */
#define STEP	  20
#define STEP_MOST 80

/* What is known of an event by the number in its records. */
struct recorded {
	uint64_t id;
	struct hit_source source;
	struct trace_addresses places;
	/* It says itself what its records mean. */
	bool has_text;
};

struct ftrace {
	struct trace_source base;
	struct stream *stream;
	VEC(struct recorded) recorded;
	/* Filled again and again. */
	struct hit hit;
	/* While records are handed out. */
	const struct trace_sink *sink;
	struct threads threads;
	/* Processes of which it is known beforehand that they are such: their first threads have
	 * the same numbers. */
	struct pid_list processes;
	/* Of events that say it themselves; NULL if there are none. */
	struct event_texts *texts;
	/* Of the record in hand. */
	struct str text;
	/* Milliseconds until the next reading. */
	int step;
	/* The reading that goes on has had records. */
	bool has_taken;
};

static struct ftrace *ftrace_of(struct trace_source *source)
{
	return (struct ftrace *)source;
}

static const char *find_symbol(void *data, uint64_t address, uint64_t *ret_start)
{
	const struct hit_symbols *symbols = data;
	struct hit_symbol symbol = {0};

	symbols->kernel(symbols, address, &symbol);
	*ret_start = address - symbol.offset;
	return symbol.name;
}

/* A tracepoint's own words; a probe's would only repeat its arguments. */
static struct sonde_error *learn_text(struct ftrace *ftrace, const struct hist_event *event,
				      const struct event_format *format, bool *ret)
{
	const struct trace_source_request *request = &ftrace->base.request;
	struct sonde_error *error;
	unsigned id;

	if (event->kind != HIST_EVENT_EXISTING || event_format_find(format, "__probe_ip") ||
	    event_format_find(format, "__probe_func"))
		return NULL;
	if (!ftrace->texts)
		TRY(event_texts_create(find_symbol, (void *)(uintptr_t)request->symbols,
				       &ftrace->texts));
	error = event_texts_read(ftrace->texts, request->asking->measure.tracing_dir, event->system,
				 event->event, &id);
	*ret = !error;
	return sonde_error_ignore(error, SONDE_ERROR_UNSUPPORTED);
}

static struct sonde_error *learn(struct ftrace *ftrace, const struct trace_event *event)
{
	const struct trace_source_request *request = &ftrace->base.request;
	const char *tracing_dir = request->asking->measure.tracing_dir;
	const struct hit_source_request wanted = {
		.event = event->event,
		.group = event->described->group,
		.name = event->event->event,
		.hidden = event->hidden,
	};
	_cleanup_event_format_ struct event_format format = {0};
	struct recorded *recorded;

	TRY(vec_push(&ftrace->recorded, ((struct recorded){0})));
	recorded = vec_last(&ftrace->recorded);
	TRY(event_id_read(tracing_dir, event->event->system, event->event->event, &recorded->id));
	TRY(event_format_read(tracing_dir, event->event->system, event->event->event, &format));
	TRY(hit_source_of_format(&wanted, &format, &recorded->source));
	TRY(learn_text(ftrace, event->event, &format, &recorded->has_text));
	return trace_addresses_find(request->asking, event->event, &recorded->places);
}

static struct sonde_error *arm(struct trace_source *source)
{
	const struct trace_source_request *request = &source->request;
	struct ftrace *ftrace = ftrace_of(source);
	_cleanup_trace_writes_ struct trace_writes writes = VEC_INIT;

	ftrace->threads.tracing_dir = request->asking->measure.tracing_dir;
	TRY(undertaking_pids(request->run, &ftrace->processes));
	TRY(trace_writes_make(request->asking, request->plan, &writes));
	TRY(trace_writes_do(request->run, &writes));
	vec_for_each(&request->plan->events, event)
		TRY(learn(ftrace, event));
	vec_for_each(&ftrace->recorded, recorded)
		TRY(vec_push(&source->events, &recorded->source.event));
	return stream_open(session_instance(request->run->session), &ftrace->stream);
}

static struct sonde_error *start(struct trace_source *source)
{
	return session_set(source->request.run->session, "tracing_on", "1");
}

static struct sonde_error *stop(struct trace_source *source)
{
	return session_set(source->request.run->session, "tracing_on", "0");
}

static int fd_of(const struct trace_source *source)
{
	const struct ftrace *ftrace = (const struct ftrace *)source;

	return stream_fd(ftrace->stream);
}

static int wait_of(const struct trace_source *source)
{
	return ((const struct ftrace *)source)->step;
}

static struct recorded *find(struct ftrace *ftrace, unsigned id)
{
	vec_for_each(&ftrace->recorded, recorded) {
		if (recorded->id == id)
			return recorded;
	}
	return NULL;
}

static struct hit_frames frames_of(const struct stream_frames *frames)
{
	return (struct hit_frames){frames->bytes, frames->count};
}

/* The kernel writes each of them as a record behind that of its hit, and counts it as one. */
static bool has_stacks(const struct ftrace *ftrace)
{
	const struct trace_options *options = &ftrace->base.request.asking->options->trace;

	return options->stack || options->user_stack;
}

static struct sonde_error *take_gap(struct ftrace *ftrace, const struct stream_record *record)
{
	const struct trace_sink *sink = ftrace->sink;

	return sink->lost(sink->data, record->time, record->cpu,
			  has_stacks(ftrace) ? TRACE_COUNT_UNKNOWN : record->lost);
}

/* The record has the thread, and of sonde's own probes its command. */
static struct sonde_error *name_thread(struct ftrace *ftrace, struct hit *hit)
{
	struct thread thread;

	TRY(threads_find(&ftrace->threads, hit->tid, hit->time, &thread));
	hit->pid = thread.pid;
	for (size_t i = 0; i < ftrace->processes.size && !hit->pid; i++) {
		if (ftrace->processes.data[i] == hit->tid)
			hit->pid = hit->tid;
	}
	if (!*hit->comm)
		memcpy(hit->comm, thread.comm, sizeof(hit->comm));
	/* One that has ended, and that the kernel did not come to note down. */
	if (!*hit->comm)
		hit_take_command(hit);
	return NULL;
}

static struct sonde_error *take(const struct stream_record *record, void *data, bool *enough)
{
	struct ftrace *ftrace = data;
	const struct trace_sink *sink = ftrace->sink;
	struct recorded *recorded = find(ftrace, record->id);
	struct hit *hit = &ftrace->hit;

	ftrace->has_taken = true;
	if (!record->id)
		return take_gap(ftrace, record);
	/* The kernel's own, as those of event-fork. */
	if (!recorded)
		return NULL;
	hit->time = record->time;
	hit->cpu = record->cpu;
	hit->event = &recorded->source.event;
	hit->pid = hit->tid = 0;
	hit->comm[0] = '\0';
	hit->address = hit->return_address = 0;
	hit->kernel_stack = frames_of(&record->kernel_stack);
	hit->user_stack = frames_of(&record->user_stack);
	TRY(hit_decode(&recorded->source.layout, record->bytes, record->size, hit));
	TRY(name_thread(ftrace, hit));
	hit->place = trace_addresses_place(&recorded->places, hit->address);
	hit->address = trace_addresses_of_hit(&recorded->places, hit->place, hit->address);
	hit->text = NULL;
	if (recorded->has_text) {
		str_truncate(&ftrace->text, 0);
		TRY(event_texts_write(ftrace->texts, record->bytes, record->size, &ftrace->text));
		TRY(str_check(&ftrace->text));
		hit->text = str_text(&ftrace->text);
	}
	TRY(sink->hit(sink->data, hit));
	*enough = sink->has_enough(sink->data);
	return NULL;
}

static struct sonde_error *read_all(struct trace_source *source, bool is_last,
				    const struct trace_sink *sink)
{
	struct ftrace *ftrace = ftrace_of(source);

	ftrace->sink = sink;
	ftrace->has_taken = false;
	TRY(stream_read(ftrace->stream, is_last, take, ftrace));
	if (ftrace->has_taken || stream_has_more(ftrace->stream))
		ftrace->step = STEP;
	else if (ftrace->step < STEP_MOST)
		ftrace->step *= 2;
	return NULL;
}

static struct sonde_error *count(struct trace_source *source, struct trace_counts *ret)
{
	struct session *session = source->request.run->session;
	struct stream_stats stats;

	*ret = (struct trace_counts){.rejected = TRACE_COUNT_UNKNOWN};
	TRY(stream_read_stats(session_instance(session), &stats));
	ret->lost = stats.overrun + stats.dropped;
	ret->are_stacks_lost = has_stacks(ftrace_of(source));
	return session_misses(session, &ret->missed);
}

static void destroy(struct trace_source *source)
{
	struct ftrace *ftrace = ftrace_of(source);

	stream_close(ftrace->stream);
	vec_for_each(&ftrace->recorded, recorded) {
		hit_source_deinit(&recorded->source);
		trace_addresses_deinit(&recorded->places);
	}
	vec_deinit(&ftrace->recorded);
	vec_deinit(&source->events);
	hit_deinit(&ftrace->hit);
	threads_deinit(&ftrace->threads);
	vec_deinit(&ftrace->processes);
	event_texts_destroy(ftrace->texts);
	str_deinit(&ftrace->text);
	free(ftrace);
}

static const struct trace_source_ops ops = {
	.arm = arm,
	.start = start,
	.stop = stop,
	.fd = fd_of,
	.wait = wait_of,
	.read = read_all,
	.count = count,
	.destroy = destroy,
};

struct sonde_error *trace_ftrace_create(const struct trace_source_request *request,
					struct trace_source **ret)
{
	struct ftrace *ftrace = calloc(1, sizeof(*ftrace));

	if (!ftrace)
		return &sonde_error_no_memory;
	ftrace->base.ops = &ops;
	ftrace->base.request = *request;
	ftrace->threads = (struct threads)THREADS_INIT;
	ftrace->text = (struct str)STR_INIT;
	ftrace->processes = (struct pid_list)VEC_INIT;
	ftrace->step = STEP;
	*ret = &ftrace->base;
	return NULL;
}
