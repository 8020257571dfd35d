/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The maps that the programs of a run share. They go with the last descriptor of them.
 */
#ifndef BPF_MAPS_H
#define BPF_MAPS_H

#include <stddef.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "bpf/codegen.h"

#define FILTER_MAP_COUNT (FILTER_MAP_VERDICTS + 1)

/** Threads that can be told apart from all others, at the most. */
#define FILTER_THREADS_MOST 16384

struct filter_maps {
	/** By enum filter_map; negative: there is none. */
	int fds[FILTER_MAP_COUNT];
	/** The value of FILTER_MAP_COUNTS, mapped; NULL where the kernel cannot (before 5.5). */
	struct filter_counts *counts;
};

/** No maps. */
#define FILTER_MAPS_INIT                                \
	{                                               \
		.fds = {-1, -1, -1, -1}, .counts = NULL \
	}

/** Close what is there. */
void filter_maps_deinit(struct filter_maps *maps);

/** A `struct filter_maps` that is released at the end of its scope. */
#define _cleanup_filter_maps_ _cleanup_(filter_maps_deinit)

/**
 * The descriptor of a map, which is made if it is not there yet; borrowed.
 *
 * @param ring_size bytes of FILTER_MAP_RECORDS, if that is what is made: they are rounded up to a
 *        power of two of pages
 * @return REFUSED for a ring that is too large; filter_refusal() (bpf/permission.h)
 */
struct sonde_error *filter_maps_get(struct filter_maps *maps, enum filter_map map, size_t ring_size,
				    int *ret);

/**
 * What was counted until now; all 0 without FILTER_MAP_COUNTS. Programs may run meanwhile, on other
 * CPUs, and be seen to have counted one thing and not yet another: whatever they do, there are not
 * more lost than passed, and not more passed and faulted than seen.
 */
void filter_maps_counts(const struct filter_maps *maps, struct filter_counts *ret);

/**
 * Records that were made, as far as the programs have counted, and are neither lost nor taken.
 *
 * @param taken records that were read
 */
uint64_t filter_counts_missing(const struct filter_counts *counts, uint64_t taken);

/** The bytes that a ring for @p size bytes has; 0 if it would be too large. */
size_t filter_ring_size(size_t size);

#endif /* BPF_MAPS_H */
