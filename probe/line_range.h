/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Which lines of the source to list:
 *
 *     FUNC[@SRC][:START[-END|+COUNT]]     lines counted from the function's first one, 0
 *     SRC[:START[-END|+COUNT]]            lines of a file, the first one being 1
 *
 * The first form is meant where the name has neither a `.` nor a `/`. Escapes are those of a
 * definition (probe/spell.h).
 */
#ifndef PROBE_LINE_RANGE_H
#define PROBE_LINE_RANGE_H

#include <stdint.h>

#include "base/cleanup.h"
#include "base/err.h"

/** The end of a range that has none. */
#define LINE_RANGE_OPEN UINT32_MAX

struct line_range {
	/** Name or glob of the function, or NULL. Owned. */
	char *function;
	/** The end of the source file's path; NULL for a function of any file. Owned. */
	char *file;
	/** The first line; 0 if none was given. */
	uint32_t start;
	/** The last line, LINE_RANGE_OPEN if none was given. */
	uint32_t end;
	/** The text it was made from. Owned. */
	char *text;
};

/** Free what it holds and make it empty. */
void line_range_deinit(struct line_range *range);

/** A `struct line_range` that is released at the end of its scope. */
#define _cleanup_line_range_ _cleanup_(line_range_deinit)

/**
 * Parse @p text.
 *
 * @param ret untouched on failure
 * @return SYNTAX, with the column and the words of perf
 */
struct sonde_error *line_range_parse(const char *text, struct line_range *ret);

/** A NOT_FOUND error about the range's name; printf-style. */
struct sonde_error *line_range_not_found(const struct line_range *range, const char *format, ...)
	__attribute__((format(printf, 2, 3), returns_nonnull));

#endif /* PROBE_LINE_RANGE_H */
