/* SPDX-License-Identifier: GPL-2.0-or-later */
/* By libzstd. image/no_zstd.c stands in where there is none. */
#include "image/zstd.h"

#include <zstd.h>

bool zstd_is_there(void)
{
	return true;
}

bool zstd_unpack(const void *packed, size_t size, void *ret, size_t ret_size)
{
	return ZSTD_decompress(ret, ret_size, packed, size) == ret_size;
}
