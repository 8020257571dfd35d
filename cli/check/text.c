/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/check/text.h"

#include "base/file.h"

#define TEXT_LIMIT ((size_t)1 << 12)

struct sonde_error *check_text(const char *root, const char *path, struct str *ret)
{
	_cleanup_str_ struct str whole = STR_INIT;

	str_appendf(&whole, "%s%s", root, path);
	TRY(str_check(&whole));
	TRY(file_read(str_text(&whole), TEXT_LIMIT, ret));
	if (ret->size && str_text(ret)[ret->size - 1] == '\n')
		str_truncate(ret, ret->size - 1);
	return NULL;
}
