/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * What a word that could not be asked for was likely meant to be.
 */
#ifndef CLI_ASK_MISTAKE_H
#define CLI_ASK_MISTAKE_H

#include "base/err.h"
#include "cli/ask/options.h"

/**
 * Say how it is written: a definition whose quotes were forgotten, a pattern of events, an event as
 * other programs write it.
 *
 * @param options of all words
 * @param word one of them, or NULL: nothing is known
 * @param error what became of it; NULL is fine
 * @return @p error, with a hint if there is one
 */
struct sonde_error *ask_explain_mistake(const struct ask_options *options, const char *word,
					struct sonde_error *error);

#endif /* CLI_ASK_MISTAKE_H */
