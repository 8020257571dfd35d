/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Units that are split off an image (DWARF 5, 3.1.2; -gsplit-dwarf, for DWARF 4 as GNU has it):
 * the image has skeletons of them, and names of files, .dwo, that have the rest, one by one or
 * packed together as FILE.dwp. They are put back: debug sections of the image and of those files
 * become one ELF file in memory, whose .debug_info begins with that of the image. What reads DWARF
 * knows nothing of it, but for skeletons, which are to be passed over.
 */
#ifndef IMAGE_SPLIT_H
#define IMAGE_SPLIT_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "image/elf.h"

struct split {
	/** The joined file, and its bytes; NULL where no unit was found. Owned. */
	Elf *elf;
	char *bytes;
	/** How many units are split off, and how many of them were not found or are damaged. */
	size_t count;
	size_t missing;
	/** Of those the first: what it is called, where it was looked for, why not. Owned. */
	char *first_missing;
};

/**
 * Put the units of image->dwarf back that are split off: image->dwarf becomes that of the joined
 * file, and image->split and image->split_sum are set. What cannot be found is told by
 * split_note().
 */
struct sonde_error *split_open(struct image *image);

/** Free it; after image->dwarf was closed. NULL is fine. */
void split_destroy(struct split *split);

#endif /* IMAGE_SPLIT_H */
