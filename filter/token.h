/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The operands of a filter's expression, read: names, numbers, texts.
 */
#ifndef FILTER_TOKEN_H
#define FILTER_TOKEN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/scan.h"

/** Whether a name begins here: with a letter, `_`, `$` or `%`. */
bool filter_token_begins_name(const char *at);

/**
 * Step over the name that begins here: identifiers joined by `->`, `.`, `::`, with elements `[N]`.
 *
 * @param ret without blanks; the caller frees it
 * @return SYNTAX for a name that ends too early, an element whose number is missing, is none or has
 * a suffix, or has more than 64 bits
 */
struct sonde_error *filter_token_name(struct scan *scan, char **ret);

/**
 * Step over the number that begins here, as C writes it.
 *
 * @param is_unsigned it has a `u` behind it, or is greater than INT64_MAX
 * @return SYNTAX for one that is none, or has more than 64 bits
 */
struct sonde_error *filter_token_number(struct scan *scan, uint64_t *ret, bool *is_unsigned);

/** Step over `'\0'`, which is a number and no text. @return whether it is here */
bool filter_token_nul(struct scan *scan);

/**
 * Step over the text in quotes that begins here. A backslash takes a quote, or itself, into it;
 * `\n \t \r \a \b \f \v \e \?`, `\O` to `\OOO` of octal digits and `\xHH` are as in C.
 *
 * @param is_pattern it is one for glob(7), which has backslashes of its own: all but those before
 *        the quote are left to it
 * @param ret without its quotes, escapes done; the caller frees it
 * @return SYNTAX for one that does not end, has a control character, a NUL, or another escape in it
 */
struct sonde_error *filter_token_text(struct scan *scan, bool is_pattern, char **ret);

#endif /* FILTER_TOKEN_H */
