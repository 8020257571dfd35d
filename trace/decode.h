/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The bytes of a record -> the values of a hit. Records of the kernel's tracer, perf samples and
 * those of a filter are all told by a list of slots: what lies where.
 *
 *     8            16     20                   24
 *     __probe_ip   count  __data_loc name      ... "bash\0"
 *     ADDRESS      FIELD  FIELD, TEXT, LOCATED
 *
 * Whatever the bytes are, nothing outside of the record is read.
 *
 * How a read that failed is told: by a bit of a word, as filters do it (bpf/layout.h); a text that
 * was fetched by a text of no bytes, not even the NUL, or by `(fault)` (set_data_loc() of
 * kernel/trace/trace_probe_tmpl.h, by its versions), or by lying where the next one does, as it
 * has not moved on (store_trace_args()). Numbers say nothing: they are 0, or what the buffer had
 * there before (seen of kprobes in 6.1, of uprobes in 6.12).
 */
#ifndef TRACE_DECODE_H
#define TRACE_DECODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "base/vec.h"
#include "trace/hit.h"

/** A text that was fetched has at most this many bytes, its NUL included; one of as many may have
 * been cut (MAX_STRING_SIZE of kernel/trace/trace_probe.h). */
#define HIT_FETCHED_TEXT_MOST 4096

/** Bits of the faults word. */
#define HIT_FAULTS_MOST 64

/** What a slot is to the hit. */
enum hit_slot_role {
	/** A field that is shown, the next one. */
	HIT_SLOT_FIELD,
	/** An argument that is only tested. */
	HIT_SLOT_HIDDEN,
	/** The command of the thread. */
	HIT_SLOT_COMMAND,
	HIT_SLOT_THREAD,
	HIT_SLOT_ADDRESS,
	HIT_SLOT_RETURN_ADDRESS,
	/** Bit N: the slot whose `fault` is N could not be read. Before those. */
	HIT_SLOT_FAULTS,
};

enum hit_slot_kind {
	/** A number of `size` bytes: 1, 2, 4, 8. */
	HIT_SLOT_NUMBER,
	/** `size` bytes with a text in them, to its NUL if there is one. */
	HIT_SLOT_TEXT,
	/** `size` bytes of numbers. */
	HIT_SLOT_ARRAY,
	/** Words of 4 bytes, `size / 4` of them, that each say where a text is. */
	HIT_SLOT_TEXTS,
};

struct hit_slot {
	enum hit_slot_role role;
	enum hit_slot_kind kind;
	/** From the beginning of the record. */
	size_t offset;
	/** Bytes there; of what is elsewhere not used. */
	size_t size;
	bool is_signed;
	/** It is elsewhere in the record: here are 4 bytes that say how many bytes (the upper 16
	 * bits) and where (the lower ones) (`__data_loc`). */
	bool is_located;
	/** Where is counted from behind those 4 bytes (`__rel_loc`). */
	bool is_relative;
	/** A TEXT that has no NUL was cut. */
	bool is_ended;
	/** It was fetched by a probe, see above. */
	bool is_fetched;
	/** Its bit of FAULTS; HIT_FAULTS_MOST: it has none. */
	unsigned fault;
};

struct hit_layout {
	/** In the order of the event's arguments. */
	VEC(struct hit_slot) slots;
};

/** Free the slots. */
void hit_layout_deinit(struct hit_layout *layout);

/** A `struct hit_layout` that is released at the end of its scope. */
#define _cleanup_hit_layout_ _cleanup_(hit_layout_deinit)

/**
 * Fill in what the slots say: the values, and what else has a role. All else of @p hit stays. Of a
 * hit that has failed nothing is to be used.
 *
 * @param hit its `event` has as many fields as there are slots with the role FIELD; values are
 *        borrowed from the record
 * @return FORMAT if the record is too short for what is said to be in it
 */
struct sonde_error *hit_decode(const struct hit_layout *layout, const void *record, size_t size,
			       struct hit *hit);

/** The text that a word of `__data_loc` says the place of; FAULT for none, and outside of the
 * record. */
struct hit_value hit_decode_text(const char *record, size_t size, uint32_t where);

/**
 * Take the command of the hit's thread from its own fields, as tracepoints of the scheduler have
 * it: a text `comm` or `X_comm` beside a number `pid` or `X_pid` that is hit->tid. Nothing changes
 * where there is none.
 *
 * @param hit decoded
 */
void hit_take_command(struct hit *hit);

#endif /* TRACE_DECODE_H */
