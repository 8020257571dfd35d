/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Location lists of split units of DWARF 4, .debug_loc.dwo, which have a form of their own
 * (https://gcc.gnu.org/wiki/DebugFission), as lists of .debug_loc (DWARF 4, 2.6.2).
 */
#ifndef IMAGE_SPLIT_LOC_H
#define IMAGE_SPLIT_LOC_H

#include "base/err.h"
#include "image/split_patch.h"

/**
 * Append a list of the unit to .debug_loc of the image.
 *
 * @param offset of the list in the unit's part of .debug_loc.dwo; becomes that of the new one
 * @return FORMAT for a list that is damaged
 */
struct sonde_error *split_loc_convert(const struct split_patching *patching, uint64_t *offset);

#endif /* IMAGE_SPLIT_LOC_H */
