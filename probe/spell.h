/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * How functions and files are spelled within a point, and where they end.
 *
 * `\` takes the next byte as it is. In a function's name these belong to it without one:
 *
 *     ::                      ns::klass::method; a single `:` ends the name
 *     (...) [...] <...>       signature, glob or ABI tag, template or Rust impl, with any bytes
 *                             (blanks, `:`, `+` ...) in them
 *     {...}                   at the beginning of a part: {lambda(int)#1}, {closure#0}
 *     operator+ operator() operator<=>     signs behind the word `operator`
 *     operator<< <char>       the blank between a sign and `<`
 *     operator new[] operator unsigned long     words of the language behind `operator`
 *     ns::operator Klass      blanks behind a qualified `operator`
 *     f(int) const &          `const`, `volatile`, `&` and `&&` behind a signature
 */
#ifndef PROBE_SPELL_H
#define PROBE_SPELL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/scan.h"

/** Bytes that end something in a point, unless they are escaped or belong to a name. */
#define SPELL_STOPS " \t;:+@%="

/**
 * Step over the first part of a point, a function or a file: up to a blank, the end or an
 * unescaped one of `;:+@%=`. It may be empty.
 *
 * @param ret_dotted whether it has a `.` that is neither escaped nor in brackets
 * @return SYNTAX for unbalanced brackets and a `\` with nothing behind it
 */
struct sonde_error *spell_scan(struct scan *scan, bool *ret_dotted);

/**
 * Step over bytes up to a blank, the end or an unescaped one of @p stops: a part of a point
 * in which brackets and operators mean nothing.
 *
 * @return SYNTAX for a `\` with nothing behind it
 */
struct sonde_error *spell_scan_plain(struct scan *scan, const char *stops);

/**
 * Bytes of the C++ operator's sign at @p at, or 0. `+` before a digit is an offset, `%return`
 * a return, and `=` before a name ends an event's name.
 *
 * @param start where the name starts: `operator` must end at @p at and not begin before this
 */
size_t spell_operator_size(const char *start, const char *at);

/**
 * What stands behind the word `operator` of the last part of the name from @p start to @p at; NULL
 * if that part is not called so. It is @p at where nothing stands behind it.
 */
const char *spell_behind_operator(const char *start, const char *at);

/** Whether the name from @p start to @p at ends with `operator new` or `operator delete`. */
bool spell_is_array_operator(const char *start, const char *at);

#endif /* PROBE_SPELL_H */
