/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Records by perf samples, for kernels before the BPF ring buffer (Linux 5.8): the program gives 1
 * for what passes, and the kernel then writes the event's own record, as its `format` file has it,
 * into a buffer of the CPU (perf_event_open(2), "MMAP layout").
 *
 * Records are in the order of their times, across CPUs: what is younger than SAMPLES_WAIT is kept
 * until the next reading, for an older one may still be on its way.
 *
 *     TRY(filter_samples_create(&options, &samples));
 *     TRY(filter_samples_attach(samples, &code, id));      code of a request without a layout
 *     TRY(filter_samples_start(samples));
 *     ... poll(filter_samples_fd(samples)), at least every 100 ms ...
 *     TRY(filter_samples_read(samples, false, take, data));
 *     filter_samples_stop(samples);
 *     TRY(filter_samples_read(samples, true, take, data));
 */
#ifndef BPF_SAMPLES_H
#define BPF_SAMPLES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "bpf/codegen.h"
#include "bpf/filter.h"

/** Nanoseconds that a record waits for older ones. */
#define SAMPLES_WAIT UINT64_C(2000000)

struct filter_samples;

struct filter_samples_options {
	/** Bytes of the buffer of each CPU, rounded up to a power of two of pages. */
	size_t ring_size;
	/** As in struct filter_run_options. */
	const struct filter_kin *kin;
	/** Record the stacks. */
	bool kernel_stack, user_stack;
	/** Told by filter_samples_stop() and filter_samples_destroy(). */
	struct filter_leaving leaving;
};

/** A record, or a gap. */
struct filter_sample {
	/** CLOCK_MONOTONIC, nanoseconds. */
	uint64_t time;
	/** Samples that had no room here; 0: it is a record, and what follows is there. */
	uint64_t lost;
	/** UINT32_MAX: a gap of all. */
	uint32_t cpu;
	uint32_t pid;
	uint32_t tid;
	/** As its `format` has it; `common_type` is the id of its event. Borrowed during the call,
	 * aligned to 4 bytes. */
	const void *bytes;
	size_t size;
	/** Addresses of 8 bytes, the innermost first, without marks; borrowed. */
	const void *kernel_stack, *user_stack;
	size_t kernel_frames, user_frames;
};

/**
 * Takes a record. An error ends the reading for good.
 *
 * @param enough to be set if no more is wanted now: the rest is handed out by the next reading
 */
typedef struct sonde_error *filter_sample_fn(const struct filter_sample *sample, void *data,
					     bool *enough);

/** Make the maps. @param ret the caller destroys it before the events are removed */
struct sonde_error *filter_samples_create(const struct filter_samples_options *options,
					  struct filter_samples **ret);

/** Detach and unload everything; NULL is fine. */
void filter_samples_destroy(struct filter_samples *samples);

/** Scope guard for a `struct filter_samples *`. */
static inline void filter_samples_destroyp(struct filter_samples **samples)
{
	filter_samples_destroy(*samples);
}
#define _cleanup_filter_samples_ _cleanup_(filter_samples_destroyp)

/** As filter_run_add_thread(). */
struct sonde_error *filter_samples_add_thread(struct filter_samples *samples, pid_t tid);

/**
 * As filter_run_attach().
 *
 * @return PERMISSION too for buffers that are larger than kernel.perf_event_mlock_kb allows
 */
struct sonde_error *filter_samples_attach(struct filter_samples *samples,
					  const struct filter_code *code, uint64_t id);

/** From now on hits are recorded. Those that pass before the last event is enabled are counted, and
 * may not be recorded. */
struct sonde_error *filter_samples_start(struct filter_samples *samples);

/** From now on none are; what was recorded can still be read. A hit that has passed meanwhile may
 * not be recorded. Programs are waited for as by filter_run_stop(). */
void filter_samples_stop(struct filter_samples *samples);

/** To be polled for input. */
int filter_samples_fd(const struct filter_samples *samples);

/**
 * Read what is there; nothing is waited for.
 *
 * @param is_last nothing more will come: everything is handed out, and as last gaps what was lost
 *        at the end: on each CPU, as far as the kernel tells (Linux 6.0), and on all what has
 *        passed and was not recorded
 */
struct sonde_error *filter_samples_read(struct filter_samples *samples, bool is_last,
					filter_sample_fn *take, void *data);

/** What programs have counted until now; `lost` are the samples of gaps that were handed out. */
void filter_samples_counts(const struct filter_samples *samples, struct filter_counts *ret);

/** As filter_run_misses(). */
struct sonde_error *filter_samples_misses(const struct filter_samples *samples, uint64_t *ret);

#endif /* BPF_SAMPLES_H */
