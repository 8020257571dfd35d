/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cache/sha256.h"

#include <stdint.h>
#include <sys/types.h>

#include <sha2.h>

_Static_assert(SHA256_DIGEST_STRING_LENGTH == SHA256_DIGITS + 1, "libmd's room for the digits");

void sha256_print(const char *bytes, size_t size, char ret[static SHA256_DIGITS + 1])
{
	SHA256Data((const uint8_t *)bytes, size, ret);
}
