/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/path.h"

#include <string.h>

static bool is_component(const char *at, size_t size, const char *what)
{
	return size == strlen(what) && strncmp(at, what, size) == 0;
}

/* A path whose components are taken from its end on. */
struct backward {
	const char *path;
	/** What is before this is still to come. */
	size_t end;
	/** So many `..` stand behind that: they undo as many components. */
	size_t undone;
	/** The component that was taken last. */
	const char *at;
	size_t size;
};

static struct backward from_end(const char *path)
{
	return (struct backward){.path = path, .end = strlen(path)};
}

/* Take the component before `end`, whatever it says; an empty one between two slashes. */
static void take(struct backward *walk)
{
	size_t start = walk->end;

	while (start > 0 && walk->path[start - 1] != '/')
		start--;
	walk->at = walk->path + start;
	walk->size = walk->end - start;
	walk->end = start > 0 ? start - 1 : 0;
}

/* Take the one before that says something; false if there is none but `..` that undo nothing. */
static bool take_real(struct backward *walk)
{
	while (walk->end > 0) {
		take(walk);
		if (walk->size == 0 || is_component(walk->at, walk->size, "."))
			continue;
		if (is_component(walk->at, walk->size, ".."))
			walk->undone++;
		else if (walk->undone)
			walk->undone--;
		else
			return true;
	}
	return false;
}

bool path_ends_with(const char *path, const char *tail)
{
	struct backward walk, wanted = from_end(tail);
	bool is_any = false;

	if (!path)
		return false;
	walk = from_end(path);
	while (take_real(&wanted)) {
		if (!take_real(&walk) || walk.size != wanted.size ||
		    memcmp(walk.at, wanted.at, walk.size) != 0)
			return false;
		is_any = true;
	}
	return is_any && (tail[0] != '/' || walk.at > path);
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
