/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Hits by programs and a BPF ring buffer.
 *
 * The buffer is one for all CPUs, and has its records nearly in the order of their times: a program
 * that was kept from going on has taken its place before others that it is younger than. So records
 * are kept for some milliseconds before they are handed out. One that comes even later comes behind
 * its time; none is left out.
 */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "bpf/filter.h"
#include "bpf/object.h"
#include "cli/hit_layout.h"
#include "cli/interval.h"
#include "cli/trace_kin.h"
#include "cli/trace_place.h"
#include "cli/trace_source.h"
#include "cli/trace_writes.h"
#include "tracefs/format.h"

/* Nanoseconds that records are kept, and milliseconds after which they are looked at again. */
#define KEPT_FOR UINT64_C(5000000)
#define STEP	 6

/* As long as records are kept the kernel is not asked to wake us for each that comes: the buffer is
 * read again when a quarter of it can be full, but after a millisecond at the earliest. */
#define SHARE	    4
#define MILLISECOND UINT64_C(1000000)

/* While more than this part of the buffer comes at a time, hits are written this late, nanoseconds.
 */
#define FLOOD_SHARE 16
#define PUT_OFF	    UINT64_C(100000000)

/* After so many hits were written the buffer is read, so that it does not fill meanwhile. */
#define DRAIN_EVERY ((size_t)64)

/* Not more units of ALIGNMENT are kept than this, however large the buffer is. */
#define KEPT_LIMIT ((size_t)4 << 20)

/* Bytes that a record begins at a multiple of. */
#define ALIGNMENT 8

/* An event and its hits. */
struct recorded {
	const struct trace_event *event;
	struct hit_source source;
	struct trace_addresses addresses;
};

/* By the number in records. */
struct numbered {
	size_t recorded;
	/* Which of its places. */
	size_t place;
};

/* A record that is kept back. */
struct kept {
	uint64_t time;
	/* In `bytes`. */
	size_t offset;
	size_t size;
};

struct bpf {
	struct trace_source base;
	struct filter_run *run;
	/* Of --bpf-object, or NULL. */
	struct filter_object *object;
	VEC(struct recorded) recorded;
	VEC(struct numbered) places;
	VEC(struct kept) kept;
	/* The first of them were handed out. */
	size_t given;
	/* Their bytes, in units of ALIGNMENT. */
	VEC(uint64_t) bytes;
	/* Records that were told to be lost. */
	uint64_t lost;
	/* Bytes that the buffer has room for, and that were read at the last reading, which was at
	 * this time; milliseconds until the next. */
	size_t room, filled;
	uint64_t read_at;
	int step;
	/* They are many. */
	bool is_flood;
	/* Filled again and again. */
	struct hit hit;
};

static struct bpf *bpf_of(struct trace_source *source)
{
	return (struct bpf *)source;
}

static struct sonde_error *add_thread(void *data, pid_t tid)
{
	return filter_run_add_thread(data, tid);
}

static struct sonde_error *create_run(struct bpf *bpf)
{
	const struct trace_source_request *request = &bpf->base.request;
	const struct ask_options *options = request->asking->options;
	const uint64_t size = options->trace.buffer;
	struct filter_run_options wanted = {
		.object = bpf->object,
		.ring_size = size ? (size_t)size : TRACE_BUFFER_BPF,
	};
	struct filter_kin kin;

	if (options->measure.common.pids.size || options->measure.common.command) {
		TRY(trace_kin_find(request->asking->measure.tracing_dir, &kin));
		wanted.kin = &kin;
	}
	bpf->room = wanted.ring_size;
	TRY(filter_run_create(&wanted, &bpf->run));
	return wanted.kin ? trace_kin_add(request->run, add_thread, bpf->run) : NULL;
}

static struct sonde_error *attach(struct bpf *bpf, size_t recorded, size_t place)
{
	const struct trace_source_request *request = &bpf->base.request;
	const struct trace_event *event = bpf->recorded.data[recorded].event;
	const struct trace_place *wanted = &event->places.data[place];
	struct sonde_error *error;
	uint64_t id;

	TRY(event_id_read(request->asking->measure.tracing_dir, event->event->system, wanted->name,
			  &id));
	error = filter_run_attach(bpf->run, &wanted->code, id);
	if (error)
		return sonde_error_prefix(error, "%s: ", event->described->given);
	return vec_push(&bpf->places, ((struct numbered){recorded, place}));
}

static struct sonde_error *learn(struct bpf *bpf, const struct trace_event *event)
{
	const struct hit_source_request wanted = {
		.event = event->event,
		.group = event->described->group,
		.name = event->event->event,
		.hidden = event->hidden,
	};
	struct recorded *recorded;

	TRY(vec_push(&bpf->recorded, ((struct recorded){.event = event})));
	recorded = vec_last(&bpf->recorded);
	TRY(hit_source_of_filter(&wanted, &event->records, &recorded->source));
	TRY(trace_addresses_find(bpf->base.request.asking, event->event, &recorded->addresses));
	for (size_t i = 0; i < event->places.size; i++)
		TRY(attach(bpf, bpf->recorded.size - 1, i));
	return NULL;
}

