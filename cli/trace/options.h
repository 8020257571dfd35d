/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The options that `sonde trace` has for itself, read from the command line.
 */
#ifndef CLI_TRACE_OPTIONS_H
#define CLI_TRACE_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "cli/opts.h"

/** By what hits are recorded. */
enum trace_via {
	/** Whatever can do it, see cli/trace/plan.h. */
	TRACE_VIA_AUTO,
	/** The ring buffer of the session's instance. */
	TRACE_VIA_FTRACE,
	/** Programs, and a BPF ring buffer. */
	TRACE_VIA_BPF,
	/** Programs, and perf samples. */
	TRACE_VIA_PERF,
};

/** As what hits are written. */
enum trace_format {
	/** Columns: --show. */
	TRACE_COLUMNS,
	/** --format */
	TRACE_FORMAT,
	/** --json: an object a line. */
	TRACE_JSON,
	/** --perf-script */
	TRACE_PERF_SCRIPT,
};

/** All texts are borrowed from the command line. */
struct trace_options {
	enum trace_via via;
	/** --explain: which way hits are recorded, and why. */
	bool explain;
	/** --no-if: a filter that is cached with a definition does not count. */
	bool no_filter;
	/** --stack, --user-stack. */
	bool stack, user_stack;
	enum trace_format format;
	/** --show, --format; NULL where they were not given. */
	const char *show, *format_text;
	/** --count: hits after which it is over; 0: it is not. */
	uint64_t count;
	/** --buffer, in bytes; 0: as suits the way. */
	uint64_t buffer;
	/** --text: bytes that each text has room for in records of programs; 0: the default. */
	uint64_t text;
	/** --bpf-object, or NULL. */
	const char *object;
};

/** What their ids are. */
enum trace_option_id {
	TRACE_OPTION_NO_IF = 7500,
	TRACE_OPTION_VIA,
	TRACE_OPTION_EXPLAIN,
	TRACE_OPTION_STACK,
	TRACE_OPTION_USER_STACK,
	TRACE_OPTION_SHOW,
	TRACE_OPTION_FORMAT,
	TRACE_OPTION_JSON,
	TRACE_OPTION_PERF_SCRIPT,
	TRACE_OPTION_COUNT,
	TRACE_OPTION_BUFFER,
	TRACE_OPTION_TEXT,
	TRACE_OPTION_OBJECT,
	/** Not an option: the id behind the last. */
	TRACE_OPTION_END,
};

/** The name of @p via: `bpf`. Static. */
const char *trace_via_name(enum trace_via via);

/** Whether an option of this id is one of these. */
bool trace_options_have(int id);

/** Take one that trace_options_have(); USAGE for a value that it cannot have. */
struct sonde_error *trace_options_take(struct trace_options *options, int id, const char *value);

/** USAGE if they do not go together. */
struct sonde_error *trace_options_check(const struct trace_options *options);

/** Whether the kernel's stack is recorded: for --stack, or as a column or the format has it. */
bool trace_options_record_stack(const struct trace_options *options);

/** The same of the program's: --user-stack, `ustack`. */
bool trace_options_record_user_stack(const struct trace_options *options);

#endif /* CLI_TRACE_OPTIONS_H */
