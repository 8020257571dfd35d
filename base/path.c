/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/path.h"

#include <string.h>

bool path_ends_with(const char *path, const char *tail)
{
	size_t size, tail_size = strlen(tail);

	if (!path)
		return false;
	size = strlen(path);
	if (size < tail_size || strcmp(path + size - tail_size, tail) != 0)
		return false;
	return size == tail_size || tail[0] == '/' || path[size - tail_size - 1] == '/';
}
