/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Which thread was made by which, as a process of its own or not, and what each was called in the
 * end: what proc(5) cannot tell of those that are no more.
 *
 * The kernel keeps it in two histograms of the session's instance, at the events task:task_newtask
 * and sched:sched_process_exit; so it is of the processes that are measured only.
 */
#ifndef CLI_RUN_LINEAGE_H
#define CLI_RUN_LINEAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "base/map.h"
#include "hist/raw.h"
#include "hist/setup.h"
#include "tracefs/session.h"

struct lineage {
	/** By the id of a thread, in decimal: how it was made. */
	struct map births;
	/** By the same: what it was called when it ended. */
	struct map ends;
};

/** Nothing is known. */
#define LINEAGE_INIT \
	{            \
		0    \
	}

/** Forget all. */
void lineage_deinit(struct lineage *lineage);

/** Whether one of these files tells threads, to be shown as processes. */
bool lineage_is_needed(const struct hist_source *sources, size_t count);

/** Add to a setup what the kernel has to be told, if it is needed. To be called once. */
struct sonde_error *lineage_set_up(struct hist_setup *setup);

/** Read what has come to both histograms. */
struct sonde_error *lineage_read(struct lineage *lineage, struct session *session);

/** Add the rows of the first histogram, or of the second one; others are passed over. */
struct sonde_error *lineage_add_births(struct lineage *lineage, const struct hist_raw *hist);
struct sonde_error *lineage_add_ends(struct lineage *lineage, const struct hist_raw *hist);

/**
 * The thread that @p thread is known by: its process, if that was made meanwhile; else the first of
 * its makers that is older than the measurement.
 *
 * @param is_process gets whether it is known to be a process
 */
struct sonde_error *lineage_find(const struct lineage *lineage, uint64_t thread, bool *is_process,
				 uint64_t *ret);

/**
 * What a thread was called when it ended, or NULL. Borrowed.
 */
struct sonde_error *lineage_name(const struct lineage *lineage, uint64_t thread, const char **ret);

#endif /* CLI_RUN_LINEAGE_H */
