/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Words of a command line that mean something with a filter in the cache (cli/cached/filter.h).
 */
#ifndef CLI_ASK_CACHED_H
#define CLI_ASK_CACHED_H

#include "base/err.h"
#include "cli/ask/ask.h"

/**
 * Take what is cached in place of the words, with its filter, unless --if or --no-if was given. A
 * filter that is taken is said.
 *
 * @param asking nothing was begun yet; it keeps what @p options then borrow
 * @param options those of @p asking
 * @return USAGE if the words have different filters; see cached_filters_find()
 */
struct sonde_error *ask_take_cached(struct asking *asking, struct ask_options *options);

/** Free what ask_take_cached() has found; NULL is fine. */
void ask_cached_destroy(struct cached_filters *cached);

/** Whether a field of an event is there for a filter from the cache alone. */
bool ask_cached_hides(const struct asking *asking, const struct measure_event *event,
		      const struct hist_field *field);

#endif /* CLI_ASK_CACHED_H */
