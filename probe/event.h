/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * A probe event: what the kernel is told, one line of `kprobe_events` or `uprobe_events`.
 *
 * Follows Documentation/trace/kprobetrace.rst and uprobetracer.rst of the kernel:
 *
 *     p[:[GROUP/]EVENT] [MODULE:]SYMBOL[+OFFSET]|0xADDR [ARG ...]
 *     r[MAXACTIVE][:[GROUP/]EVENT] [MODULE:]SYMBOL[+OFFSET] [ARG ...]
 *     p|r[:[GROUP/]EVENT] PATH:0xOFFSET[(0xREF)] [ARG ...]
 *
 *     ARG: [NAME=]FETCH[:TYPE]
 */
#ifndef PROBE_EVENT_H
#define PROBE_EVENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "base/enumeration.h"
#include "base/err.h"
#include "base/str.h"
#include "base/vec.h"
#include "probe/fetch.h"
#include "probe/position.h"

/** What an event does without first, if it has no room for all of its arguments. */
enum probe_arg_rank {
	/** Asked for by name: never left out. */
	PROBE_RANK_ASKED,
	/** One of all variables. */
	PROBE_RANK_VARIABLE,
	/** A member that stands for its struct; these go first. */
	PROBE_RANK_MEMBER,
};

struct probe_event_arg {
	/** NULL: the kernel names it arg1, arg2, ... Owned. */
	char *name;
	/** The name was asked for: it is never changed. */
	bool is_named;
	enum probe_arg_rank rank;
	struct fetch fetch;
	/** NULL: the kernel's default, an unsigned word. Owned. */
	char *type;
	/** The names of its values, if they were asked for and it has some; not in the line. */
	struct enumeration values;
};

struct probe_event {
	/** A return probe (`r`). */
	bool is_return;
	/** A uprobe: `path` and `offset` say where. Else a kprobe: `symbol` and `offset`. */
	bool is_user;
	/** Debuginfo says that an instruction begins at the place of a uprobe; not in the line. */
	bool begins;
	/** kretprobe instances that may be pending at once; 0: the kernel's default. */
	unsigned maxactive;
	/** Group, or NULL for the kernel's own (`kprobes`, `uprobes`). Owned. */
	char *group;
	/** Event name, or NULL for one the kernel makes up. Owned. */
	char *event;
	/** Module of a kprobe, or NULL for the kernel proper. Owned. */
	char *module;
	/** Symbol of a kprobe; NULL where `offset` is an address. Owned. */
	char *symbol;
	/** Path of the probed file of a uprobe. Owned. */
	char *path;
	/** Bytes after the symbol; address without a symbol; offset in the file of a uprobe. */
	uint64_t offset;
	/** File offset of a uprobe's semaphore, or 0. */
	uint64_t ref_offset;
	/** Its position in the source, if that was asked for and is known; not in the line. */
	struct position position;
	VEC(struct probe_event_arg) args;
};

/** Lines of one or more definitions, in the order in which they are to be written. */
struct probe_events VEC_BODY(struct probe_event);

/** Free what @p arg holds and make it empty. */
void probe_event_arg_deinit(struct probe_event_arg *arg);

/** Free what @p event holds and make it empty. */
void probe_event_deinit(struct probe_event *event);

/** Free all events; the list is empty afterwards. */
void probe_events_deinit(struct probe_events *events);

/** Released at the end of their scope. */
#define _cleanup_probe_event_  _cleanup_(probe_event_deinit)
#define _cleanup_probe_events_ _cleanup_(probe_events_deinit)

/** Append the line that the kernel takes, without a newline. */
void probe_event_print(const struct probe_event *event, struct str *out);

/** Append one argument of the line: `[NAME=]FETCH[:TYPE]`. */
void probe_event_arg_print(const struct probe_event_arg *arg, struct str *out);

/** Append the place alone: `[MODULE:]SYMBOL+OFFSET`, `PATH:0xOFFSET` as in the line. */
void probe_event_print_place(const struct probe_event *event, struct str *out);

/**
 * Parse a line as the kernel takes it or shows it in kprobe_events, uprobe_events or
 * dynamic_events, without its newline. Lines of other kinds (`s:`, `e:`, `f:`, `t:`, `-:`) are
 * UNSUPPORTED, and so are arguments by the kernel's own type information (`count`, `p->m`).
 * `%return` behind the place means `r`.
 *
 * @param ret initialised by this; the caller deinits it
 * @return SYNTAX errors carry the line and column
 */
struct sonde_error *probe_event_parse(const char *line, struct probe_event *ret);

/**
 * Append what two events must have in common to share one name: whether they are return probes,
 * the number, names and types of their arguments.
 */
void probe_event_print_likeness(const struct probe_event *event, struct str *out);

/**
 * Append the type by which the kernel compares arguments of one event: of a bit field that of what
 * holds it (find_fetch_type() of kernel/trace/trace_probe.c), nothing for the kernel's default.
 */
void probe_event_arg_print_type(const struct probe_event_arg *arg, struct str *out);

/**
 * Whether the place is counted from the start of the kernel (`_text`, `_stext`) because no
 * symbol of its own tells it from others.
 */
bool probe_event_is_relative(const struct probe_event *event);

/** Bytes of the longest argument name: MAX_ARG_NAME_LEN of kernel/trace/trace_probe.h. */
#define PROBE_ARG_NAME_MAX 32

/** Whether every event has a field of this name already (reserved_field_names, trace_probe.c). */
bool probe_arg_name_reserved(const char *name);

/** Whether @p name can name an event or a group: an identifier of at most 63 bytes. */
bool probe_event_name_valid(const char *name);

/** Whether a line can count from the symbol @p name: letters, digits, `_` and `.`. */
bool probe_symbol_name_valid(const char *name);

#endif /* PROBE_EVENT_H */
