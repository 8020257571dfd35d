/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The skeletons of an image: what it has itself of units that are split off.
 */
#ifndef IMAGE_SPLIT_SKELETONS_H
#define IMAGE_SPLIT_SKELETONS_H

#include "base/err.h"
#include "base/vec.h"
#include "image/elf.h"
#include "image/split_unit.h"

struct skeletons {
	/** In the order of the units. */
	VEC(struct skeleton) list;
	/** The same by number, as positions. */
	VEC(size_t) by_id;
};

/**
 * Find them.
 *
 * @param ret empty; the caller deinits it, on failure too
 */
struct sonde_error *skeletons_read(const struct image *image, struct skeletons *ret);

/** Free what it holds. */
void skeletons_deinit(struct skeletons *skeletons);

/** The one of this number that is not joined yet, or NULL. */
struct skeleton *skeletons_find(const struct skeletons *skeletons, uint64_t id);

#endif /* IMAGE_SPLIT_SKELETONS_H */
