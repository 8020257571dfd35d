/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The places of points that are source lines: FUNC:RLN, SRC:ALN; and what lines of functions and
 * files have in common with those that a pattern names (probe/point_pattern.h).
 */
#ifndef PROBE_POINT_LINES_H
#define PROBE_POINT_LINES_H

#include <stdint.h>

#include "image/index.h"
#include "probe/line_marks.h"
#include "probe/point.h"

/**
 * The places of the line that @p def means; see point_find().
 *
 * @return NOT_FOUND for an unknown function or file, UNAVAILABLE for a line without code, with
 *         the nearest ones that have some
 */
struct sonde_error *point_find_lines(struct image *image, const struct probe_def *def,
				     const struct func_result *found, struct point_places *ret);

/** Add all lines of the copies of a function that can be probed, in order. */
struct sonde_error *point_mark_function(const struct func_result *found, struct line_marks *ret);

/** Add all lines of the files whose paths end with @p file that can be probed, in order. */
struct sonde_error *point_mark_file(const struct image *image, const struct index_dies *units,
				    const char *file, struct line_marks *ret);

/** Add the units with code from the file of @p def; NOT_FOUND, with the nearest name, if none. */
struct sonde_error *point_find_units(const struct image *image, const struct probe_def *def,
				     struct index_dies *ret);

/**
 * Add the places of a line in the copies of a function.
 *
 * @param relative counted from the line of its declaration, if @p absolute is 0
 */
struct sonde_error *point_add_line_of_function(const struct func_result *found, uint32_t relative,
					       uint32_t absolute, struct point_places *ret);

/** Add the places of a line of the files whose paths end with @p file. */
struct sonde_error *point_add_line_of_file(const struct image *image,
					   const struct index_dies *units, const char *file,
					   uint32_t line, struct point_places *ret);

#endif /* PROBE_POINT_LINES_H */
