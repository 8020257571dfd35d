/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * SHA-256 of bytes, as sha256sum(1) prints it. The algorithm is libmd's.
 */
#ifndef CACHE_SHA256_H
#define CACHE_SHA256_H

#include <stddef.h>

/** Hexadecimal digits of a digest. */
#define SHA256_DIGITS 64

/** Write the digest of @p size bytes to @p ret: lower-case digits and a NUL. */
void sha256_print(const char *bytes, size_t size, char ret[static SHA256_DIGITS + 1]);

#endif /* CACHE_SHA256_H */
