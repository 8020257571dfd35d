/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Inlined copies of functions, which are no calls: they do not return, and the symbol that has the
 * code is that of another function.
 */
#ifndef CLI_ASK_PLACE_H
#define CLI_ASK_PLACE_H

#include "base/err.h"
#include "cli/ask/ask.h"
#include "cli/ask/plan.h"
#include "probe/event.h"

/**
 * Keep the events of @p entries at whose place there is one of @p returns; what goes is noted.
 *
 * @return UNAVAILABLE if none is left
 */
struct sonde_error *ask_keep_returning(struct asking *asking, const struct probe_events *returns,
				       struct ask_found *entries);

/**
 * Keep the events of @p found that are calls: inlined copies go, and are noted.
 *
 * @return UNAVAILABLE if none is left
 */
struct sonde_error *ask_keep_called(struct asking *asking, struct ask_found *found);

/**
 * Make events of @p word in which a function is its symbol: inlined copies go, and are noted, but
 * for those of programs, which have names of their own.
 *
 * @param name of the event
 */
struct sonde_error *ask_define_calls(struct asking *asking, const char *word, const char *name);

#endif /* CLI_ASK_PLACE_H */
