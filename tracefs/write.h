/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * One line into kprobe_events or uprobe_events: what those have in common that add and remove.
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
 * What tells two events apart, as a key: a kprobe and a uprobe of one name differ.
 *
 * @param ret the caller frees it
 */
struct sonde_error *dynevent_key(const struct dynevent *event, char **ret);

/**
 * Write one line, adding or removing.
 *
 * @param ret errno value of the write, 0 if the kernel took it
 * @return UNSUPPORTED if there is no file of this kind, or the error of opening it
 */
struct sonde_error *dynevent_write(const char *tracing_dir, enum dynevent_kind kind,
				   const char *line, int *ret);

/**
 * Remove one of the probes that share an event.
 *
 * @param list all probes there are, or were when it was read
 * @param probe one of them
 * @param ret errno value of the write, 0 if the kernel took it; EINVAL, with nothing written, if
 *        no line means this probe alone
 * @return as dynevent_write()
 */
struct sonde_error *dynevent_remove_one(const char *tracing_dir, const struct dynevents *list,
					const struct dynevent *probe, int *ret);

#endif /* TRACEFS_WRITE_H */
