/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Of a static program: a library that it loaded would bring a libc of its own. */
#include "image/debuginfod.h"

#include <stddef.h>

struct sonde_error *debuginfod_find(const struct build_id *id, struct str *tried, char **ret)
{
	(void)id;
	*ret = NULL;
	str_append(tried, "\n  debuginfod: not asked, as this sonde is linked statically");
	return str_check(tried);
}
