/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Offsets in the DIEs of a split unit, which count from where the sections of its own file start:
 * each is written anew for where these are now.
 */
#ifndef IMAGE_SPLIT_PATCH_H
#define IMAGE_SPLIT_PATCH_H

#include "base/err.h"
#include "image/split_abbrev.h"
#include "image/split_unit.h"

struct split_patching {
	struct split_joining *joining;
	const struct split_part *part;
	const struct split_unit *unit;
	/** NULL for the unit of a type. */
	const struct skeleton *skeleton;
	const struct abbrevs *abbrevs;
	/** Where the unit starts in the section of the image. */
	uint64_t place;
};

/** Write them; FORMAT for a unit whose DIEs cannot be read. */
struct sonde_error *split_patch(const struct split_patching *patching);

#endif /* IMAGE_SPLIT_PATCH_H */
