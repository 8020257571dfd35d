/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Texts out of records, which can have any bytes, on a line of text.
 */
#ifndef TRACE_ESCAPE_H
#define TRACE_ESCAPE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

/**
 * Append @p size bytes so that they can be told from any others, and command no terminal: a
 * character that does (str_is_command()) and what is no UTF-8 as `\n`, `\t`, `\r` or `\xNN` for
 * each byte, a backslash as two.
 *
 * @param is_quoted between `"`, and each of these as `\"`
 */
void escape_text(const char *bytes, size_t size, bool is_quoted, struct str *out);

#endif /* TRACE_ESCAPE_H */
