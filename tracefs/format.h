/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The fields of an event, from its `format` file (Documentation/trace/events.rst, "Event formats"):
 *
 *     name: sched_switch
 *     ID: 312
 *     format:
 *             field:unsigned short common_type;       offset:0;       size:2; signed:0;
 *             ...
 *             field:char prev_comm[16];       offset:8;       size:16;        signed:0;
 *             field:__data_loc char[] name;   offset:24;      size:4; signed:0;
 *
 *     print fmt: "prev_comm=%s ...", ...
 *
 * Which of them are texts is told as the kernel tells it (filter_assign_type() of
 * kernel/trace/trace_events.c).
 */
#ifndef TRACEFS_FORMAT_H
#define TRACEFS_FORMAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "base/vec.h"

struct event_field {
	/** Owned. */
	char *name;
	/** As declared, without the name: `unsigned long`, `char[16]`, `__data_loc char[]`. Owned.
	 */
	char *type;
	/** Bytes in the record before it. */
	size_t offset;
	/** Its bytes in the record; of one whose length varies those that say where it is. */
	size_t size;
	/** Numbers have a sign. */
	bool is_signed;
	/** A text, in the record or pointed to. */
	bool is_string;
	/** Its length varies, or it is a text that is pointed to: `size` is not its length. */
	bool is_dynamic;
	/** Several numbers. */
	bool is_array;
	/** A text that is pointed to: the record has its address. */
	bool is_pointed;
	/** A pointer that is no text. */
	bool is_pointer;
	/** Every event has it: its name begins with `common_`. */
	bool is_common;
};

struct event_format {
	/** What its records have as `common_type`; 0: the text does not say. */
	unsigned id;
	/** In their order. */
	VEC(struct event_field) fields;
};

/** Free what it holds and make it empty. */
void event_format_deinit(struct event_format *format);

/** A `struct event_format` that is released at the end of its scope. */
#define _cleanup_event_format_ _cleanup_(event_format_deinit)

/**
 * Parse the text of a `format` file.
 *
 * @param ret initialised by this; the caller deinits it
 * @return FORMAT for a text that is none, with the number of the line
 */
struct sonde_error *event_format_parse(const char *text, struct event_format *ret);

/**
 * Read the one of the event GROUP:EVENT.
 *
 * @param ret initialised by this; the caller deinits it
 * @return NOT_FOUND if there is no such event; the hint has one of a similar name, if there is
 */
struct sonde_error *event_format_read(const char *tracing_dir, const char *group, const char *event,
				      struct event_format *ret);

/**
 * Read the number by which records of the event GROUP:EVENT are told, and by which perf opens it.
 *
 * @return as event_format_read()
 */
struct sonde_error *event_id_read(const char *tracing_dir, const char *group, const char *event,
				  uint64_t *ret);

/** The field of this name, or NULL. */
const struct event_field *event_format_find(const struct event_format *format, const char *name);

#endif /* TRACEFS_FORMAT_H */
