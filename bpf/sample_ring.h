/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The buffer of perf of a CPU, mapped (perf_event_open(2), "MMAP layout").
 */
#ifndef BPF_SAMPLE_RING_H
#define BPF_SAMPLE_RING_H

#include <stddef.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "base/str.h"

struct sample_ring {
	/** Its first page, which says what is in it; NULL: not mapped. */
	void *control;
	/** Bytes of the data behind that page, a power of two. */
	size_t size;
};

/**
 * Map that of an event.
 *
 * @param event a descriptor of perf
 * @param size bytes, as filter_ring_size() gives them
 * @param ret the caller unmaps it
 * @return PERMISSION if that is more than may be locked (kernel.perf_event_mlock_kb)
 */
struct sonde_error *sample_ring_map(int event, size_t size, struct sample_ring *ret);

/** Unmap it, if it is mapped. */
void sample_ring_unmap(struct sample_ring *ring);

/**
 * Append all records that are in it, and make room in it. Each begins with a struct
 * perf_event_header, and is a multiple of 8 bytes.
 */
struct sonde_error *sample_ring_read(struct sample_ring *ring, struct str *out);

#endif /* BPF_SAMPLE_RING_H */
