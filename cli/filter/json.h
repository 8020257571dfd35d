/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * What `sonde filter check` has found out, and the same as JSON. The schema is in sonde-filter(1).
 */
#ifndef CLI_FILTER_JSON_H
#define CLI_FILTER_JSON_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/str.h"
#include "base/vec.h"
#include "bpf/typed.h"
#include "cli/json.h"
#include "hist/question.h"

/** A filter as a program at a place. */
struct filter_checked_place {
	/** As in the line: `vfs_read+0`. */
	struct str place;
	/** Instructions; those that are run for a hit at the most. */
	size_t size, at_most;
	/** The program as text, if it was asked for. */
	struct str code;
	/** Why there is none, or NULL. Owned. */
	struct sonde_error *problem;
};

/** A filter at an event. */
struct filter_checked {
	/** Borrowed. */
	const struct hist_event *event;
	/** With all that has to be fetched for it. Borrowed. */
	const char *definition;
	struct filter_typed typed;
	/** In the kernel's own words; empty: everything passes. */
	struct str ftrace;
	/** Why it cannot be said so, or NULL. Owned. */
	struct sonde_error *no_ftrace;
	/** It reads memory, which may not be there. */
	bool may_fault;
	VEC(struct filter_checked_place) places;
};

/** Its message, without the option that it is about. Borrowed. */
const char *json_filter_problem(const struct sonde_error *problem);

/** Append it to @p list. */
struct sonde_error *json_add_filter(struct json_object *list, const struct filter_checked *checked);

#endif /* CLI_FILTER_JSON_H */
