/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * What can be shown of a hit, by its name: `time`, `comm`, `$retval.errno`, `file->f_pos`.
 *
 * `time cpu pid tid comm event` are what every hit has. Any other name is that of a field where an
 * event has one, and else one of those below. `field.NAME` is always the field.
 */
#ifndef TRACE_ITEM_H
#define TRACE_ITEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "base/str.h"
#include "base/vec.h"
#include "trace/clock.h"
#include "trace/hit.h"
#include "trace/shape.h"
#include "trace/writer.h"

enum hit_item_kind {
	/** On the wall. */
	HIT_ITEM_TIME,
	HIT_ITEM_CPU,
	HIT_ITEM_PID,
	HIT_ITEM_TID,
	HIT_ITEM_COMM,
	/** `GROUP:EVENT` */
	HIT_ITEM_EVENT,
	/** With the day. */
	HIT_ITEM_DATE,
	/** Seconds since the start of the machine. */
	HIT_ITEM_MONOTONIC,
	/** As in its definition, `vfs_read+0`. */
	HIT_ITEM_PLACE,
	HIT_ITEM_FUNCTION,
	HIT_ITEM_ADDRESS,
	/** Of a return, where it goes on. */
	HIT_ITEM_CALLER,
	/** All fields, `NAME=VALUE`, or what a tracepoint says of itself. */
	HIT_ITEM_FIELDS,
	/** The kernel's, on one line. */
	HIT_ITEM_STACK,
	/** The process's. */
	HIT_ITEM_USER_STACK,
	/** A field. */
	HIT_ITEM_FIELD,
};

struct hit_item {
	enum hit_item_kind kind;
	enum hit_shape shape;
	/** As it is called: `comm`, `$retval`. Owned. */
	char *name;
	/** Of FIELD: its index in each of the events of the options; SIZE_MAX: it has none. */
	VEC(size_t) fields;
};

/** Free what it holds and make it empty. */
void hit_item_deinit(struct hit_item *item);

/** A `struct hit_item` that is released at the end of its scope. */
#define _cleanup_hit_item_ _cleanup_(hit_item_deinit)

/**
 * Find what @p size bytes at @p word, NAME[.SHAPE], are the name of.
 *
 * @param text that has the word in it, for errors: they have the column there
 * @param ret initialised by this; the caller deinits it
 * @return NOT_FOUND with the nearest name; UNAVAILABLE for a shape that does not suit
 */
struct sonde_error *hit_item_find(const struct hit_writer_options *options, const char *text,
				  const char *word, size_t size, struct hit_item *ret);

/** What hits have without any field, by position; NULL behind the last. */
const char *hit_item_name(size_t position);

/** Whether @p size bytes at @p name are something that hits have without any field. */
bool hit_item_is_known(const char *name, size_t size);

/** An item of a kind that is no field. */
struct sonde_error *hit_item_make(enum hit_item_kind kind, struct hit_item *ret);

/** The field that all events have as their number @p index. */
struct sonde_error *hit_item_make_field(const struct hit_writer_options *options, size_t index,
					struct hit_item *ret);

/** Whether it is a number, which stands on the right of its column. */
bool hit_item_is_number(const struct hit_writer_options *options, const struct hit_item *item);

/** Prints items. */
struct hit_printer {
	const struct hit_writer_options *options;
	struct hit_clock clock;
	/** The event that was printed last, and its index among those of the options. */
	const struct hit_event *event;
	size_t index;
};

/** @param options borrowed */
struct hit_printer hit_printer_init(const struct hit_writer_options *options);

/** Append an item of @p hit, whose event is one of the options'. */
void hit_item_print(struct hit_printer *printer, const struct hit_item *item, const struct hit *hit,
		    struct str *out);

/** Append `GROUP:EVENT`. */
void hit_item_print_event(const struct hit_event *event, struct str *out);

/** Bytes of what a hit says of itself, without the newline at its end. */
size_t hit_item_text_size(const char *text);

#endif /* TRACE_ITEM_H */
