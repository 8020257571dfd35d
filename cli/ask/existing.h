/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Events that are there, tracepoints and other people's probes, as events of a question. Nothing of
 * them is changed: their triggers are those of the session's instance.
 */
#ifndef CLI_ASK_EXISTING_H
#define CLI_ASK_EXISTING_H

#include <stdbool.h>

#include "base/err.h"
#include "cli/ask/ask.h"

/**
 * Add the event that @p word names, as ask_is_existing() tells it.
 *
 * @return NOT_FOUND if there is no such event
 */
struct sonde_error *ask_existing(struct asking *asking, const char *word);

/** Whether an event of the question has a field that is called @p name. */
bool ask_has_field(const struct asking *asking, const char *name);

#endif /* CLI_ASK_EXISTING_H */
