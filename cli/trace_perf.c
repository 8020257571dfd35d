/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Hits by programs and samples of perf: the records are those of the events, as in the ring buffer
 * of the tracer.
 */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "bpf/samples.h"
#include "cli/hit_layout.h"
#include "cli/threads.h"
#include "cli/trace_kin.h"
#include "cli/trace_place.h"
#include "cli/trace_source.h"
#include "cli/trace_writes.h"
#include "tracefs/format.h"

/* Milliseconds between two readings: samples wait for older ones. */
#define STEP 10

/* Where a record has its event's number: the first field of all formats, `common_type`. */
typedef uint16_t record_type;

/* An event and its hits. */
struct recorded {
	const struct trace_event *event;
	struct hit_source source;
	struct trace_addresses addresses;
};

/* A place, by the number of its event. */
struct numbered {
	uint64_t id;
	size_t recorded;
	size_t place;
};

struct perf {
	struct trace_source base;
	struct filter_samples *samples;
	VEC(struct recorded) recorded;
	VEC(struct numbered) places;
	struct threads threads;
	/* Filled again and again. */
	struct hit hit;
	/* While samples are handed out. */
	const struct trace_sink *sink;
};

static struct perf *perf_of(struct trace_source *source)
{
	return (struct perf *)source;
}

static struct sonde_error *add_thread(void *data, pid_t tid)
{
	return filter_samples_add_thread(data, tid);
}

static struct sonde_error *create_samples(struct perf *perf)
{
	const struct trace_source_request *request = &perf->base.request;
	const struct ask_options *options = request->asking->options;
	struct filter_samples_options wanted = {
		.ring_size = options->trace.buffer ? (size_t)options->trace.buffer
						   : TRACE_BUFFER_PERF,
		.kernel_stack = trace_options_record_stack(&options->trace),
		.user_stack = trace_options_record_user_stack(&options->trace),
	};
	struct filter_kin kin;

	if (options->measure.common.pids.size || options->measure.common.command) {
		TRY(trace_kin_find(request->asking->measure.tracing_dir, &kin));
		wanted.kin = &kin;
	}
	TRY(filter_samples_create(&wanted, &perf->samples));
	return wanted.kin ? trace_kin_add(request->run, add_thread, perf->samples) : NULL;
}

static struct sonde_error *attach(struct perf *perf, size_t recorded, size_t place)
{
	const struct trace_source_request *request = &perf->base.request;
	const struct trace_event *event = perf->recorded.data[recorded].event;
	const struct trace_place *wanted = &event->places.data[place];
	struct sonde_error *error;
	uint64_t id;

	TRY(event_id_read(request->asking->measure.tracing_dir, event->event->system, wanted->name,
			  &id));
	error = filter_samples_attach(perf->samples, &wanted->code, id);
	if (error)
		return sonde_error_prefix(error, "%s: ", event->described->given);
	return vec_push(&perf->places, ((struct numbered){id, recorded, place}));
}

/* The formats of all places of an event are the same. */
static struct sonde_error *learn(struct perf *perf, const struct trace_event *event)
{
	const struct asking *asking = perf->base.request.asking;
	const struct hit_source_request wanted = {
		.event = event->event,
		.group = event->described->group,
		.name = event->event->event,
		.hidden = event->hidden,
	};
	_cleanup_event_format_ struct event_format format = {0};
	struct recorded *recorded;

	TRY(event_format_read(asking->measure.tracing_dir, event->event->system,
			      event->places.data[0].name, &format));
	TRY(vec_push(&perf->recorded, ((struct recorded){.event = event})));
	recorded = vec_last(&perf->recorded);
	TRY(hit_source_of_format(&wanted, &format, &recorded->source));
	TRY(trace_addresses_find(perf->base.request.asking, event->event, &recorded->addresses));
	for (size_t i = 0; i < event->places.size; i++)
		TRY(attach(perf, perf->recorded.size - 1, i));
	return NULL;
}

static struct sonde_error *arm(struct trace_source *source)
{
	const struct trace_source_request *request = &source->request;
	struct perf *perf = perf_of(source);
	_cleanup_trace_writes_ struct trace_writes writes = VEC_INIT;

	TRY(trace_writes_make(request->asking, request->plan, &writes));
	TRY(trace_writes_do(request->run, &writes));
	if (request->run->is_quit)
		return NULL;
	TRY(create_samples(perf));
	vec_for_each(&request->plan->events, event)
		TRY(learn(perf, event));
	vec_for_each(&perf->recorded, recorded)
		TRY(vec_push(&source->events, &recorded->source.event));
	return NULL;
}

