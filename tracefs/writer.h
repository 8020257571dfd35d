/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Who writes to kprobe_events and uprobe_events: what those have in common that add and remove.
 *
 * A command has one writer, however many events it adds and removes. Each file is opened once, at
 * the first line; the kernel's complaints are read once, and again after each refusal; and there is
 * one journal, which tells of the definition at hand.
 */
#ifndef TRACEFS_WRITER_H
#define TRACEFS_WRITER_H

#include <stdbool.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "tracefs/dynevent.h"
#include "tracefs/errlog.h"

struct dynevent_writer {
	/** From tracing_dir_find(), borrowed. */
	const char *tracing_dir;
	/** The files, see dynevent_file(); -1 before the first line. */
	int fds[DYNEVENT_KINDS];
	/** The kernel's complaints before the next line, if `is_log_known`. */
	struct errlog log;
	bool is_log_known;
};

/** A writer that has opened nothing yet. */
struct dynevent_writer dynevent_writer_init(const char *tracing_dir);

/** Close all. */
void dynevent_writer_deinit(struct dynevent_writer *writer);

/** A `struct dynevent_writer` that is released at the end of its scope. */
#define _cleanup_dynevent_writer_ _cleanup_(dynevent_writer_deinit)

/** Read the kernel's complaints, if they are not known. */
struct sonde_error *dynevent_writer_read_log(struct dynevent_writer *writer);

/**
 * Why the kernel refused a line: errlog_explain(). What it said is not taken for an answer to a
 * later line.
 */
struct sonde_error *dynevent_writer_explain(struct dynevent_writer *writer, const char *line,
					    int errnum) __attribute__((returns_nonnull));

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
struct sonde_error *dynevent_write(struct dynevent_writer *writer, enum dynevent_kind kind,
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
struct sonde_error *dynevent_remove_one(struct dynevent_writer *writer,
					const struct dynevents *list, const struct dynevent *probe,
					int *ret);

#endif /* TRACEFS_WRITER_H */
