/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Raw arguments of a definition, held against the image: registers and symbols.
 */
#ifndef PROBE_RAW_H
#define PROBE_RAW_H

#include "base/err.h"
#include "image/elf.h"
#include "probe/arch.h"
#include "probe/def.h"

/**
 * Check that the architecture has the registers that raw arguments of @p def name, and that a
 * kernel has no two symbols of the name in `@SYMBOL`: it would take one of them without a word.
 * Whether it has one at all is not asked: modules have symbols too.
 *
 * @return UNAVAILABLE with the argument's column
 */
struct sonde_error *raw_check(const struct probe_def *def, const struct image *image,
			      const struct arch *arch);

#endif /* PROBE_RAW_H */