static struct sonde_error *start(struct trace_source *source)
{
	return filter_samples_start(perf_of(source)->samples);
}

static struct sonde_error *stop(struct trace_source *source)
{
	filter_samples_stop(perf_of(source)->samples);
	return NULL;
}

static int fd_of(const struct trace_source *source)
{
	return filter_samples_fd(((const struct perf *)source)->samples);
}

static int wait_of(const struct trace_source *source)
{
	(void)source;
	return STEP;
}

static const struct numbered *find(const struct perf *perf, const struct filter_sample *sample)
{
	record_type type;

	if (sample->size < sizeof(type))
		return NULL;
	memcpy(&type, sample->bytes, sizeof(type));
	vec_for_each(&perf->places, place) {
		if (place->id == type)
			return place;
	}
	return NULL;
}

/* The sample has the thread and its process, and of sonde's own probes the record the command. */
static struct sonde_error *fill(struct perf *perf, const struct filter_sample *sample,
				struct hit *hit)
{
	struct thread thread;

	hit->time = sample->time;
	hit->cpu = sample->cpu;
	hit->pid = (pid_t)sample->pid;
	hit->tid = (pid_t)sample->tid;
	hit->kernel_stack = (struct hit_frames){sample->kernel_stack, sample->kernel_frames};
	hit->user_stack = (struct hit_frames){sample->user_stack, sample->user_frames};
	if (*hit->comm)
		return NULL;
	TRY(threads_find(&perf->threads, hit->tid, hit->time, &thread));
	memcpy(hit->comm, thread.comm, sizeof(hit->comm));
	return NULL;
}

static struct sonde_error *take(const struct filter_sample *sample, void *data, bool *enough)
{
	struct perf *perf = data;
	const struct trace_sink *sink = perf->sink;
	const struct numbered *place = sample->lost ? NULL : find(perf, sample);
	struct hit *hit = &perf->hit;
	const struct recorded *recorded;

	if (sample->lost)
		return sink->lost(sink->data, sample->time, sample->cpu, sample->lost);
	if (!place)
		return sonde_error_new(SONDE_ERROR_FORMAT,
				       "A sample is of no event of this trace.");
	recorded = &perf->recorded.data[place->recorded];
	hit->event = &recorded->source.event;
	hit->place = place->place;
	hit->comm[0] = '\0';
	hit->address = hit->return_address = 0;
	TRY(hit_decode(&recorded->source.layout, sample->bytes, sample->size, hit));
	hit->address = trace_addresses_of_hit(&recorded->addresses, hit->place, hit->address);
	TRY(fill(perf, sample, hit));
	TRY(sink->hit(sink->data, hit));
	*enough = sink->has_enough(sink->data);
	return NULL;
}

static struct sonde_error *read_all(struct trace_source *source, bool is_last,
				    const struct trace_sink *sink)
{
	struct perf *perf = perf_of(source);

	perf->sink = sink;
	return filter_samples_read(perf->samples, is_last, take, perf);
}

static struct sonde_error *count(struct trace_source *source, struct trace_counts *ret)
{
	struct filter_samples *samples = perf_of(source)->samples;
	struct filter_counts counts;

	filter_samples_counts(samples, &counts);
	*ret = (struct trace_counts){
		.lost = counts.lost,
		.rejected = counts.seen - counts.passed,
		.faulted = counts.faulted,
		.cut = counts.cut,
		.unfollowed = counts.unfollowed,
	};
	TRY(filter_samples_misses(samples, &ret->missed));
	return trace_add_misses(source->request.run->session, &ret->missed);
}

static void destroy(struct trace_source *source)
{
	struct perf *perf = perf_of(source);

	filter_samples_destroy(perf->samples);
	vec_for_each(&perf->recorded, recorded) {
		hit_source_deinit(&recorded->source);
		trace_addresses_deinit(&recorded->addresses);
	}
	vec_deinit(&perf->recorded);
	vec_deinit(&perf->places);
	vec_deinit(&source->events);
	threads_deinit(&perf->threads);
	hit_deinit(&perf->hit);
	free(perf);
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

struct sonde_error *trace_perf_create(const struct trace_source_request *request,
				      struct trace_source **ret)
{
	struct perf *perf = calloc(1, sizeof(*perf));

	if (!perf)
		return &sonde_error_no_memory;
	perf->base.ops = &ops;
	perf->base.request = *request;
	perf->threads = (struct threads)THREADS_INIT;
	*ret = &perf->base;
	return NULL;
}
