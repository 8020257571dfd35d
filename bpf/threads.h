/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Threads that count, and those that they make: FILTER_MAP_THREADS is kept by three programs, on
 * the tracepoints sched:sched_process_fork, sched_process_exec and sched_process_exit. All give 1,
 * so that samples that somebody else takes of these tracepoints are left alone.
 *
 * A thread that is not the first of its process and executes a program ends all others and becomes
 * the first, with its id (de_thread() of fs/exec.c), of which the map forgets when the first one
 * exits. What the kernel does for it from there to sched_process_exec is not counted.
 */
#ifndef BPF_THREADS_H
#define BPF_THREADS_H

#include <sys/types.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "bpf/attach.h"
#include "bpf/codegen.h"
#include "bpf/filter.h"
#include "bpf/load.h"
#include "bpf/maps.h"

struct filter_threads {
	struct filter_programs programs;
	VEC(struct filter_attachment) attachments;
};

/** Let go of the programs. */
void filter_threads_deinit(struct filter_threads *threads);

/** Follow the threads of the map from now on. It does not matter how much of it was done if it
 * fails: filter_threads_deinit() undoes it. */
struct sonde_error *filter_threads_follow(struct filter_threads *threads,
					  const struct filter_kin *kin, struct filter_maps *maps);

/** Put a thread into the map. */
struct sonde_error *filter_threads_add(struct filter_maps *maps, pid_t tid);

/**
 * The program that puts a new thread into the map if its maker is there.
 *
 * @param child offset of the new thread's id in the record of sched_process_fork
 * @param ret initialised by this; the caller deinits it
 */
struct sonde_error *filter_threads_fork_code(size_t child, struct filter_code *ret);

/**
 * The program that lets a thread which executes a program keep its place in the map under the id
 * that it has got.
 *
 * @param old offset of its former id in the record of sched_process_exec
 * @param ret the same
 */
struct sonde_error *filter_threads_exec_code(size_t old, struct filter_code *ret);

/** The program that takes the thread that ends out of the map. @param ret the same */
struct sonde_error *filter_threads_exit_code(struct filter_code *ret);

#endif /* BPF_THREADS_H */
