/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * From threads to processes and their commands: the kernel's histograms know threads only.
 *
 * What was found out of a thread is remembered: it may have ended when the next table comes. One
 * that has ended before it was looked at stays a thread in the table, and that is remarked.
 */
#ifndef CLI_RUN_PROCESSES_H
#define CLI_RUN_PROCESSES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "base/map.h"
#include "cli/run/lineage.h"
#include "hist/table.h"

struct processes {
	/** Where proc(5) is: `/proc`. Borrowed. */
	const char *root;
	/** By the id of a thread, in decimal: a `struct process`. */
	struct map threads;
	/** Of those that are no more. */
	struct lineage lineage;
};

/** Nothing is known yet. */
#define PROCESSES_INIT           \
	{                        \
		.root = "/proc", \
	}

/** Forget all. */
void processes_deinit(struct processes *processes);

/** Processes that are forgotten at the end of their scope. */
#define _cleanup_processes_ _cleanup_(processes_deinit)

/** Whether a table has a column of processes. */
bool processes_are_in(const struct hist_table *table);

/** Find out and remember which process a thread is of, if it is there. */
struct sonde_error *processes_learn_thread(struct processes *processes, uint64_t thread);

/** Find out and remember what processes the threads in the columns of processes are of. */
struct sonde_error *processes_learn(struct processes *processes, const struct hist_table *table);

/**
 * Put the processes into the columns of processes: the number is that of the process, the text its
 * command. Rows that are the same then are made one.
 */
struct sonde_error *processes_tell(struct processes *processes, struct hist_table *table);

#endif /* CLI_RUN_PROCESSES_H */
