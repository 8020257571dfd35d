/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The arguments of an event as fields that can be counted by.
 */
#ifndef CLI_ASK_FIELD_H
#define CLI_ASK_FIELD_H

#include "base/err.h"
#include "cli/ask/plan.h"
#include "hist/question.h"
#include "probe/event.h"

/**
 * Give what a function returns the name `ret` if nobody has named it: `arg1` says nothing.
 */
struct sonde_error *ask_name_returned(struct probe_event *event);

/**
 * Add the fields of @p event, one of @p found, to @p ret. Each has the name by which the question
 * calls it, see ask_arg_is(), or that of the definition.
 */
struct sonde_error *ask_fields(const struct ask_found *found, const struct hist_needs *needs,
			       const struct probe_event *event, struct hist_event *ret);

#endif /* CLI_ASK_FIELD_H */
