/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bpf/samples.h"

#include <errno.h>
#include <inttypes.h>
#include <linux/perf_event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/cpu_list.h"
#include "base/file.h"
#include "bpf/armed.h"
#include "bpf/permission.h"
#include "bpf/sample_order.h"
#include "bpf/sample_ring.h"

/* Each sample is told of at once. */
#define WAKEUP_SAMPLES 1

/* Linux 6.0. */
#define FORMAT_LOST (UINT64_C(1) << 4)

/* What is recorded on a CPU. */
struct cpu {
	unsigned number;
	struct sample_ring ring;
	/** An event of perf for each event that was attached. */
	VEC(int) events;
	/** Samples that gaps of this CPU have told of. */
	uint64_t told;
};

struct filter_samples {
	size_t ring_size;
	bool kernel_stack, user_stack;
	struct filter_armed armed;
	/** Those that were there when it began. */
	VEC(struct cpu) cpus;
	/** The kernel tells how many were lost. */
	bool tells_lost;
	/** Waits for any of them. */
	int waiting;
	struct sample_order order;
	uint64_t last_time;
	uint64_t lost;
	/** Samples that were handed out. */
	uint64_t taken;
	/** Hits that had passed when all was enabled, and before anything was disabled. */
	uint64_t passed_first, passed_last;
};

/* CPUs that there can be: the last number of a list like `0-3,8-11`, and one. */
static unsigned count_cpus(void)
{
	_cleanup_str_ struct str text = STR_INIT;
	_cleanup_error_ struct sonde_error *error = file_read("/sys/devices/system/cpu/possible",
							      4096, &text);
	const uint64_t count = error ? 0 : cpu_list_count(str_text(&text));

	return count ? (unsigned)count : (unsigned)sysconf(_SC_NPROCESSORS_CONF);
}

static struct sonde_error *prepare(struct filter_samples *samples,
				   const struct filter_samples_options *options)
{
	const unsigned count = count_cpus();

	samples->ring_size = filter_ring_size(options->ring_size);
	if (!samples->ring_size)
		return sonde_error_new(SONDE_ERROR_REFUSED, "A buffer of %zu bytes is too large.",
				       options->ring_size);
	samples->armed.leaving = options->leaving;
	samples->kernel_stack = options->kernel_stack;
	samples->user_stack = options->user_stack;
	samples->order.has_stacks = options->kernel_stack || options->user_stack;
	samples->waiting = epoll_create1(EPOLL_CLOEXEC);
	if (samples->waiting < 0)
		return sonde_error_os(errno, "Cannot wait for several files");
	for (unsigned i = 0; i < count; i++)
		TRY(vec_push(&samples->cpus, (struct cpu){.number = i}));
	return filter_armed_prepare(&samples->armed, options->kin);
}

struct sonde_error *filter_samples_create(const struct filter_samples_options *options,
					  struct filter_samples **ret)
{
	_cleanup_filter_samples_ struct filter_samples *samples = calloc(1, sizeof(*samples));

	if (!samples)
		return &sonde_error_no_memory;
	samples->armed = (struct filter_armed)FILTER_ARMED_INIT;
	samples->waiting = -1;
	samples->tells_lost = true;
	TRY(prepare(samples, options));
	*ret = take_ptr(samples);
	return NULL;
}

void filter_samples_destroy(struct filter_samples *samples)
{
	if (!samples)
		return;
	filter_samples_stop(samples);
	vec_for_each(&samples->cpus, cpu) {
		sample_ring_unmap(&cpu->ring);
		vec_for_each(&cpu->events, event)
			close(*event);
		vec_deinit(&cpu->events);
	}
	vec_deinit(&samples->cpus);
	if (samples->waiting >= 0)
		close(samples->waiting);
	sample_order_deinit(&samples->order);
	filter_armed_deinit(&samples->armed);
	free(samples);
}

