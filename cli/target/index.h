/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The index of an image: taken from the cache directory, or made and kept there.
 */
#ifndef CLI_TARGET_INDEX_H
#define CLI_TARGET_INDEX_H

#include "base/err.h"
#include "image/elf.h"

/**
 * Give @p image its index. One that is kept for its build is used if it is whole, of this file
 * and to be trusted; else one is made, which takes some tenths of a second for a kernel (a line
 * on a terminal says how far it is), and kept if that can be done and the image is not so small
 * that making it again is as fast. Why a kept one was not used is image->index_refusal.
 *
 * @param cache_root root of the cache, or NULL not to keep it
 * @param build_id in hexadecimal; "" not to keep it
 */
struct sonde_error *index_load(struct image *image, const char *cache_root, const char *build_id);

/**
 * The same with an index that is kept, and nothing but that: none is made, nothing is written or
 * told.
 *
 * @return NOT_FOUND where none is kept, or why it is not used
 */
struct sonde_error *index_load_kept(struct image *image, const char *cache_root,
				    const char *build_id);

/** Keep the index that the image has, if that can be done and is worth it. */
void index_keep(const struct image *image, const char *cache_root, const char *build_id);

#endif /* CLI_TARGET_INDEX_H */
