/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The lines of source files that can be probed.
 */
#ifndef PROBE_LINE_MARKS_H
#define PROBE_LINE_MARKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/vec.h"

/** A line that can be probed. */
struct line_mark {
	/** Path of the source file; borrowed from libdw. */
	const char *path;
	/** From 1 on. */
	uint32_t line;
	/** In so many places. */
	size_t places;
	/** All of them are in inlined copies. */
	bool only_inlined;
	/** Name of a function that is inlined at the line, NULL for none; borrowed from libdw. */
	const char *inlines;
};

/** Lines that can be probed, sorted by path and line, each once. */
struct line_marks VEC_BODY(struct line_mark);

/** Free the list. */
void line_marks_deinit(struct line_marks *marks);

/** Order the marks that were added, and make one of those of the same line. */
void line_marks_tidy(struct line_marks *marks);

/**
 * The nearest lines around @p line that can be probed, whatever their file.
 *
 * @param before the last one before it, 0 for none
 * @param after the first one behind it, 0 for none
 */
void line_marks_nearest(const struct line_marks *marks, uint32_t line, uint32_t *before,
			uint32_t *after);

#endif /* PROBE_LINE_MARKS_H */
