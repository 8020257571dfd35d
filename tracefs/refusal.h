/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Why the kernel refused a trigger or a synthetic event: `error_log` and errno, in words.
 *
 * The log (errlog.h) shows less of these than of probes. Of a hist trigger it keeps 255 bytes
 * (MAX_FILTER_STR_VAL in kernel/trace/trace.h), and of a filter only what stands behind `if`:
 *
 *     [   52.917310] hist:sched:sched_switch: error: Couldn't find field
 *       Command: hist:keys=nosuch
 *                          ^
 *     [   58.113405] event filter parse error: error: Field not found
 *       Command: count > 5
 *                ^
 *
 * Much is refused without a word: then there is errno only.
 */
#ifndef TRACEFS_REFUSAL_H
#define TRACEFS_REFUSAL_H

#include <stddef.h>

#include "base/err.h"
#include "tracefs/errlog.h"

/**
 * The 1-based column in @p line of what an entry is about; 0 if the entry is about another line.
 */
size_t refusal_column(const struct errlog_entry *entry, const char *line);

/**
 * The error for a line that the kernel refused: as errlog_explain(), for a trigger or a synthetic
 * event.
 *
 * @param tracing_dir whose error_log: that of the instance for its triggers
 * @param before the log as it was before the write, from errlog_read()
 * @param line the line that was written, without a newline
 * @param errnum errno value of write(2)
 */
struct sonde_error *refusal_explain(const char *tracing_dir, const struct errlog *before,
				    const char *line, int errnum) __attribute__((returns_nonnull));

#endif /* TRACEFS_REFUSAL_H */
