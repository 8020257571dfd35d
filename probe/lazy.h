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
#include <stdint.h>

#include "base/err.h"
#include "base/vec.h"
#include "probe/source.h"

/** Line numbers, ascending. */
struct lazy_lines VEC_BODY(uint32_t);

/** Free the list. */
void lazy_lines_deinit(struct lazy_lines *lines);

/**
 * Whether @p pattern can be matched.
 *
 * @return SYNTAX for a set that is not closed, a `\` with nothing behind it, and for a pattern
 *         of blanks only
 */
struct sonde_error *lazy_check(const char *pattern);

/** Whether the @p size bytes of @p line match @p pattern, which lazy_check() has passed. */
bool lazy_matches(const char *pattern, const char *line, size_t size);

/**
 * The lines from @p first to @p last (from 1 on, both included) that match.
 *
 * @param ret lines are added
 * @return as lazy_check()
 */
struct sonde_error *lazy_find(const struct source *source, const char *pattern, uint32_t first,
			      uint32_t last, struct lazy_lines *ret);

#endif /* PROBE_LAZY_H */
