/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The BPF ring buffer, read.
 */
#ifndef BPF_RING_H
#define BPF_RING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "bpf/filter.h"

struct filter_ring;

/**
 * Map the ring of a map.
 *
 * @param map borrowed, as long as the ring is read
 * @param size its bytes
 * @param ret the caller closes it
 */
struct sonde_error *filter_ring_open(int map, size_t size, struct filter_ring **ret);

/** NULL is fine. */
void filter_ring_close(struct filter_ring *ring);

/** To be polled for input. */
int filter_ring_fd(const struct filter_ring *ring);

/** Records that were handed out until now. */
uint64_t filter_ring_taken(const struct filter_ring *ring);

/** Whether who takes had enough at the last reading. */
bool filter_ring_has_more(const struct filter_ring *ring);

/**
 * Read what is there, but not more than the ring holds: what comes as fast as it is read is left
 * for the next time.
 *
 * @return the error of @p take; FORMAT for a record that none of sonde's programs has made
 */
struct sonde_error *filter_ring_read(struct filter_ring *ring, filter_record_fn *take, void *data);

#endif /* BPF_RING_H */
