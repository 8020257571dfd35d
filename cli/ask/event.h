/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Events of a plan -> events of a question: in the session's group, those whose arguments are alike
 * as one.
 */
#ifndef CLI_ASK_EVENT_H
#define CLI_ASK_EVENT_H

#include "base/err.h"
#include "cli/ask/ask.h"
#include "cli/ask/plan.h"

/**
 * Add the events of @p found, which is taken apart by it.
 *
 * @param name of the event that they become, and that those of other definitions with this name are
 *        added to if their arguments are alike; NULL: they become events of their own, called as
 *        the definition says
 */
struct sonde_error *ask_take_events(struct asking *asking, struct ask_found *found,
				    const char *name);

#endif /* CLI_ASK_EVENT_H */
