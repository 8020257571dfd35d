/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Definitions -> events that a filter is about, as `sonde trace` would have them. The kernel that
 * runs here need not be the one that is meant, and nothing is written to it.
 */
#ifndef CLI_FILTER_ASK_H
#define CLI_FILTER_ASK_H

#include <stddef.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "bpf/layout.h"
#include "cli/ask/ask.h"
#include "cli/ask/options.h"
#include "cli/cmd.h"
#include "filter/expr.h"

/** One run. To be zeroed but for `context`. */
struct filter_asking {
	const struct context *context;
	/** `target`, `words` and `filter` are given; the rest is filled by filter_ask(). */
	struct ask_options options;
	struct asking asking;
	/** Empty if there is no filter. */
	struct filter_expr expr;
};

/** Free what it holds. */
void filter_asking_deinit(struct filter_asking *asking);

/** Take what is none of a verb's own options: one of the target's, or a definition. */
struct sonde_error *filter_ask_take(struct filter_asking *asking, int id, const char *value);

/** USAGE if a definition is missing, or the target's options do not go together. */
struct sonde_error *filter_ask_check(const struct filter_asking *asking);

/**
 * Settle what is meant, make the events of all words, `asking.question.events`, and tell what is to
 * be noted of them.
 */
struct sonde_error *filter_ask(struct filter_asking *asking);

/** How many arguments of an event are recorded: all but those at the end that are only tested. */
size_t filter_ask_recorded(const struct hist_event *event);

/** Room for a text in records where nothing else is asked for, with its NUL. */
#define FILTER_ASK_TEXT_ROOM 128

#endif /* CLI_FILTER_ASK_H */
