/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The places of points that name lines by what stands on them: FUNC;PTN, SRC;PTN. Of the lines
 * that can be probed those are meant whose text matches (probe/lazy.h); so the sources are needed.
 */
#ifndef PROBE_POINT_PATTERN_H
#define PROBE_POINT_PATTERN_H

#include "probe/point.h"

/**
 * The places of the lines that @p def means; see point_find().
 *
 * @return NOT_FOUND for an unknown function or file, for sources that are not there, and where
 *         no line matches
 */
struct sonde_error *point_find_pattern(struct image *image, const struct probe_def *def,
				       const struct func_result *found, const char *source_dir,
				       struct point_places *ret);

#endif /* PROBE_POINT_PATTERN_H */
