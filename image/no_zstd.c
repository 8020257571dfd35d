/* SPDX-License-Identifier: GPL-2.0-or-later */
/* In the place of image/zstd.c in a build without libzstd. */
#include "image/zstd.h"

bool zstd_is_there(void)
{
	return false;
}

bool zstd_unpack(const void *packed, size_t size, void *ret, size_t ret_size)
{
	(void)packed;
	(void)size;
	(void)ret;
	(void)ret_size;
	return false;
}
