/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * What to say of a function that an image does not have: what it has instead.
 */
#ifndef PROBE_NOT_FOUND_H
#define PROBE_NOT_FOUND_H

#include "base/err.h"
#include "image/elf.h"
#include "probe/def.h"

/** The error for a function that the image does not have, with the nearest name that it has. */
struct sonde_error *not_found_error(const struct image *image, const struct probe_def *def);

/**
 * Hang on @p error what is nearest to the function @p name: those of its last part elsewhere, or
 * "Did you mean". Takes the error, and returns it or another one.
 */
struct sonde_error *not_found_hint(const struct image *image, const char *name,
				   struct sonde_error *error);

#endif /* PROBE_NOT_FOUND_H */
