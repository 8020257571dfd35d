/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * A program on an event. The program is of the event, not of the descriptor: it runs on all CPUs
 * and for all processes, as soon as it is attached and until the last descriptor is closed, whether
 * or not the perf event is enabled (kernel/events/core.c, perf_event_set_bpf_prog()).
 */
#ifndef BPF_ATTACH_H
#define BPF_ATTACH_H

#include <stdbool.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "base/err.h"

struct filter_attachment {
	/** The perf event, never enabled: it gets no samples. */
	int event;
	/** The program on it; -1: not attached, or attached without a link (before Linux 5.15). */
	int link;
	/** Borrowed. */
	int program;
};

/**
 * Open the event. The kernel arms its probe now; nothing runs yet.
 *
 * @param id of the event, from its `id` file
 * @param ret the caller closes it by filter_attachment_close()
 * @return filter_permission_here(); REFUSED for an event of a program that ftrace uses now; OS
 */
struct sonde_error *filter_attachment_open(uint64_t id, int program, struct filter_attachment *ret);

/** From now on it runs at each hit. */
struct sonde_error *filter_attachment_start(struct filter_attachment *attachment);

/** From now on it does not. */
void filter_attachment_stop(struct filter_attachment *attachment);

/** Stop, and let the event go. */
void filter_attachment_close(struct filter_attachment *attachment);

/** Whether the kernel counts hits at which a program could not run (Linux 6.7). */
bool filter_attachment_counts_misses(const struct filter_attachment *attachment);

#endif /* BPF_ATTACH_H */
