/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * What --show and --format name: what definitions have to fetch for that, and whether it is there.
 */
#ifndef CLI_TRACE_SHOW_H
#define CLI_TRACE_SHOW_H

#include <stddef.h>

#include "base/err.h"
#include "cli/ask/ask.h"
#include "cli/trace/plan.h"

/** Add the need of the name of @p size bytes, which is copied. */
struct sonde_error *trace_show_need(struct asking *asking, struct hist_need need, const char *name,
				    size_t size);

/**
 * Add the needs of all names that not every hit has; of several definitions, those fetch them that
 * can.
 *
 * @return SYNTAX with the column
 */
struct sonde_error *trace_show_needs(struct asking *asking);

/**
 * Whether hits of the plan's events can be shown as is asked for: before anything is written.
 *
 * @return as hit_columns_create() and hit_format_create()
 */
struct sonde_error *trace_show_check(const struct asking *asking, const struct trace_plan *plan);

#endif /* CLI_TRACE_SHOW_H */
