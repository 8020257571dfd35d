/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The places of points that are source lines: FUNC:RLN, SRC:ALN.
 */
#ifndef PROBE_POINT_LINES_H
#define PROBE_POINT_LINES_H

#include "probe/point.h"

/**
 * The places of the lines that @p def means; see point_find().
 *
 * @return NOT_FOUND for an unknown function or file, UNAVAILABLE for a line without code, with
 *         the nearest ones that have some
 */
struct sonde_error *point_find_lines(struct image *image, const struct probe_def *def,
				     const struct func_result *found,
				     const struct resolve_options *options,
				     struct point_places *ret);

#endif /* PROBE_POINT_LINES_H */
