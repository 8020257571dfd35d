/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Bytes that were compressed by xz (the .xz file format).
 */
#ifndef IMAGE_XZ_H
#define IMAGE_XZ_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/str.h"

/** Whether this build of sonde can unpack them. */
bool xz_is_there(void);

/**
 * Append what @p size bytes give when they are unpacked.
 *
 * @param limit how many bytes these may be, and about how many more are used for it
 * @param ret_whole whether they are whole, and give no more than that; if not, nothing of @p out is
 *        of use
 * @return NO_MEMORY
 */
struct sonde_error *xz_unpack(const void *packed, size_t size, size_t limit, struct str *out,
			      bool *ret_whole);

#endif /* IMAGE_XZ_H */
