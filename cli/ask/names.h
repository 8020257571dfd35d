/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Names that a question uses, put into the definitions that do not fetch them.
 *
 *     sonde hist vfs_read --by count.log2     vfs_read count
 *
 * But for what needs no debuginfo, which the events get (cli/ask/extra.h).
 *
 * Whether a variable is a text only debuginfo knows. So both are tried, the text first:
 * `file=file:string`, `file=file`. The definition that can be had is the one that is cached, and
 * without debuginfo the one that is found there.
 */
#ifndef CLI_ASK_NAMES_H
#define CLI_ASK_NAMES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "base/vec.h"
#include "cli/ask/ask.h"
#include "cli/ask/plan.h"
#include "hist/question.h"
#include "probe/def.h"

/** A name that a definition has to fetch. */
struct ask_wish {
	/** Borrowed. */
	const struct hist_need *need;
	/** As all needs of this name together want it. */
	bool as_string, as_number;
	/** It will be looked for elsewhere if it cannot be had here. */
	bool is_optional;
};

/** Each name once. */
struct ask_wishes VEC_BODY(struct ask_wish);

#define _cleanup_ask_wishes_ _cleanup_(ask_wishes_deinit)
/** The needs are not its own. */
void ask_wishes_deinit(struct ask_wishes *wishes);

/** Wish for the name of @p need, which may be there already. */
struct sonde_error *ask_wish(struct ask_wishes *wishes, const struct hist_need *need,
			     bool is_optional);

/**
 * A definition with all that is wished for, planned; its events have what any probe can fetch, too.
 *
 * @param text the definition that was given
 * @param lacking gets the wishes that could not be fulfilled, all of them optional; may be NULL
 * @param ret empty before; the caller deinits it, on failure too. `not_full` is why not all of the
 *        optional ones could be had.
 * @return besides errors of ask_plan(), with the column in the option if it is about a name there
 */
struct sonde_error *ask_fetch(struct asking *asking, const char *text,
			      const struct ask_wishes *wishes, struct ask_wishes *lacking,
			      struct ask_found *ret);

/**
 * As ask_fetch(), but if the names that may be enumerators (`is_optional` of their needs) cannot
 * all be had as variables, without all of those.
 */
struct sonde_error *ask_fetch_or_values(struct asking *asking, const char *text,
					const struct ask_wishes *wishes, struct ask_found *ret);

/**
 * Make events of the definition @p word, with all that the question needs.
 *
 * @param name of a new event; NULL: as of the definition
 */
struct sonde_error *ask_define(struct asking *asking, const char *word, const char *name);

#endif /* CLI_ASK_NAMES_H */
