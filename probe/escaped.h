/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Names and patterns of functions and files with the escapes that a point needs: taken away where
 * they are read, and set where they are printed. Where they end is found by probe/spell.h.
 */
#ifndef PROBE_ESCAPED_H
#define PROBE_ESCAPED_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/str.h"

/**
 * Copy @p size bytes without their escapes, and with one space for blanks that are not escaped.
 * The caller frees the copy.
 */
struct sonde_error *escaped_read(const char *text, size_t size, char **ret);

/**
 * Whether the @p size bytes at @p text are a pattern: one of `*?[` is not escaped, nor part of a
 * C++ operator, signature, template argument or ABI tag.
 */
bool escaped_is_glob(const char *text, size_t size);

/**
 * escaped_read() for a pattern: what fnmatch() takes, with a `\` before each of `*?[\` that
 * was escaped, and before a `[` that nothing closes.
 */
struct sonde_error *escaped_read_glob(const char *text, size_t size, char **ret);

/**
 * Append a pattern made by escaped_read_glob() so that it gives it back.
 *
 * @param hide_dots escape dots, which would make a source file of a function
 */
void escaped_print_glob(const char *pattern, bool hide_dots, struct str *out);

/**
 * Append @p name so that spell_scan() and escaped_read() give it back; with escapes only
 * where they are needed.
 *
 * @param hide_dots escape dots too where they would make a source file of a function
 */
void escaped_print(const char *name, bool hide_dots, struct str *out);

/**
 * Append @p name, or the pattern @p glob where that is not NULL, with an escape before all bytes
 * that mean something to perf, which knows no `::`, brackets and operators.
 */
void escaped_print_for_perf(const char *name, const char *glob, struct str *out);

/**
 * escaped_print_for_perf() with each word `operator` written so that it means nothing: a word that
 * stands behind the name is none of it.
 */
void escaped_print_apart(const char *name, const char *glob, struct str *out);

/** Append @p name for spell_scan_plain(): all bytes that mean something are escaped. */
void escaped_print_plain(const char *name, struct str *out);

#endif /* PROBE_ESCAPED_H */
