/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The places of points that are source lines: FUNC:RLN, SRC:ALN; and what lines of functions and
 * files have in common with those that a pattern names (probe/point_pattern.h).
 */
#ifndef PROBE_POINT_LINES_H
#define PROBE_POINT_LINES_H

#include <stdint.h>

#include "probe/line.h"
#include "probe/point.h"

/**
 * The places of the line that @p def means; see point_find().
 *
 * @return NOT_FOUND for an unknown function or file, UNAVAILABLE for a line without code, with
 *         the nearest ones that have some
 */
struct sonde_error *point_find_lines(struct image *image, const struct probe_def *def,
				     const struct func_result *found, struct point_places *ret);

/**
 * Add the lines of the copies of a function and their places, copy by copy.
 *
 * @param relative the line, counted from that of the declaration; NULL for all
 */
struct sonde_error *point_lines_of_function(const struct image *image,
					    const struct func_result *found,
					    const uint32_t *relative, struct line_places *ret);

/**
 * Add the lines in @p span of the files that @p def means and their places, unit by unit. Code
 * that units share counts once.
 *
 * @param ret empty
 * @return NOT_FOUND, with the nearest name, if no code is from such a file
 */
struct sonde_error *point_lines_of_file(const struct image *image, const struct probe_def *def,
					struct line_span span, struct line_places *ret);

/** Add a place of a line. */
struct sonde_error *point_add_line(const struct line_place *line, struct point_places *ret);

#endif /* PROBE_POINT_LINES_H */
