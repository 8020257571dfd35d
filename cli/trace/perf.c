/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Hits by programs and samples of perf: the records are those of the events, as in the ring buffer
 * of the tracer.
 */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "bpf/samples.h"
#include "cli/run/threads.h"
#include "cli/trace/recorded.h"
#include "tracefs/format.h"

/* Milliseconds between two readings: samples wait for older ones. */
#define STEP 10

/* Where a record has its event's number: the first field of all formats, `common_type`. */
typedef uint16_t record_type;

struct perf {
	struct trace_recorder base;
	struct filter_samples *samples;
	struct threads threads;
	/* While samples are handed out. */
	const struct trace_sink *sink;
};

static struct perf *perf_of(struct trace_source *source)
{
	return (struct perf *)source;
}

static struct sonde_error *create(struct trace_source *source, const struct filter_kin *kin)
{
	const struct trace_options *options = &source->request.asking->options->trace;
	const struct filter_samples_options wanted = {
		.ring_size = options->buffer ? (size_t)options->buffer : TRACE_BUFFER_PERF,
		.kernel_stack = trace_options_record_stack(options),
		.user_stack = trace_options_record_user_stack(options),
		.kin = kin,
		.leaving = trace_recorder_leaving(&perf_of(source)->base),
	};

	return filter_samples_create(&wanted, &perf_of(source)->samples);
}

static struct sonde_error *add_thread(void *source, pid_t tid)
{
	return filter_samples_add_thread(perf_of(source)->samples, tid);
}

static struct sonde_error *attach(struct trace_source *source, const struct filter_code *code,
				  uint64_t id)
{
	return filter_samples_attach(perf_of(source)->samples, code, id);
}

/* The formats of all places of an event are the same. */
static struct sonde_error *describe(const struct trace_source *source,
				    const struct trace_event *event,
				    const struct hit_source_request *wanted, struct hit_source *ret)
{
	_cleanup_event_format_ struct event_format format = {0};

	TRY(event_format_read(source->request.asking->measure.tracing_dir, event->event->system,
			      event->places.data[0].name, &format));
	return hit_source_of_format(wanted, &format, ret);
}

static void counts_of(const struct trace_source *source, struct filter_counts *ret)
{
	filter_samples_counts(((const struct perf *)source)->samples, ret);
}

static struct sonde_error *misses_of(const struct trace_source *source, uint64_t *ret)
{
	return filter_samples_misses(((const struct perf *)source)->samples, ret);
}

static const struct trace_outlet outlet = {
	.create = create,
	.add_thread = add_thread,
	.attach = attach,
	.describe = describe,
	.counts = counts_of,
	.misses = misses_of,
};

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

static const struct trace_recorded_place *find(const struct perf *perf,
					       const struct filter_sample *sample)
{
	record_type type;

	if (sample->size < sizeof(type))
		return NULL;
	memcpy(&type, sample->bytes, sizeof(type));
	vec_for_each(&perf->base.places, place) {
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
	const struct trace_recorded_place *place = sample->lost ? NULL : find(perf, sample);
	struct hit *hit = &perf->base.hit;
	const struct trace_recorded *recorded;

	if (sample->lost)
		return sink->lost(sink->data, sample->time, sample->cpu, sample->lost);
	if (!place)
		return sonde_error_new(SONDE_ERROR_FORMAT,
				       "A sample is of no event of this trace.");
	recorded = &perf->base.recorded.data[place->recorded];
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

static void destroy(struct trace_source *source)
{
	struct perf *perf = perf_of(source);

	filter_samples_destroy(perf->samples);
	threads_deinit(&perf->threads);
	trace_recorder_deinit(&perf->base);
	free(perf);
}

static const struct trace_source_ops ops = {
	.arm = trace_recorder_arm,
	.start = start,
	.stop = stop,
	.fd = fd_of,
	.wait = wait_of,
	.read = read_all,
	.count = trace_recorder_count,
	.destroy = destroy,
};

struct sonde_error *trace_perf_create(const struct trace_source_request *request,
				      struct trace_source **ret)
{
	struct perf *perf = calloc(1, sizeof(*perf));

	if (!perf)
		return &sonde_error_no_memory;
	perf->base.outlet = &outlet;
	perf->base.base.ops = &ops;
	perf->base.base.request = *request;
	perf->threads = (struct threads)THREADS_INIT;
	*ret = &perf->base.base;
	return NULL;
}
