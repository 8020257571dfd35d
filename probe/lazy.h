/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Lazy patterns: source lines by what stands on them. Blanks of the line and of the pattern do
 * not count, and the rest of the line must match as a whole:
 *
 *     ?          any byte
 *     *          any bytes, or none
 *     [a-z_]     one of these; [!a-z] none of these
 *     \c         the byte c itself
 */
#ifndef PROBE_LAZY_H
#define PROBE_LAZY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

/**
 * Whether @p pattern can be matched.
 *
 * @return SYNTAX for a set that is not closed, a `\` with nothing behind it, and for a pattern
 *         of blanks only
 */
struct sonde_error *lazy_check(const char *pattern);

/** Whether the @p size bytes of @p line match @p pattern, which lazy_check() has passed. */
bool lazy_matches(const char *pattern, const char *line, size_t size);

#endif /* PROBE_LAZY_H */
