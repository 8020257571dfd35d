/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * What events say of their records by their `print fmt` (Documentation/trace/events.rst, "Event
 * formats"), read by libtraceevent.
 *
 * libtraceevent takes a record for as long as its format says. So each record is looked at first:
 * its fields lie in it, and what they point to. Formats are limited in size and depth, as
 * libtraceevent's parser calls itself. Its plugins are not loaded.
 */
#ifndef TRACEFS_EVENT_TEXT_H
#define TRACEFS_EVENT_TEXT_H

#include <stddef.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "base/str.h"

struct event_texts;

/**
 * Tells the function of the kernel that an address is in, for `%ps` and `%pS`.
 *
 * @param ret_start where the function begins
 * @return its name, which is borrowed until the next question; NULL if nobody knows
 */
typedef const char *event_text_symbol_fn(void *data, uint64_t address, uint64_t *ret_start);

/**
 * Events without any as yet.
 *
 * @param symbol NULL: addresses stay numbers
 * @param data for @p symbol
 * @param ret the caller destroys it
 */
struct sonde_error *event_texts_create(event_text_symbol_fn *symbol, void *data,
				       struct event_texts **ret);

/** NULL is fine. */
void event_texts_destroy(struct event_texts *texts);

/** Scope guard for a `struct event_texts *`. */
static inline void event_texts_destroyp(struct event_texts **texts)
{
	event_texts_destroy(*texts);
}
#define _cleanup_event_texts_ _cleanup_(event_texts_destroyp)

/**
 * Take an event.
 *
 * @param group its group, `sched`
 * @param format the text of its `format` file
 * @param ret_id its `id`, as records have it
 * @return FORMAT for a text that is none; UNSUPPORTED if libtraceevent does not understand its
 *         `print fmt`: there is no text of its records then
 */
struct sonde_error *event_texts_add(struct event_texts *texts, const char *group,
				    const char *format, unsigned *ret_id);

/** The same, of an event of the tracing directory or of an instance. */
struct sonde_error *event_texts_read(struct event_texts *texts, const char *tracing_dir,
				     const char *group, const char *event, unsigned *ret_id);

/**
 * Append what the event says of a record. Texts of programs can be in it, with any bytes.
 *
 * @param bytes see struct stream_record; the event is known by its `common_type`
 * @return NOT_FOUND for an event that was not added; FORMAT for a record that does not have its
 * fields
 */
struct sonde_error *event_texts_write(struct event_texts *texts, const void *bytes, size_t size,
				      struct str *out);

#endif /* TRACEFS_EVENT_TEXT_H */
