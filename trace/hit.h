/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * A hit of a probe, or of a tracepoint, as it is shown: whatever has recorded it.
 */
#ifndef TRACE_HIT_H
#define TRACE_HIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/cleanup.h"
#include "base/command.h"
#include "base/enumeration.h"
#include "base/vec.h"

/** A field of an event that is shown. */
struct hit_field {
	/** As the person calls it: `count`, `$retval`, `file->f_pos`. Owned. */
	char *label;
	/** Its name in the event, as the kernel has it: `count`, `ret`, `f_pos`. Owned. */
	char *name;
	bool is_text;
	/** Several numbers, or texts. */
	bool is_array;
	bool is_signed;
	/** An address. */
	bool is_pointer;
	/** An address that is shown by its symbol where nothing else is asked for (`symbol`). */
	bool is_symbol;
	/** A character (`char`). */
	bool is_character;
	/** In base 16 where nothing else is asked for: the person gave it the type `x64`, or none
	 * at all to a register. */
	bool is_hex;
	/** It has the type `x64` because debuginfo says no more than that it has no sign: a size,
	 * or an address. From 2^32 on it is shown as an address, in base 16. */
	bool may_be_address;
	/** Bytes of the number, or of each of an array. */
	unsigned size;
	/** The names of its values; empty for none. Owned. */
	struct enumeration values;
};

/** Where hits come from. */
struct hit_event {
	/** As it is shown: `probe` and `vfs_read`, also where the event of the session has other
	 * names. Owned. */
	char *group, *event;
	/** It is in a program. */
	bool is_user;
	bool is_return;
	VEC(struct hit_field) fields;
	/** Its places, as in its line: `vfs_read+0`, `/bin/sh:0x1234`; of what is no probe none.
	 * Owned. */
	VEC(char *) places;
};

/** Free what it holds and make it empty. */
void hit_event_deinit(struct hit_event *event);

/** A `struct hit_event` that is released at the end of its scope. */
#define _cleanup_hit_event_ _cleanup_(hit_event_deinit)

enum hit_value_kind {
	/** The event of this hit has nothing of it. */
	HIT_NONE,
	HIT_NUMBER,
	HIT_TEXT,
	HIT_ARRAY,
	/** Several texts: hit_value_text() has each. */
	HIT_TEXTS,
	/** It could not be read. */
	HIT_FAULT,
};

struct hit_value {
	enum hit_value_kind kind;
	/** Of NUMBER, extended by its sign. */
	uint64_t number;
	/** Of TEXT, not ended by NUL; of ARRAY the numbers as they lie in memory, not aligned; of
	 * TEXTS the words that say where each is. Borrowed from the record. */
	const char *bytes;
	size_t size;
	/** Of TEXT: there was more of it. */
	bool is_cut;
};

/** Addresses, the innermost first. */
struct hit_frames {
	/** Borrowed from the record; not aligned. */
	const void *bytes;
	size_t count;
};

struct hit {
	/** CLOCK_MONOTONIC, nanoseconds. */
	uint64_t time;
	unsigned cpu;
	/** 0: not known (any more). */
	pid_t pid;
	pid_t tid;
	/** "" where it is not known. */
	char comm[COMMAND_SIZE];
	const struct hit_event *event;
	/** Index of its place; SIZE_MAX: not known. */
	size_t place;
	/** The address that was hit; of a return the function's. 0: not known. */
	uint64_t address;
	/** Of a return where it goes on; 0: not known. */
	uint64_t return_address;
	/** One for each field of the event. */
	VEC(struct hit_value) values;
	struct hit_frames kernel_stack, user_stack;
	/** What its event itself says of it (a tracepoint's `print fmt`), or NULL. Borrowed. */
	const char *text;
	/** The record that values are borrowed from. */
	const char *record;
	size_t record_size;
};

/** The text @p index of a value of kind TEXTS, of which there are `size / 4`; TEXT or FAULT. */
struct hit_value hit_value_text(const struct hit *hit, const struct hit_value *value, size_t index);

/** The number @p index of those that @p bytes has, of @p size bytes each, extended by its sign if
 * it has one; 0 if that is none of 1, 2, 4 and 8. */
uint64_t hit_number_at(const void *bytes, size_t index, unsigned size, bool is_signed);

/** Free the list of values and make it empty. */
void hit_deinit(struct hit *hit);

/** A `struct hit` that is released at the end of its scope. */
#define _cleanup_hit_ _cleanup_(hit_deinit)

#endif /* TRACE_HIT_H */
