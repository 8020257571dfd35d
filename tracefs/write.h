/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * One line into kprobe_events or uprobe_events: what add.c and remove.c have in common.
 */
#ifndef TRACEFS_WRITE_H
#define TRACEFS_WRITE_H

#include "base/err.h"
#include "tracefs/dynevent.h"

/**
 * Whether @p line is one that the kernel would read to its end (trace_parse_run_command() in
 * kernel/trace/trace.c): of 4094 bytes at most, without a newline or a `#`.
 *
 * @return SYNTAX if not
 */
struct sonde_error *dynevent_check(const char *line);

/**
 * Write one line, adding or removing.
 *
 * @param ret errno value of the write, 0 if the kernel took it
 * @return UNSUPPORTED if there is no file of this kind, or the error of opening it
 */
struct sonde_error *dynevent_write(const char *tracing_dir, enum dynevent_kind kind,
				   const char *line, int *ret);

#endif /* TRACEFS_WRITE_H */
