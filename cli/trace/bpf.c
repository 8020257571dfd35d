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
#include "cli/run/interval.h"
#include "cli/trace/recorded.h"

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

/* A record that is kept back. */
struct kept {
	uint64_t time;
	/* In `bytes`. */
	size_t offset;
	size_t size;
};

struct bpf {
	struct trace_recorder base;
	struct filter_run *run;
	/* Of --bpf-object, or NULL. */
	struct filter_object *object;
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
};

static struct bpf *bpf_of(struct trace_source *source)
{
	return (struct bpf *)source;
}

static struct sonde_error *create(struct trace_source *source, const struct filter_kin *kin)
{
	struct bpf *bpf = bpf_of(source);
	const uint64_t size = source->request.asking->options->trace.buffer;
	const struct filter_run_options wanted = {
		.object = bpf->object,
		.ring_size = size ? (size_t)size : TRACE_BUFFER_BPF,
		.kin = kin,
		.leaving = trace_recorder_leaving(&bpf->base),
	};

	bpf->room = wanted.ring_size;
	return filter_run_create(&wanted, &bpf->run);
}

static struct sonde_error *add_thread(void *source, pid_t tid)
{
	return filter_run_add_thread(bpf_of(source)->run, tid);
}

static struct sonde_error *attach(struct trace_source *source, const struct filter_code *code,
				  uint64_t id)
{
	return filter_run_attach(bpf_of(source)->run, code, id);
}

static struct sonde_error *describe(const struct trace_source *source,
				    const struct trace_event *event,
				    const struct hit_source_request *wanted, struct hit_source *ret)
{
	(void)source;
	return hit_source_of_filter(wanted, &event->records, ret);
}

static void counts_of(const struct trace_source *source, struct filter_counts *ret)
{
	filter_run_counts(((const struct bpf *)source)->run, ret);
}

static struct sonde_error *misses_of(const struct trace_source *source, uint64_t *ret)
{
	return filter_run_misses(((const struct bpf *)source)->run, ret);
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
	struct hit *hit = &bpf->base.hit;
	const struct trace_recorded_place *place;
	struct trace_recorded *recorded;

	if (record->place >= bpf->base.places.size)
		return sonde_error_new(SONDE_ERROR_FORMAT,
				       "A record is of place %u, which there is not.",
				       record->place);
	place = &bpf->base.places.data[record->place];
	recorded = &bpf->base.recorded.data[place->recorded];
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

static void destroy(struct trace_source *source)
{
	struct bpf *bpf = bpf_of(source);

	filter_run_destroy(bpf->run);
	filter_object_close(bpf->object);
	vec_deinit(&bpf->kept);
	vec_deinit(&bpf->bytes);
	trace_recorder_deinit(&bpf->base);
	free(bpf);
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
	const struct trace_source_request *request = &bpf->base.base.request;

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
	bpf->base.outlet = &outlet;
	bpf->base.base.ops = &ops;
	bpf->base.base.request = *request;
	error = open_object(bpf);
	if (error)
		destroy(&bpf->base.base);
	else
		*ret = &bpf->base.base;
	return error;
}
