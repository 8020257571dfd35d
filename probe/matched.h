/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The functions that one name means: overloads, instances of templates, methods of several classes.
 */
#ifndef PROBE_MATCHED_H
#define PROBE_MATCHED_H

#include <stdbool.h>

#include "base/err.h"
#include "base/notes.h"
#include "image/elf.h"
#include "probe/def.h"
#include "probe/point.h"

/**
 * Add a remark that names them, if the name that @p def has, and no pattern, means more than one.
 *
 * @param all name all of them, and not only the first few
 */
struct sonde_error *matched_note(const struct image *image, const struct probe_def *def,
				 const struct point_places *places, bool all, struct notes *notes);

#endif /* PROBE_MATCHED_H */