static struct sonde_error *arm(struct trace_source *source)
{
	const struct trace_source_request *request = &source->request;
	struct bpf *bpf = bpf_of(source);
	_cleanup_trace_writes_ struct trace_writes writes = VEC_INIT;

	TRY(trace_writes_make(request->asking, request->plan, &writes));
	TRY(trace_writes_do(request->run, &writes));
	if (request->run->is_quit)
		return NULL;
	TRY(create_run(bpf));
	vec_for_each(&request->plan->events, event)
		TRY(learn(bpf, event));
	vec_for_each(&bpf->recorded, recorded)
		TRY(vec_push(&source->events, &recorded->source.event));
	return NULL;
}

static struct sonde_error *start(struct trace_source *source)
{
	return filter_run_start(bpf_of(source)->run);
}

static struct sonde_error *stop(struct trace_source *source)
{
	filter_run_stop(bpf_of(source)->run);
	return NULL;
}

static int fd_of(const struct trace_source *source)
{
	const struct bpf *bpf = (const struct bpf *)source;

	return bpf->kept.size ? -1 : filter_run_fd(bpf->run);
}

static int wait_of(const struct trace_source *source)
{
	const struct bpf *bpf = (const struct bpf *)source;

	return bpf->kept.size ? bpf->step : -1;
}

static bool is_full(const struct bpf *bpf)
{
	return bpf->bytes.size >= KEPT_LIMIT;
}

/* Kept in the order of times: it is nearly that in which they come. */
static struct sonde_error *keep(const struct filter_record *record, size_t size, void *data,
				bool *enough)
{
	struct bpf *bpf = data;
	const size_t offset = bpf->bytes.size;
	size_t at = bpf->kept.size;

	for (size_t i = 0; i < size; i += ALIGNMENT) {
		const size_t left = size - i;
		uint64_t unit = 0;

		memcpy(&unit, (const char *)record + i, left < ALIGNMENT ? left : ALIGNMENT);
		TRY(vec_push(&bpf->bytes, unit));
	}
	TRY(vec_push(&bpf->kept, ((struct kept){record->time, offset, size})));
	bpf->filled += size;
	for (; at > bpf->given && bpf->kept.data[at - 1].time > record->time; at--)
		bpf->kept.data[at] = bpf->kept.data[at - 1];
	bpf->kept.data[at] = (struct kept){record->time, offset, size};
	*enough = is_full(bpf);
	return NULL;
}

static struct sonde_error *say_lost(struct bpf *bpf, uint64_t time, uint64_t lost,
				    const struct trace_sink *sink)
{
	const uint64_t count = lost > bpf->lost ? lost - bpf->lost : 0;

	bpf->lost += count;
	return count ? sink->lost(sink->data, time, UINT_MAX, count) : NULL;
}

static struct sonde_error *hand_out(struct bpf *bpf, const struct kept *kept,
				    const struct trace_sink *sink)
{
	const struct filter_record *record = (const void *)(bpf->bytes.data + kept->offset);
	struct hit *hit = &bpf->hit;
	const struct numbered *place;
	struct recorded *recorded;

	if (record->place >= bpf->places.size)
		return sonde_error_new(SONDE_ERROR_FORMAT,
				       "A record is of place %u, which there is not.",
				       record->place);
	place = &bpf->places.data[record->place];
	recorded = &bpf->recorded.data[place->recorded];
	TRY(say_lost(bpf, record->time, record->lost, sink));
	hit->event = &recorded->source.event;
	hit->place = place->place;
	hit->return_address = 0;
	hit->address = recorded->addresses.is_user ? 0
						   : recorded->addresses.list.data[place->place];
	TRY(hit_from_filter(&recorded->source, &recorded->event->records, record, kept->size, hit));
	return sink->hit(sink->data, hit);
}

/* Those that are left begin at the beginning again. */
static void drop_first(struct bpf *bpf, size_t count)
{
	size_t first = SIZE_MAX;

	memmove(bpf->kept.data, bpf->kept.data + count,
		(bpf->kept.size - count) * sizeof(*bpf->kept.data));
	bpf->kept.size -= count;
	vec_for_each(&bpf->kept, kept)
		first = kept->offset < first ? kept->offset : first;
	if (!bpf->kept.size)
		first = bpf->bytes.size;
	memmove(bpf->bytes.data, bpf->bytes.data + first,
		(bpf->bytes.size - first) * sizeof(*bpf->bytes.data));
	bpf->bytes.size -= first;
	vec_for_each(&bpf->kept, kept)
		kept->offset -= first;
}

/* When the first ones come nobody knows how many will. */
static struct sonde_error *fill(struct bpf *bpf, uint64_t now, bool is_last)
{
	const bool was_idle = !bpf->kept.size;
	const uint64_t passed = now - bpf->read_at;
	uint64_t wait;

