/* SPDX-License-Identifier: GPL-2.0-or-later */
/* In the place of image/xz.c in a build without liblzma. */
#include "image/xz.h"

bool xz_is_there(void)
{
	return false;
}

struct sonde_error *xz_unpack(const void *packed, size_t size, size_t limit, struct str *out,
			      bool *ret_whole)
{
	(void)packed;
	(void)size;
	(void)limit;
	(void)out;
	*ret_whole = false;
	return NULL;
}
