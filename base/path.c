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

static bool is_component(const char *at, size_t size, const char *what)
{
	return size == strlen(what) && strncmp(at, what, size) == 0;
}

/* Take the last component off what was appended from `start` on; false if there is none but `..`.
 */
static bool drop_last(struct str *out, size_t start)
{
	size_t at = out->size;

	while (at > start && out->data[at - 1] != '/')
		at--;
	if (at == out->size || is_component(out->data + at, out->size - at, ".."))
		return false;
	str_truncate(out, at > start ? at - 1 : start);
	return true;
}

void path_normalize(const char *path, struct str *out)
{
	size_t start;

	if (*path == '/')
		str_append_char(out, '/');
	start = out->size;
	while (*path) {
		const size_t size = strcspn(path, "/");

		if (size && !is_component(path, size, ".") &&
		    !(is_component(path, size, "..") && drop_last(out, start))) {
			if (out->size > start)
				str_append_char(out, '/');
			str_append_bytes(out, path, size);
		}
		path += size + (path[size] == '/');
	}
}