	if (!is_full(bpf))
		TRY(is_last ? filter_run_read_rest(bpf->run, keep, bpf)
			    : filter_run_read(bpf->run, keep, bpf));
	wait = was_idle ? 0 : passed * (bpf->room / SHARE) / (bpf->filled + 1) / MILLISECOND;
	bpf->step = wait < 1 ? 1 : wait < STEP ? (int)wait : STEP;
	bpf->is_flood = bpf->filled > bpf->room / FLOOD_SHARE;
	bpf->filled = 0;
	bpf->read_at = now;
	return NULL;
}

/* To write hits takes longer than to record them: first all are fetched. */
static bool puts_off(const struct bpf *bpf, uint64_t now)
{
	return bpf->is_flood && bpf->kept.size && !is_full(bpf) &&
	       bpf->kept.data[0].time + PUT_OFF > now;
}

/* What is older can be handed out. What is still in the buffer is younger than what was read of it,
 * nearly: so the youngest are kept. */
static uint64_t find_limit(const struct bpf *bpf, bool is_last, uint64_t now)
{
	const uint64_t limit = is_last ? UINT64_MAX : now - KEPT_FOR;
	uint64_t before;

	if (!is_full(bpf))
		return limit;
	before = vec_last(&bpf->kept)->time - KEPT_FOR;
	return bpf->kept.data[0].time < before ? before : limit;
}

/* @param enough whether the sink has */
static struct sonde_error *give(struct bpf *bpf, uint64_t limit, const struct trace_sink *sink,
				bool *enough)
{
	while (!*enough && bpf->given < bpf->kept.size && bpf->kept.data[bpf->given].time < limit) {
		TRY(hand_out(bpf, &bpf->kept.data[bpf->given], sink));
		*enough = sink->has_enough(sink->data);
		if (++bpf->given % DRAIN_EVERY == 0 && !is_full(bpf))
			TRY(filter_run_read(bpf->run, keep, bpf));
	}
	if (bpf->given)
		drop_first(bpf, bpf->given);
	bpf->given = 0;
	return NULL;
}

static struct sonde_error *read_all(struct trace_source *source, bool is_last,
				    const struct trace_sink *sink)
{
	struct bpf *bpf = bpf_of(source);
	const uint64_t now = interval_now();
	bool enough = false, has_more;
	struct filter_counts counts;

	do {
		TRY(fill(bpf, now, is_last));
		if (!is_last && puts_off(bpf, now))
			return NULL;
		has_more = is_full(bpf);
		TRY(give(bpf, find_limit(bpf, is_last, now), sink, &enough));
	} while (is_last && has_more && !enough);
	if (!is_last || enough)
		return NULL;
	filter_run_counts(bpf->run, &counts);
	return say_lost(bpf, now, counts.lost, sink);
}

static struct sonde_error *count(struct trace_source *source, struct trace_counts *ret)
{
	struct filter_run *run = bpf_of(source)->run;
	struct filter_counts counts;

	filter_run_counts(run, &counts);
	*ret = (struct trace_counts){
		.lost = counts.lost,
		.rejected = counts.seen - counts.passed,
		.faulted = counts.faulted,
		.cut = counts.cut,
		.unfollowed = counts.unfollowed,
	};
	TRY(filter_run_misses(run, &ret->missed));
	return trace_add_misses(source->request.run->session, &ret->missed);
}

static void destroy(struct trace_source *source)
{
	struct bpf *bpf = bpf_of(source);

	filter_run_destroy(bpf->run);
	filter_object_close(bpf->object);
	vec_for_each(&bpf->recorded, recorded) {
		hit_source_deinit(&recorded->source);
		trace_addresses_deinit(&recorded->addresses);
	}
	vec_deinit(&bpf->recorded);
	vec_deinit(&bpf->places);
	vec_deinit(&bpf->kept);
	vec_deinit(&bpf->bytes);
	vec_deinit(&source->events);
	hit_deinit(&bpf->hit);
	free(bpf);
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

/* Whether the user's function was compiled for what it will be given. */
static struct sonde_error *check_object(const struct filter_object *object,
					const struct trace_event *event)
{
	struct sonde_error *error = NULL;
	VEC(const char *) names = VEC_INIT;

	for (size_t i = 0; i < event->event->fields.size && !error; i++)
		error = vec_push(&names, event->event->fields.data[i].field);
	if (!error)
		error = filter_object_check(object, &event->records, names.data);
	vec_deinit(&names);
	return error;
}

static struct sonde_error *open_object(struct bpf *bpf)
{
	const struct trace_source_request *request = &bpf->base.request;

	if (!request->asking->options->trace.object)
		return NULL;
	TRY(filter_object_open(request->asking->options->trace.object, &bpf->object));
	vec_for_each(&request->plan->events, event)
		TRY(check_object(bpf->object, event));
	return NULL;
}

struct sonde_error *trace_bpf_create(const struct trace_source_request *request,
				     struct trace_source **ret)
{
	struct bpf *bpf = calloc(1, sizeof(*bpf));
	struct sonde_error *error;

	if (!bpf)
		return &sonde_error_no_memory;
	bpf->base.ops = &ops;
	bpf->base.request = *request;
	error = open_object(bpf);
	if (error)
		destroy(&bpf->base);
	else
		*ret = &bpf->base;
	return error;
}
