/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * `sonde probe`: what was asked for, and the actions that do it.
 */
#ifndef CLI_PROBE_PROBE_H
#define CLI_PROBE_PROBE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/vec.h"
#include "cli/cmd.h"
#include "cli/plan/names.h"
#include "cli/target/options.h"

enum probe_action {
	PROBE_ACTION_NONE,
	PROBE_ACTION_ADD,
	PROBE_ACTION_DEFINITION,
	PROBE_ACTION_DELETE,
	PROBE_ACTION_LIST,
	PROBE_ACTION_LINES,
	PROBE_ACTION_VARS,
	PROBE_ACTION_FUNCS,
};

struct probe_request {
	enum probe_action action;
	/** The letter of the option that chose the action, 0 for a bare definition. */
	char letter;
	/** Definitions, points of -V, lines to list, or patterns for deletion. Borrowed. */
	VEC(const char *) words;
	/** Bare words, joined by blanks: one definition. Owned. */
	char *bare;
	/** Pattern of -l, or NULL. Borrowed. */
	const char *filter;
	/** Filters of -V and -F; what one of them picks is shown. Borrowed. */
	VEC(const char *) filters;
	/** --filter was given. */
	bool filter_given;
	/** What is meant. */
	struct target_options target;
	/** The folder with the sources, given with -s, or NULL. Borrowed. */
	const char *source;
	/** The filter that is kept with what is cached (--if), or NULL. Borrowed. */
	const char *expression;
	/** Places of one definition at the most. */
	size_t max_probes;
	/** Levels of members that stand for a struct (--depth). */
	unsigned depth;
	bool dry_run;
	bool force;
	bool quiet;
	bool verbose;
	bool cache;
	bool no_inlines;
	/** The kernel's waits made short while events are removed (--expedite). */
	bool expedite;
	/** Names of functions as the linker has them (--no-demangle). */
	bool no_demangle;
	/** Those of a kernel as in the source (--demangle-kernel). */
	bool demangle_kernel;
	/** Variables outside of functions too (--externs). */
	bool externs;
	/** Where variables are available (--range). */
	bool range;
	bool strict;
	/** What to do where the arguments of an event's places differ; not both. */
	bool split, common;
	bool json;
	/** With `json`: the list that answers are added to, which is printed elsewhere; or NULL. */
	struct json_object *answers;
	/** Of one file of several: gets the names of its events, and has those before; or NULL. */
	struct names *names;
};

/** -a and -D: plan each definition, then write, print or cache its lines. */
enum exit_status probe_add(const struct context *context, const struct probe_request *request);

/** -d: remove the events that match. */
enum exit_status probe_delete(const struct context *context, const struct probe_request *request);

/** -l: list the kernel's probe events, or with --cache what is cached. */
enum exit_status probe_list(const struct context *context, const struct probe_request *request);

/** -L: list source lines, and which of them can be probed. */
enum exit_status probe_lines(const struct context *context, const struct probe_request *request);

/** -V: show the variables that are available at each point. */
enum exit_status probe_variables(const struct context *context,
				 const struct probe_request *request);

/** -F: show the functions that can be probed. */
enum exit_status probe_functions(const struct context *context,
				 const struct probe_request *request);

#endif /* CLI_PROBE_PROBE_H */
