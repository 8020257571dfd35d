/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The programs of a trace: for each place one, with an event of its own.
 */
#ifndef CLI_TRACE_PROGRAMS_H
#define CLI_TRACE_PROGRAMS_H

#include "base/err.h"
#include "cli/ask/ask.h"
#include "cli/trace/plan.h"
#include "filter/expr.h"

/**
 * Make the programs of all events of @p plan.
 *
 * @param expr the filter, or NULL: everything passes
 * @param via TRACE_VIA_BPF, or TRACE_VIA_PERF: then they write no records
 * @return UNSUPPORTED, PERMISSION or UNAVAILABLE with what stands against it
 */
struct sonde_error *trace_programs_make(struct asking *asking, const struct filter_expr *expr,
					enum trace_via via, struct trace_plan *plan);

#endif /* CLI_TRACE_PROGRAMS_H */
