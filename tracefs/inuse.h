/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * By whom an event is used, as far as tracefs shows it.
 *
 * The kernel refuses to remove an event in use (EBUSY), but without a word why, and not
 * before it has removed all but the last of several probes that share the event
 * (unregister_trace_kprobe() in kernel/trace/trace_kprobe.c). So this is asked first.
 */
#ifndef TRACEFS_INUSE_H
#define TRACEFS_INUSE_H

#include <stdbool.h>

#include "base/err.h"
#include "base/str.h"

/**
 * Append a sentence for each use of the event, each on a line of its own: enabled, or with a
 * trigger, in the top directory and in each instance. Nothing is appended for an event that
 * is not used, that is used only by perf or BPF, or that there is not.
 *
 * @param tracing_dir see tracing_dir_find()
 */
struct sonde_error *inuse_describe(const char *tracing_dir, const char *group, const char *event,
				   struct str *out);

/** Whether the text of a `trigger` file has a trigger, and not only lines with a #. */
bool inuse_has_trigger(const char *text);

/**
 * Append a sentence for each other process that has a file below the directory @p dir open, as far
 * as this user may know it; each on a line of its own.
 */
struct sonde_error *inuse_describe_files(const char *dir, struct str *out);

#endif /* TRACEFS_INUSE_H */
