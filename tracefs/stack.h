/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The records that have the stack of another record: `ftrace:kernel_stack` and `ftrace:user_stack`
 * (struct stack_entry and struct userstack_entry in kernel/trace/trace_entries.h).
 */
#ifndef TRACEFS_STACK_H
#define TRACEFS_STACK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "tracefs/stream.h"

/** How such a record looks. */
struct stack_form {
	/** Its `common_type`; 0: this kernel has none. */
	unsigned id;
	/** Bytes before the number of frames (an `int`); 0: there is no number. */
	size_t count_offset;
	/** Bytes before the frames. */
	size_t offset;
};

/**
 * Parse the `format` of one.
 *
 * @return FORMAT for a text that is none, or has no addresses of 8 bytes
 */
struct sonde_error *stack_form_parse(const char *text, struct stack_form *ret);

/** The frames of a record; what marks their end is not among them. */
struct stream_frames stack_frames(const struct stack_form *form, const void *bytes, size_t size);

#endif /* TRACEFS_STACK_H */
