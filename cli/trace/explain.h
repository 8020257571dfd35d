/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * By which way hits are recorded, and why not by the others, as text.
 */
#ifndef CLI_TRACE_EXPLAIN_H
#define CLI_TRACE_EXPLAIN_H

#include <stdio.h>

#include "base/err.h"
#include "cli/ask/ask.h"
#include "cli/trace/plan.h"

/** Print it. */
struct sonde_error *trace_explain(const struct asking *asking, const struct trace_plan *plan,
				  FILE *stream);

#endif /* CLI_TRACE_EXPLAIN_H */
