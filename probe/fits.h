/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * What the kernel takes of one argument, and of one event, at the most
 * (kernel/trace/trace_probe.h and trace_probe.c).
 */
#ifndef PROBE_FITS_H
#define PROBE_FITS_H

#include <stddef.h>

#include "base/err.h"
#include "probe/event.h"

/** Bytes of an argument behind its name and `=`: MAX_ARGSTR_LEN. */
#define FITS_TEXT_MAX 63
/** The last of FETCH_INSN_MAX steps that an argument may take; the one behind it is its end. */
#define FITS_STEP_LAST 14
/** Arguments of an event: MAX_TRACE_ARGS. Older kernels drop the others without a word. */
#define FITS_ARGS_MAX 128
/** Bytes of a line: WRITE_BUFSIZE - 2 in trace_parse_run_command(), kernel/trace/trace.c. */
#define FITS_LINE_MAX 4094
/**
 * Bytes that the arguments of an event fetch, without texts: MAX_PROBE_EVENT_SIZE. Kernels that do
 * not look at it lose events that are larger than a page of the ring buffer.
 */
#define FITS_DATA_MAX 3072

/** Bytes of FITS_DATA_MAX that an argument of @p type takes; NULL: of the default type. */
size_t fits_data(const char *type);

/**
 * Check that the kernel takes an argument, and reads it as it is written: the length of its text,
 * its steps, and distances, which the kernel would cut to 32 bits.
 *
 * @param type NULL for none
 * @return UNAVAILABLE, a clause without a place
 */
struct sonde_error *fits_check_arg(const struct fetch *fetch, const char *type);

/**
 * Check that the kernel takes an event as a whole: its arguments each, how many they are, that
 * their names are different and no fields of every event, the length of its line and what it
 * fetches.
 *
 * @return REFUSED, a sentence
 */
struct sonde_error *fits_check_event(const struct probe_event *event);

#endif /* PROBE_FITS_H */
