/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * A reference to a DIE of an image, in 64 bits: it can be kept in tables and in files, and two are
 * equal only where the DIEs are. That of a DIE in .debug_info is its offset there; where units are
 * split off the image (image/split.h), that is the .debug_info in which they are joined. The units
 * of .debug_types (DWARF 4) and those of the file that dwz has made for several
 * (.gnu_debugaltlink) have offsets of their own: bits tell them apart.
 */
#ifndef IMAGE_DIEREF_H
#define IMAGE_DIEREF_H

#include <stdbool.h>
#include <stdint.h>

#include <elfutils/libdw.h>

#include "image/elf.h"

/** The DIE is in .debug_types. No file is so large that an offset has this bit. */
#define DIEREF_TYPES (1ULL << 62)
/** The DIE is in the file that .gnu_debugaltlink names. */
#define DIEREF_ALT (1ULL << 63)

/** The reference to @p die, which is one of @p image. */
uint64_t dieref_of(const struct image *image, Dwarf_Die *die);

/** The DIE that @p reference is for; false where the image has none there. */
bool dieref_resolve(const struct image *image, uint64_t reference, Dwarf_Die *ret);

#endif /* IMAGE_DIEREF_H */
