/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * What the kernel's hist triggers take at the most. It says nothing where it refuses more than
 * that, or worse, drops it in silence: so it is checked before anything is written.
 */
#ifndef HIST_LIMITS_H
#define HIST_LIMITS_H

/** Keys of a trigger: TRACING_MAP_KEYS_MAX in kernel/trace/tracing_map.h. */
#define HIST_KEYS_MAX 3

/** Values besides `hitcount`: TRACING_MAP_VALS_MAX is 3. */
#define HIST_VALUES_MAX 2

/** Fields that rows are sorted by: TRACING_MAP_SORT_KEYS_MAX. */
#define HIST_SORT_MAX 2

/** Variables of a trigger: TRACING_MAP_VARS_MAX. The 17th is dropped without a word. */
#define HIST_VARIABLES_MAX 16

/** Bytes of all keys together: HIST_KEY_SIZE_MAX in kernel/trace/trace_events_hist.c. */
#define HIST_KEY_BYTES_MAX 384

/** Bytes of a text without a fixed size as a key, or in a filter: MAX_FILTER_STR_VAL. */
#define HIST_TEXT_BYTES 256

/** Bytes of a stack as a key: HIST_STACKTRACE_DEPTH, 16, numbers of eight bytes. */
#define HIST_STACK_BYTES 128

/** Rows that there is room for: 2 to the power of TRACING_MAP_BITS_MIN and _MAX. */
#define HIST_SIZE_MIN 128
#define HIST_SIZE_MAX 131072

/** Bytes of what is written to a trigger file: less than a page, event_trigger_regex_write() in
 * kernel/trace/trace_events_trigger.c. */
#define HIST_LINE_MAX 4095

#endif /* HIST_LIMITS_H */
