/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Samples of several CPUs, handed out in the order of their times.
 */
#ifndef BPF_SAMPLE_ORDER_H
#define BPF_SAMPLE_ORDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"
#include "base/vec.h"
#include "bpf/samples.h"

struct sample_place {
	uint64_t time;
	/** In `bytes`; those of one time are in the order of it. */
	size_t offset, size;
};

struct sample_order {
	/** Records of perf that wait, one behind the other. To be filled, then sample_order_add().
	 */
	struct str bytes;
	VEC(struct sample_place) places;
	/** Bytes that have a place. */
	size_t known;
	/** As filter_sample_parse() takes it. */
	bool has_stacks;
};

/** Free what it holds. */
void sample_order_deinit(struct sample_order *order);

/** Take in what was appended to `bytes`. @return FORMAT for what is no whole record */
struct sonde_error *sample_order_add(struct sample_order *order);

/**
 * Hand out what is older than @p until, unless @p take has enough before; the rest waits.
 *
 * @param enough what @p take has said last
 */
struct sonde_error *sample_order_give(struct sample_order *order, uint64_t until,
				      filter_sample_fn *take, void *data, bool *enough);

#endif /* BPF_SAMPLE_ORDER_H */