struct sonde_error *filter_samples_add_thread(struct filter_samples *samples, pid_t tid)
{
	return filter_threads_add(&samples->armed.maps, tid);
}

/* As perf_event_open(2); -1 and errno. */
static int open_event(struct filter_samples *samples, uint64_t id, unsigned cpu)
{
	const bool has_stacks = samples->order.has_stacks;
	struct perf_event_attr attr = {
		.type = PERF_TYPE_TRACEPOINT,
		.size = sizeof(attr),
		.config = id,
		.sample_period = 1,
		.sample_type = PERF_SAMPLE_TID | PERF_SAMPLE_TIME | PERF_SAMPLE_CPU |
			       PERF_SAMPLE_RAW | (has_stacks ? PERF_SAMPLE_CALLCHAIN : 0),
		.read_format = samples->tells_lost ? FORMAT_LOST : 0,
		.disabled = 1,
		.sample_id_all = 1,
		.exclude_callchain_kernel = has_stacks && !samples->kernel_stack,
		.exclude_callchain_user = has_stacks && !samples->user_stack,
		.use_clockid = 1,
		.clockid = CLOCK_MONOTONIC,
		.wakeup_events = WAKEUP_SAMPLES,
	};
	const int fd = (int)syscall(SYS_perf_event_open, &attr, -1, (int)cpu, -1,
				    PERF_FLAG_FD_CLOEXEC);

	if (fd >= 0 || errno != EINVAL || !samples->tells_lost)
		return fd;
	samples->tells_lost = false;
	return open_event(samples, id, cpu);
}

/* Let the samples of the event come into the buffer of the CPU. */
static struct sonde_error *direct(struct filter_samples *samples, struct cpu *cpu, int event)
{
	struct epoll_event wanted = {.events = EPOLLIN};

	if (cpu->ring.control) {
		if (ioctl(event, PERF_EVENT_IOC_SET_OUTPUT, cpu->events.data[0]) < 0)
			return sonde_error_os(errno, "Cannot let events of perf share a buffer");
		return NULL;
	}
	TRY(sample_ring_map(event, samples->ring_size, &cpu->ring));
	if (epoll_ctl(samples->waiting, EPOLL_CTL_ADD, event, &wanted) < 0)
		return sonde_error_os(errno, "Cannot wait for an event of perf");
	return NULL;
}

static struct sonde_error *open_on(struct filter_samples *samples, struct cpu *cpu, uint64_t id)
{
	_cleanup_close_ int event = open_event(samples, id, cpu->number);

	/* A CPU that is off. */
	if (event < 0 && errno == ENODEV)
		return NULL;
	if (event < 0 && (errno == EPERM || errno == EACCES))
		return filter_permission_here(FILTER_STEP_OPEN);
	if (event < 0)
		return sonde_error_os(errno, "Cannot open the event %" PRIu64 " on CPU %u", id,
				      cpu->number);
	TRY(direct(samples, cpu, event));
	TRY(vec_push(&cpu->events, event));
	take_fd(&event);
	return NULL;
}

struct sonde_error *filter_samples_attach(struct filter_samples *samples,
					  const struct filter_code *code, uint64_t id)
{
	TRY(filter_armed_attach(&samples->armed, code, id));
	vec_for_each(&samples->cpus, cpu)
		TRY(open_on(samples, cpu, id));
	return NULL;
}

static uint64_t count_passed(const struct filter_samples *samples)
{
	struct filter_counts counts;

	filter_maps_counts(&samples->armed.maps, &counts);
	return counts.passed;
}

struct sonde_error *filter_samples_start(struct filter_samples *samples)
{
	/* First the programs: no sample is to come that they have not seen. */
	TRY(filter_armed_start(&samples->armed));
	vec_for_each(&samples->cpus, cpu)
		vec_for_each(&cpu->events, event)
			if (ioctl(*event, PERF_EVENT_IOC_ENABLE, 0) < 0)
				return sonde_error_os(errno, "Cannot enable an event of perf");
	samples->passed_first = count_passed(samples);
	return NULL;
}

