/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * What the threads in records are of, and their commands, by proc(5), for records that do not say
 * it themselves. A thread is asked for when it is first seen, and again when it is seen a second
 * after: execve(2) and prctl(2) give it another command, and its number can become another
 * thread's. So what is said is what it was when it was asked for: that is after the hit, and may be
 * up to a second before it, too. Who needs the command at the hit has it recorded with the hit.
 *
 * Of one that has ended before it was asked for, the kernel may know the command still: its
 * `saved_cmdlines` has those of the last threads that ran while something was recorded
 * (Documentation/trace/ftrace.rst), each with its number. It is small and of all of tracing, and so
 * is only asked then. What nobody knows stays unknown.
 */
#ifndef CLI_RUN_THREADS_H
#define CLI_RUN_THREADS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/cleanup.h"
#include "base/command.h"
#include "base/err.h"
#include "base/str.h"

/** What is known of a thread. */
struct thread {
	/** Its process; 0: not known. Of the idle tasks, whose thread is 0, it is 0 too. */
	pid_t pid;
	/** Its command, "" if it is not known. */
	char comm[COMMAND_SIZE];
};

struct thread_slot;

struct threads {
	/** Where proc(5) is: `/proc`. Borrowed. */
	const char *root;
	/** What it shows are other processes (cli/run/pid_namespace.h): it is not asked. Found out
	 * by the first question. */
	bool is_blind;
	/** From tracing_dir_find(), for those that have ended; NULL: they stay unknown. Borrowed.
	 */
	const char *tracing_dir;
	/** `saved_cmdlines` as it was last, and when. */
	struct str saved;
	uint64_t saved_at;
	/** Those that were asked for last, by the low bits of their numbers: memory is bounded.
	 * NULL before the first. */
	struct thread_slot *slots;
};

/** Nothing is known yet. */
#define THREADS_INIT             \
	{                        \
		.root = "/proc", \
	}

/** Forget all. */
void threads_deinit(struct threads *threads);

/** Threads that are forgotten at the end of their scope. */
#define _cleanup_threads_ _cleanup_(threads_deinit)

/**
 * What is known of a thread.
 *
 * @param tid its number, `common_pid` of a record
 * @param now CLOCK_MONOTONIC, nanoseconds; or the time of the record
 */
struct sonde_error *threads_find(struct threads *threads, pid_t tid, uint64_t now,
				 struct thread *ret);

#endif /* CLI_RUN_THREADS_H */
