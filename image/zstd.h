/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Bytes that were compressed by zstd (RFC 8878). Before version 0.189 libelf does not unpack them.
 */
#ifndef IMAGE_ZSTD_H
#define IMAGE_ZSTD_H

#include <stdbool.h>
#include <stddef.h>

/** Whether this build of sonde can unpack them. */
bool zstd_is_there(void);

/**
 * Unpack @p size bytes.
 *
 * @param ret room for @p ret_size bytes
 * @return false unless they are whole and give exactly that many
 */
bool zstd_unpack(const void *packed, size_t size, void *ret, size_t ret_size);

#endif /* IMAGE_ZSTD_H */