void filter_samples_stop(struct filter_samples *samples)
{
	if (samples->armed.is_running)
		samples->passed_last = count_passed(samples);
	vec_for_each(&samples->cpus, cpu)
		vec_for_each(&cpu->events, event)
			(void)ioctl(*event, PERF_EVENT_IOC_DISABLE, 0);
	filter_armed_stop(&samples->armed);
}

int filter_samples_fd(const struct filter_samples *samples)
{
	return samples->waiting;
}

/* Who takes, and what has to be known of what was taken. */
struct taking {
	struct filter_samples *samples;
	filter_sample_fn *take;
	void *data;
};

static struct sonde_error *take_one(const struct filter_sample *sample, void *data, bool *enough)
{
	struct taking *taking = data;
	struct filter_samples *samples = taking->samples;

	samples->last_time = sample->time;
	samples->lost += sample->lost;
	samples->taken += !sample->lost;
	if (sample->lost)
		vec_for_each(&samples->cpus, cpu)
			if (cpu->number == sample->cpu)
				cpu->told += sample->lost;
	return taking->take(sample, taking->data, enough);
}

/* Of a gap at the end: that of the last sample, or now if there was none. */
static uint64_t time_of_gap(const struct filter_samples *samples)
{
	return samples->last_time ? samples->last_time : clock_monotonic();
}

/* What was lost on a CPU after its last sample. */
static struct sonde_error *tell_rest(struct filter_samples *samples, const struct cpu *cpu,
				     struct taking *taking)
{
	struct filter_sample gap = {.time = time_of_gap(samples), .cpu = cpu->number};
	uint64_t lost = 0;
	bool enough;

	vec_for_each(&cpu->events, event) {
		uint64_t values[2] = {0, 0};

		if (read(*event, values, sizeof(values)) == (ssize_t)sizeof(values))
			lost += values[1];
	}
	if (lost <= cpu->told)
		return NULL;
	gap.lost = lost - cpu->told;
	return take_one(&gap, taking, &enough);
}

/* What has passed and was not recorded, and is not told of: of a CPU that was off when it began, or
 * has been off since, perf has no buffer. */
static struct sonde_error *tell_missing(struct filter_samples *samples, struct taking *taking)
{
	const uint64_t passed = samples->passed_last - samples->passed_first;
	const uint64_t known = samples->taken + samples->lost;
	bool enough;

	if (samples->passed_last < samples->passed_first || passed <= known)
		return NULL;
	return take_one(&(struct filter_sample){.time = time_of_gap(samples),
						.cpu = UINT32_MAX,
						.lost = passed - known},
			taking, &enough);
}

struct sonde_error *filter_samples_read(struct filter_samples *samples, bool is_last,
					filter_sample_fn *take, void *data)
{
	struct taking taking = {.samples = samples, .take = take, .data = data};
	const uint64_t until = is_last ? UINT64_MAX : clock_monotonic() - SAMPLES_WAIT;
	bool enough;

	vec_for_each(&samples->cpus, cpu) {
		if (!cpu->ring.control)
			continue;
		TRY(sample_ring_read(&cpu->ring, &samples->order.bytes));
		TRY(sample_order_add(&samples->order));
	}
	TRY(sample_order_give(&samples->order, until, take_one, &taking, &enough));
	if (!is_last || enough)
		return NULL;
	vec_for_each(&samples->cpus, cpu)
		if (samples->tells_lost)
			TRY(tell_rest(samples, cpu, &taking));
	return tell_missing(samples, &taking);
}

void filter_samples_counts(const struct filter_samples *samples, struct filter_counts *ret)
{
	filter_maps_counts(&samples->armed.maps, ret);
	ret->lost = samples->lost;
}

struct sonde_error *filter_samples_misses(const struct filter_samples *samples, uint64_t *ret)
{
	return filter_armed_misses(&samples->armed, ret);
}
