/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Programs on events, with their maps: what a run and samples have in common.
 */
#ifndef BPF_ARMED_H
#define BPF_ARMED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/vec.h"
#include "bpf/attach.h"
#include "bpf/filter.h"
#include "bpf/load.h"
#include "bpf/maps.h"
#include "bpf/threads.h"

struct filter_armed {
	/** For FILTER_MAP_RECORDS. */
	size_t ring_size;
	/** The user's function; NULL for none. Borrowed. */
	const struct filter_object *object;
	struct filter_leaving leaving;
	struct filter_maps maps;
	struct filter_programs programs;
	VEC(struct filter_attachment) attachments;
	struct filter_threads threads;
	/** Programs have been attached, and not been taken away again. */
	bool is_running;
	/** The kernel counts hits at which a program could not run. */
	bool counts_misses;
};

/** Nothing; the other members are 0. */
#define FILTER_ARMED_INIT                 \
	{                                 \
		.maps = FILTER_MAPS_INIT, \
	}

/** Detach and unload everything. */
void filter_armed_deinit(struct filter_armed *armed);

/** Make the map of counts; follow threads if there is a @p kin. */
struct sonde_error *filter_armed_prepare(struct filter_armed *armed, const struct filter_kin *kin);

/** As filter_run_attach(). */
struct sonde_error *filter_armed_attach(struct filter_armed *armed, const struct filter_code *code,
					uint64_t id);

/** As filter_run_start(). */
struct sonde_error *filter_armed_start(struct filter_armed *armed);

/** As filter_run_stop(). */
void filter_armed_stop(struct filter_armed *armed);

/** As filter_run_misses(). */
struct sonde_error *filter_armed_misses(const struct filter_armed *armed, uint64_t *ret);

#endif /* BPF_ARMED_H */
