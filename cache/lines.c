/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cache/lines.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Bytes that are read at once. */
#define CHUNK 65536

void cache_lines_deinit(struct cache_lines *lines)
{
	if (lines->fd >= 0)
		close(lines->fd);
	free(lines->path);
	str_deinit(&lines->buffer);
	*lines = (struct cache_lines)CACHE_LINES_INIT;
}

struct sonde_error *cache_lines_open(const struct cache_dir *dir, const char *name, size_t limit,
				     struct cache_lines *ret)
{
	_cleanup_str_ struct str path = STR_INIT;

	cache_dir_path(dir, name, &path);
	TRY(str_take(&path, &ret->path));
	ret->limit = limit;
	return cache_dir_open_file(dir, name, &ret->fd);
}

/* What was given makes room for more. */
static void forget_given(struct cache_lines *lines)
{
	struct str *buffer = &lines->buffer;

	if (lines->given)
		memmove(buffer->data, buffer->data + lines->given, buffer->size - lines->given);
	str_truncate(buffer, buffer->size - lines->given);
	lines->given = 0;
}

static struct sonde_error *read_more(struct cache_lines *lines)
{
	ssize_t got;
	char *room;

	forget_given(lines);
	room = str_room(&lines->buffer, CHUNK);
	if (!room)
		return str_check(&lines->buffer);
	do
		got = read(lines->fd, room, CHUNK);
	while (got < 0 && errno == EINTR);
	if (got < 0)
		return sonde_error_os(errno, "Cannot read %s", lines->path);
	str_extend(&lines->buffer, (size_t)got);
	lines->is_end = got == 0;
	lines->total += (size_t)got;
	if (lines->total > lines->limit)
		return sonde_error_new(SONDE_ERROR_FORMAT,
				       "%s is larger than the %zu bytes it may have.", lines->path,
				       lines->limit);
	return NULL;
}

/* The newline that ends the line, or NULL if it is not there yet; `seen` bytes have none. */
static const char *find_newline(const struct cache_lines *lines, size_t seen)
{
	const struct str *buffer = &lines->buffer;
	const size_t from = lines->given + seen;

	return from < buffer->size ? memchr(buffer->data + from, '\n', buffer->size - from) : NULL;
}

struct sonde_error *cache_lines_next(struct cache_lines *lines, const char **ret, size_t *ret_size)
{
	const char *newline = find_newline(lines, 0), *start;

	while (!newline && !lines->is_end) {
		const size_t seen = lines->buffer.size - lines->given;

		TRY(read_more(lines));
		newline = find_newline(lines, seen);
	}
	*ret = NULL;
	if (lines->given == lines->buffer.size)
		return NULL;
	start = lines->buffer.data + lines->given;
	*ret = start;
	*ret_size = newline ? (size_t)(newline - start) : lines->buffer.size - lines->given;
	lines->given += *ret_size + !!newline;
	return NULL;
}
