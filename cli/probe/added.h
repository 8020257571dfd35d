/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * What is said of events that were added, or cached for another machine.
 */
#ifndef CLI_PROBE_ADDED_H
#define CLI_PROBE_ADDED_H

#include <stdbool.h>
#include <stdio.h>

#include "base/err.h"
#include "cli/plan.h"
#include "cli/target/target.h"

/** Say what was added. @param list a line for each event, as out_defined_event() makes it */
void added_print(FILE *stream, const char *list);

/** What was cached. All is borrowed. */
struct added_cached {
	const struct target *target;
	/** As above. */
	const char *list;
	/** The last definition, as it was given. */
	const char *definition;
	/** It is kept with a filter. */
	bool is_filtered;
};

/** Say what was cached, and how it is used. */
void added_print_cached(FILE *stream, const struct added_cached *cached);

/**
 * Note, if a filter is kept with what the kernel gets, that the kernel gets nothing of it.
 */
struct sonde_error *added_note_filter(struct plan *plan);

#endif /* CLI_PROBE_ADDED_H */
