/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * How many columns a text takes, in a terminal or in letters of one width.
 */
#ifndef BASE_WIDE_H
#define BASE_WIDE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

/** Columns of @p text, which is UTF-8; other bytes take one each. */
size_t wide_text(const char *text);

/** Bytes of the longest beginning of @p text that takes at most @p width columns. */
size_t wide_prefix(const char *text, size_t width);

/**
 * Append @p text in at most @p width columns: of a longer one the middle is left out, since names
 * and paths differ at their ends.
 *
 * @param utf8 the mark for what is left out is one character, else three dots
 */
void wide_cut(const char *text, size_t width, bool utf8, struct str *out);

#endif /* BASE_WIDE_H */
