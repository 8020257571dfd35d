/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * `sonde probe`: what was asked for, and the actions that do it.
 */
#ifndef CLI_PROBE_H
#define CLI_PROBE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/vec.h"
#include "cli/cmd.h"

enum probe_action {
	PROBE_ACTION_NONE,
	PROBE_ACTION_ADD,
	PROBE_ACTION_DEFINITION,
	PROBE_ACTION_DELETE,
	PROBE_ACTION_LIST,
};

struct probe_request {
	enum probe_action action;
	/** The letter of the option that chose the action, 0 for a bare definition. */
	char letter;
	/** Definitions, or patterns for deletion. Borrowed. */
	VEC(const char *) words;
	/** Bare words, joined by blanks: one definition. Owned. */
	char *bare;
	/** Pattern of -l, or NULL. Borrowed. */
	const char *filter;
	/** Image given with -k, or NULL. Borrowed. */
	const char *vmlinux;
	/** Name or path given with -m, or NULL. Borrowed. */
	const char *module;
	/** Folder given with --modules-dir, or NULL. Borrowed. */
	const char *modules_dir;
	/** Places of one definition at the most. */
	size_t max_probes;
	bool dry_run;
	bool force;
	bool quiet;
	bool verbose;
	bool cache;
	bool no_inlines;
	bool strict;
	bool json;
};

/** -a and -D: plan each definition, then write, print or cache its lines. */
enum exit_status probe_add(const struct context *context, const struct probe_request *request);

/** -d: remove the events that match. */
enum exit_status probe_delete(const struct context *context, const struct probe_request *request);

/** -l: list the kernel's probe events, or with --cache what is cached. */
enum exit_status probe_list(const struct context *context, const struct probe_request *request);

#endif /* CLI_PROBE_H */
