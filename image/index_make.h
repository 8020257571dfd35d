/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * An image -> its index (image/index.h), in one walk over the units.
 */
#ifndef IMAGE_INDEX_MAKE_H
#define IMAGE_INDEX_MAKE_H

#include <stddef.h>

#include "base/err.h"
#include "image/elf.h"
#include "image/index.h"

/** Whom to tell how far it is, or an empty one. */
struct index_progress {
	/** Called now and then; @p done of @p all bytes of DWARF were read. May be NULL. */
	void (*report)(void *data, size_t done, size_t all);
	void *data;
};

/**
 * Make the index. image->dwarf is open, or NULL for an image without DWARF, whose index has its
 * symbols only. Behind a unit that cannot be read none is found: then image->is_damaged is set.
 *
 * @param ret the caller destroys it
 */
struct sonde_error *index_make(struct image *image, const struct index_progress *progress,
			       struct index **ret);

#endif /* IMAGE_INDEX_MAKE_H */
