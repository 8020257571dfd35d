/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The records that a filter's program writes into the BPF ring buffer. Each is a struct
 * filter_record, then the arguments that are recorded, then the stacks. All are in the byte order
 * of the machine; the records of an event are of one size.
 */
#ifndef BPF_LAYOUT_H
#define BPF_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "base/command.h"
#include "base/err.h"
#include "base/vec.h"
#include "bpf/argument.h"
#include "probe/event.h"

/** Frames of a stack at the most: PERF_MAX_STACK_DEPTH of include/uapi/linux/perf_event.h. */
#define FILTER_STACK_MOST 127

/** Arguments that a record can tell as faulted. */
#define FILTER_FAULTS_MOST 64

/** What `--text` takes: bytes that a record has room for in each text. */
#define FILTER_TEXT_ROOM_LEAST 8
#define FILTER_TEXT_ROOM_MOST  4096

/** What every record begins with. */
struct filter_record {
	/** CLOCK_MONOTONIC, nanoseconds (bpf_ktime_get_ns()). */
	uint64_t time;
	/** Records that had no room, of all CPUs, when this one was made. */
	uint64_t lost;
	/** Bit N: the Nth recorded argument could not be read. */
	uint64_t faults;
	uint32_t pid;
	uint32_t tid;
	/** The number that the request gave (bpf/codegen.h). */
	uint32_t place;
	uint32_t cpu;
	/** Ended by NUL. */
	char comm[COMMAND_SIZE];
	/** Bytes of the stacks that follow; negative: an errno. 0 where none was asked for. */
	int32_t kernel_stack;
	int32_t user_stack;
};

/** Where an argument is in a record. */
struct filter_slot {
	/** Its index among the arguments of the event. */
	size_t argument;
	struct filter_argument type;
	/** From the beginning of the record. Numbers and arrays lie as they are, in their size. A
	 * TEXT is its bytes and a NUL; one that fills its room without being ended was cut. */
	size_t offset;
	/** Bytes. */
	size_t room;
};

struct filter_layout {
	VEC(struct filter_slot) slots;
	/** Where frames of 8 bytes begin; 0: there are none. */
	size_t kernel_stack, user_stack;
	/** Bytes of a record, a multiple of 8. */
	size_t size;
};

/** Free what it holds and make it empty. */
void filter_layout_deinit(struct filter_layout *layout);

/** A `struct filter_layout` that is released at the end of its scope. */
#define _cleanup_filter_layout_ _cleanup_(filter_layout_deinit)

struct filter_layout_request {
	const struct probe_event *event;
	/** The arguments [0, recorded) are recorded; the others are only tested. */
	size_t recorded;
	/** Room for each text, with its NUL; a multiple of 8. */
	size_t text_room;
	bool kernel_stack, user_stack;
};

/**
 * Lay out the records of an event.
 *
 * @param ret initialised by this; the caller deinits it
 * @return UNAVAILABLE for an argument that cannot be recorded (bpf/argument.h), REFUSED if there
 *         are too many
 */
struct sonde_error *filter_layout_make(const struct filter_layout_request *request,
				       struct filter_layout *ret);

#endif /* BPF_LAYOUT_H */
