/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bpf/filter.h"

#include <bpf/libbpf.h>
#include <stdlib.h>
#include <time.h>

#include "base/clock.h"
#include "bpf/armed.h"
#include "bpf/ring.h"
#include "bpf/verdict.h"

struct filter_run {
	struct filter_armed armed;
	/** NULL without records. */
	struct filter_ring *ring;
	/** Records that never came (filter_run_read_rest()). */
	uint64_t missing;
};

/* Nanoseconds after which a record that has not come is lost, and between two looks. */
#define REST_WAIT  UINT64_C(50000000)
#define REST_PAUSE 1000000L

const char *filter_library_version(void)
{
	return libbpf_version_string();
}

static struct sonde_error *prepare(struct filter_run *run, const struct filter_run_options *options)
{
	int fd;

	run->armed.ring_size = options->ring_size;
	run->armed.object = options->object;
	run->armed.leaving = options->leaving;
	if (options->ring_size) {
		TRY(filter_maps_get(&run->armed.maps, FILTER_MAP_RECORDS, options->ring_size, &fd));
		TRY(filter_ring_open(fd, filter_ring_size(options->ring_size), &run->ring));
	}
	return filter_armed_prepare(&run->armed, options->kin);
}

struct sonde_error *filter_run_create(const struct filter_run_options *options,
				      struct filter_run **ret)
{
	_cleanup_filter_run_ struct filter_run *run = calloc(1, sizeof(*run));

	if (!run)
		return &sonde_error_no_memory;
	run->armed = (struct filter_armed)FILTER_ARMED_INIT;
	TRY(prepare(run, options));
	*ret = take_ptr(run);
	return NULL;
}

void filter_run_destroy(struct filter_run *run)
{
	if (!run)
		return;
	filter_ring_close(run->ring);
	filter_armed_deinit(&run->armed);
	free(run);
}

struct sonde_error *filter_run_add_thread(struct filter_run *run, pid_t tid)
{
	return filter_threads_add(&run->armed.maps, tid);
}

struct sonde_error *filter_run_attach(struct filter_run *run, const struct filter_code *code,
				      uint64_t id)
{
	return filter_armed_attach(&run->armed, code, id);
}

struct sonde_error *filter_run_start(struct filter_run *run)
{
	return filter_armed_start(&run->armed);
}

void filter_run_stop(struct filter_run *run)
{
	filter_armed_stop(&run->armed);
}

int filter_run_fd(const struct filter_run *run)
{
	return run->ring ? filter_ring_fd(run->ring) : -1;
}

struct sonde_error *filter_run_read(struct filter_run *run, filter_record_fn *take, void *data)
{
	return run->ring ? filter_ring_read(run->ring, take, data) : NULL;
}

/* Read, and see what has passed and did not come. */
static struct sonde_error *read_once(struct filter_run *run, filter_record_fn *take, void *data)
{
	struct filter_counts counts;

	/* First the counts: what they have is in the buffer, but for what is being written. */
	filter_maps_counts(&run->armed.maps, &counts);
	TRY(filter_ring_read(run->ring, take, data));
	if (filter_ring_has_more(run->ring))
		run->missing = 0;
	else
		run->missing = filter_counts_missing(&counts, filter_ring_taken(run->ring));
	return NULL;
}

struct sonde_error *filter_run_read_rest(struct filter_run *run, filter_record_fn *take, void *data)
{
	const struct timespec pause = {.tv_nsec = REST_PAUSE};
	uint64_t until = clock_monotonic() + REST_WAIT;
	uint64_t before;

	if (!run->ring)
		return NULL;
	TRY(read_once(run, take, data));
	while (run->missing && clock_monotonic() < until) {
		before = filter_ring_taken(run->ring);
		nanosleep(&pause, NULL);
		TRY(read_once(run, take, data));
		if (filter_ring_taken(run->ring) != before)
			until = clock_monotonic() + REST_WAIT;
	}
	return NULL;
}

struct sonde_error *filter_run_verdict_address(struct filter_run *run, uint64_t *ret)
{
	return filter_verdict_address(&run->armed.maps, ret);
}

void filter_run_counts(const struct filter_run *run, struct filter_counts *ret)
{
	filter_maps_counts(&run->armed.maps, ret);
	ret->lost += run->missing;
}

struct sonde_error *filter_run_misses(const struct filter_run *run, uint64_t *ret)
{
	return filter_armed_misses(&run->armed, ret);
}
