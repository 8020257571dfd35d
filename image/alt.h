/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The file in which dwz has gathered what the debuginfo of several programs has in common.
 * `.gnu_debugaltlink` of each names it.
 */
#ifndef IMAGE_ALT_H
#define IMAGE_ALT_H

#include "base/err.h"
#include "base/str.h"
#include "image/elf.h"

struct alt {
	/** The file; NULL where it was not found. Owned. */
	struct image *file;
	/** Where it was looked for, as image->apart_tried. */
	struct str tried;
	/** Its DWARF once alt_open() was called. Owned. */
	struct Dwarf *dwarf;
};

/**
 * Find the file that the DWARF of an image names: set image->alt, and the size of its .debug_info
 * in image->section_sizes. These places are looked at, in this order; the file must have the build
 * id that is named:
 *
 *     ROOT/usr/lib/debug/.build-id/xx/yyyy.debug
 *     the path that is named, if that is relative from the folder of the file that names it
 *     what debuginfod's servers have; not of an image->without_servers
 *
 * @param root "", or a folder that stands for /
 * @return nothing but NO_MEMORY; nothing is done in a build without libdw
 */
struct sonde_error *alt_find(struct image *image, const char *root);

/**
 * Open its DWARF, for dwarf_setalt(). Nothing is done where image->alt is NULL.
 *
 * @return NOT_FOUND, with the places, where it has no file. Then the DWARF that names it must not
 * be read: much of it has no names, and libdw would look for the file by itself. FORMAT where the
 * file has no DWARF that can be read
 */
struct sonde_error *alt_open(struct image *image);

/** Close and free image->alt; NULL is fine. Called by image_destroy(). */
void alt_destroy(struct alt *alt);

#endif /* IMAGE_ALT_H */
