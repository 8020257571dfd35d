/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Programs of filters in the running kernel: loaded, attached to events, and what they record, read
 * back. bpf/filter.c and its parts are linked where libbpf is, bpf/none.c where it is not.
 *
 *     TRY(filter_run_create(&options, &run));
 *     TRY(filter_run_attach(run, &code, id));      for each place, the event of its own
 *     TRY(filter_run_start(run));
 *     ... poll(filter_run_fd(run)) ...
 *     TRY(filter_run_read(run, take, data));
 *     filter_run_stop(run);
 *     TRY(filter_run_read_rest(run, take, data));
 *
 * All of it ends with the process, however that ends: nothing is pinned.
 */
#ifndef BPF_FILTER_H
#define BPF_FILTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "bpf/codegen.h"

/** Version of the libbpf that is linked in, as `v1.1`; NULL in a build without libbpf. */
const char *filter_library_version(void);

/**
 * Whether programs can be loaded and attached here, found out by loading one.
 *
 * @param needs_ring the BPF ring buffer is needed (Linux 5.8)
 * @return UNSUPPORTED in a build without libbpf, or of a kernel without what is needed; PERMISSION
 *         with what is missing: the capability, the sysctl (kernel.perf_event_paranoid,
 *         kernel.unprivileged_bpf_disabled), lockdown; the hint has what would help
 */
struct sonde_error *filter_check_support(bool needs_ring);

/** What it takes, each by itself. */
enum filter_means {
	/** Programs that read the kernel's memory and have a map are loaded. */
	FILTER_MEANS_PROGRAMS,
	/** Perf events of all processes are opened, by which programs are attached. */
	FILTER_MEANS_EVENTS,
	/** The BPF ring buffer is there. */
	FILTER_MEANS_RING,
};

/**
 * Whether one of these can be had here, found out by having it for a moment: nothing of it is left,
 * and no program is attached to anything.
 *
 * @return as filter_check_support()
 */
struct sonde_error *filter_try(enum filter_means means);

struct filter_run;
struct filter_object;

/** Tracepoints by which threads come and go, from their `id` and `format` files. */
struct filter_kin {
	/** Of sched:sched_process_fork. */
	uint64_t fork_id;
	/** Where `child_pid` is in its records. */
	size_t fork_child;
	/** Of sched:sched_process_exec. */
	uint64_t exec_id;
	/** Where `old_pid` is in its records. */
	size_t exec_old;
	/** Of sched:sched_process_exit. */
	uint64_t exit_id;
};

/** Who is told how programs are taken away, one by one: the kernel waits for each. */
struct filter_leaving {
	/** Called before the first and behind each: @p done of @p count are gone. NULL: nobody. */
	void (*step)(void *data, size_t done, size_t count);
	void *data;
};

struct filter_run_options {
	/** Bytes of the ring buffer, rounded up to a power of two of pages; 0: no records. */
	size_t ring_size;
	/** There will be threads to choose (filter_run_add_thread()), and those that they make;
	 * NULL: all count. Borrowed during the call. */
	const struct filter_kin *kin;
	/** The user's own function (bpf/object.h), for code that calls it; NULL: none. Borrowed as
	 * long as programs are attached. */
	const struct filter_object *object;
	/** Told by filter_run_stop() and filter_run_destroy(). */
	struct filter_leaving leaving;
};

/**
 * Make the maps. Threads are followed from now on.
 *
 * @param ret the caller destroys it, before the events are removed: they cannot be, as long as a
 * program is attached to them
 */
struct sonde_error *filter_run_create(const struct filter_run_options *options,
				      struct filter_run **ret);

/** Detach and unload everything; NULL is fine. */
void filter_run_destroy(struct filter_run *run);

/** Scope guard for a `struct filter_run *`. */
static inline void filter_run_destroyp(struct filter_run **run)
{
	filter_run_destroy(*run);
}
#define _cleanup_filter_run_ _cleanup_(filter_run_destroyp)

/**
 * Let a thread count, and those that it makes from now on, and those of these. Who adds the threads
 * of a process lists them until there is no new one: what was made before its maker was added is
 * not known.
 *
 * @param tid as the first pid namespace has it
 * @return REFUSED if there are too many
 */
struct sonde_error *filter_run_add_thread(struct filter_run *run, pid_t tid);

/**
 * Load a program, unless an equal one was loaded before, and attach it to an event, which is the
 * caller's own: a program is in the way of all samples of its event. Nothing is counted before
 * filter_run_start().
 *
 * @param id of the event, from its `id` file
 * @return what the kernel says, with the verifier's last words if it is its
 */
struct sonde_error *filter_run_attach(struct filter_run *run, const struct filter_code *code,
				      uint64_t id);

/**
 * From now on hits are recorded, and counted.
 *
 * @return UNSUPPORTED for an event that takes no program
 */
struct sonde_error *filter_run_start(struct filter_run *run);

/**
 * From now on none are; what was recorded can still be read. Programs that run on other CPUs are
 * waited for, as far as the kernel lets: without membarrier(2), or where a thread is interrupted as
 * it comes to a uprobe, one may end later (filter_run_read_rest()).
 */
void filter_run_stop(struct filter_run *run);

/** To be polled for input; -1 without records. */
int filter_run_fd(const struct filter_run *run);

/**
 * Takes a record, which is valid during the call. An error ends the reading for good.
 *
 * @param enough to be set if no more is wanted now: the rest stays in the buffer
 */
typedef struct sonde_error *filter_record_fn(const struct filter_record *record, size_t size,
					     void *data, bool *enough);

/**
 * Read what is there; nothing is waited for. Not more is handed out than the buffer holds, so that
 * it comes to an end however fast records come. A record that is still being written keeps those
 * behind it for the next time.
 */
struct sonde_error *filter_run_read(struct filter_run *run, filter_record_fn *take, void *data);

/**
 * After filter_run_stop(): read until everything that has passed was handed out or is known to be
 * lost. What does not come within 50 ms counts as lost from then on. What a program that is still
 * running has not counted by then is neither. Once @p take has had enough, nothing is waited for,
 * and it is to be called again.
 */
struct sonde_error *filter_run_read_rest(struct filter_run *run, filter_record_fn *take,
					 void *data);

/**
 * Where in the kernel's memory the verdicts of programs are that keep them (filter_code_request.
 * keeps_verdict): a word of 64 bits, bit N of CPU N. It is there as long as @p run.
 *
 * @return as filter_verdict_address() (bpf/verdict.h)
 */
struct sonde_error *filter_run_verdict_address(struct filter_run *run, uint64_t *ret);

/**
 * What was counted until now. Not more are lost than passed, and not more passed than seen; what is
 * behind that is only right when programs no longer run. No system call is made for it, but before
 * Linux 5.5.
 */
void filter_run_counts(const struct filter_run *run, struct filter_counts *ret);

/**
 * Hits at which a program could not run, because one ran on this CPU already (`recursion_misses`
 * of struct bpf_prog_info); UINT64_MAX where the kernel does not tell.
 */
struct sonde_error *filter_run_misses(const struct filter_run *run, uint64_t *ret);

#endif /* BPF_FILTER_H */
