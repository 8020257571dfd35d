/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * How functions and files are spelled within a point: where they end, and their escapes.
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
#include "base/str.h"

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
 * Copy @p size bytes without their escapes, and with one space for blanks that are not escaped.
 * The caller frees the copy.
 */
struct sonde_error *spell_unescape(const char *text, size_t size, char **ret);

/**
 * Whether the @p size bytes at @p text are a pattern: one of `*?[` is not escaped, nor part of a
 * C++ operator, signature, template argument or ABI tag.
 */
bool spell_is_glob(const char *text, size_t size);

/**
 * spell_unescape() for a pattern: what fnmatch() takes, with a `\` before each of `*?[\` that
 * was escaped, and before a `[` that nothing closes.
 */
struct sonde_error *spell_unescape_glob(const char *text, size_t size, char **ret);

/**
 * Append a pattern made by spell_unescape_glob() so that it gives it back.
 *
 * @param hide_dots escape dots, which would make a source file of a function
 */
void spell_print_glob(const char *pattern, bool hide_dots, struct str *out);

/**
 * Append @p name so that spell_scan() and spell_unescape() give it back; with escapes only
 * where they are needed.
 *
 * @param hide_dots escape dots too where they would make a source file of a function
 */
void spell_print(const char *name, bool hide_dots, struct str *out);

/**
 * Append @p name, or the pattern @p glob where that is not NULL, with an escape before all bytes
 * that mean something to perf, which knows no `::`, brackets and operators.
 */
void spell_print_escaped(const char *name, const char *glob, struct str *out);

/** Append @p name for spell_scan_plain(): all bytes that mean something are escaped. */
void spell_print_plain(const char *name, struct str *out);

#endif /* PROBE_SPELL_H */
