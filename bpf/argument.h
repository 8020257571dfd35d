/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * What an argument of an event is to a filter and in its records, by its type for the kernel
 * (kernel/trace/trace_probe.c, probe_fetch_types[]).
 */
#ifndef BPF_ARGUMENT_H
#define BPF_ARGUMENT_H

#include <stdbool.h>

#include "base/err.h"
#include "probe/event.h"

enum filter_argument_kind {
	FILTER_ARGUMENT_NUMBER,
	/** `string`, `ustring`, `$comm`. */
	FILTER_ARGUMENT_TEXT,
	/** `u8[4]`: recorded, and not to be filtered by. */
	FILTER_ARGUMENT_ARRAY,
};

struct filter_argument {
	enum filter_argument_kind kind;
	/** Bytes of the number, or of each of an array: 1, 2, 4, 8. */
	unsigned size;
	bool is_signed;
	/** A bit field: how many bits, and how many below it; 0 for none. */
	unsigned bit_width, bit_offset;
	/** Of an ARRAY: how many. */
	unsigned count;
	/** A TEXT in user space. */
	bool is_user;
	/** It is the command of the thread. */
	bool is_command;
};

/**
 * What @p arg is.
 *
 * @param is_user the event is of a program
 * @param ret set on success
 * @return UNAVAILABLE for what only the kernel's tracer can fetch, with what it is
 */
struct sonde_error *filter_argument_of(const struct probe_event_arg *arg, bool is_user,
				       struct filter_argument *ret);

#endif /* BPF_ARGUMENT_H */
