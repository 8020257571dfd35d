/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cache/find.h"

#include <fcntl.h>
#include <stdbool.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/map.h"
#include "cache/details.h"
#include "cache/lines.h"
#include "cache/store.h"

/* How often a build is read anew that is written meanwhile. */
#define ATTEMPTS 100

const char *const cache_find_names[CACHE_FIND_NAMES] = {
	CACHE_PROBES_NAME,
	CACHE_INFO_NAME,
	CACHE_DETAILS_NAME,
};

struct sonde_error *cache_find_link(const struct cache_dir *root, const char *build_id,
				    struct cache_key *ret)
{
	_cleanup_cache_dir_ struct cache_dir links = CACHE_DIR_INIT;
	_cleanup_str_ struct str relative = STR_INIT;
	_cleanup_str_ struct str text = STR_INIT;

	str_appendf(&relative, CACHE_LINKS "/%.2s", build_id);
	TRY(str_check(&relative));
	TRY(cache_dir_walk(root, str_text(&relative), NULL, &links));
	TRY(cache_dir_read_link(&links, build_id + 2, &text));
	return cache_key_parse_link(root->path, build_id, str_text(&text), ret);
}

struct sonde_error *cache_find_directory(const struct cache_dir *root, const struct cache_key *key,
					 struct cache_undo *undo, struct cache_dir *ret)
{
	_cleanup_str_ struct str relative = STR_INIT;

	cache_key_relative(key, &relative);
	TRY(str_check(&relative));
	return cache_dir_walk(root, str_text(&relative), undo, ret);
}

static bool has_probes(const struct cache_dir *dir)
{
	return faccessat(dir->fd, CACHE_PROBES_NAME, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

struct sonde_error *cache_find(const struct cache_dir *root, const char *build_id,
			       struct cache_dir *ret)
{
	_cleanup_cache_dir_ struct cache_dir dir = CACHE_DIR_INIT;
	_cleanup_cache_key_ struct cache_key kernel = {0};
	_cleanup_cache_key_ struct cache_key linked = {0};
	struct sonde_error *error;

	TRY(cache_key_init(root->path, CACHE_TARGET_KERNEL, build_id, &kernel));
	error = cache_find_directory(root, &kernel, NULL, &dir);
	if (!error && has_probes(&dir)) {
		*ret = dir;
		dir = (struct cache_dir)CACHE_DIR_INIT;
		return NULL;
	}
	if (error && error->kind != SONDE_ERROR_NOT_FOUND)
		return error;
	sonde_error_destroy(error);
	TRY(cache_find_link(root, build_id, &linked));
	return cache_find_directory(root, &linked, NULL, ret);
}

/* The sections of details that are of these entries, which can be few of many. */
static struct sonde_error *read_details(const struct cache_dir *dir,
					const struct cache_entries *entries, struct str *out)
{
	_cleanup_cache_lines_ struct cache_lines lines = CACHE_LINES_INIT;
	_cleanup_map_ struct map wanted = MAP_INIT;
	bool is_kept = false;

	vec_for_each(entries, entry)
		TRY(map_put(&wanted, entry->definition, NULL));
	TRY(cache_lines_open(dir, CACHE_DETAILS_NAME, CACHE_PROBES_LIMIT, &lines));
	for (;;) {
		const char *line;
		size_t size;

		TRY(cache_lines_next(&lines, &line, &size));
		if (!line)
			return str_check(out);
		if (size && line[0] == '#')
			is_kept = map_has_bytes(&wanted, line + 1, size - 1);
		if (!is_kept)
			continue;
		str_append_bytes(out, line, size);
		str_append_char(out, '\n');
	}
}

/* The sections of entries with filters: nobody else is asked for when little is wanted. */
static struct sonde_error *read_filters(const struct cache_dir *dir, struct str *out)
{
	_cleanup_cache_lines_ struct cache_lines lines = CACHE_LINES_INIT;
	size_t start = 0;
	bool has_filter = true;

	TRY(cache_lines_open(dir, CACHE_DETAILS_NAME, CACHE_PROBES_LIMIT, &lines));
	for (;;) {
		const char *line;
		size_t size;

		TRY(cache_lines_next(&lines, &line, &size));
		if ((!line || (size && line[0] == '#')) && !has_filter)
			str_truncate(out, start);
		if (!line)
			return str_check(out);
		if (size && line[0] == '#') {
			start = out->size;
			has_filter = false;
		}
		has_filter |= cache_details_is_filter(line, size);
		str_append_bytes(out, line, size);
		str_append_char(out, '\n');
	}
}

/* Without them, or with ones that are not to be trusted, nothing is known of the entries. */
static struct sonde_error *find_details(const struct cache_dir *dir, bool is_bare,
					struct cache_entries *entries)
{
	_cleanup_str_ struct str text = STR_INIT;
	struct sonde_error *error = is_bare ? read_filters(dir, &text)
					    : read_details(dir, entries, &text);

	if (!error && !text.size)
		return NULL;
	if (!error)
		return cache_details_apply(str_text(&text), text.size, entries);
	if (error->kind == SONDE_ERROR_NO_MEMORY)
		return error;
	sonde_error_destroy(error);
	return NULL;
}

/* Whether the file that was read has been replaced: its details may be gone, then. */
static bool was_replaced(const struct cache_dir *dir, const struct cache_lines *lines)
{
	struct stat read, now;

	return fstat(lines->fd, &read) == 0 &&
	       fstatat(dir->fd, CACHE_PROBES_NAME, &now, AT_SYMLINK_NOFOLLOW) == 0 &&
	       (read.st_ino != now.st_ino || read.st_dev != now.st_dev);
}

static struct sonde_error *find_once(const struct cache_dir *dir, bool is_bare,
				     struct cache_format_parser *parser, bool *is_old)
{
	_cleanup_cache_lines_ struct cache_lines lines = CACHE_LINES_INIT;

	TRY(cache_lines_open(dir, CACHE_PROBES_NAME, CACHE_PROBES_LIMIT, &lines));
	parser->path = lines.path;
	for (;;) {
		const char *line;
		size_t size;

		TRY(cache_lines_next(&lines, &line, &size));
		if (!line)
			break;
		TRY(cache_format_take_line(parser, line, size));
	}
	cache_format_end(parser);
	if (!parser->entries.size)
		return NULL;
	TRY(find_details(dir, is_bare, &parser->entries));
	*is_old = was_replaced(dir, &lines);
	return NULL;
}

struct sonde_error *cache_find_entries(const struct cache_dir *dir,
				       const struct cache_wanted *wanted, struct cache_entries *ret)
{
	const struct cache_wanted all = {0}, *which = wanted ? wanted : &all;

	for (int i = 1;; i++) {
		_cleanup_cache_format_parser_ struct cache_format_parser parser = {
			.wanted = which->definition,
			.wanted_line = which->line,
			.data = which->data,
		};
		bool is_old = false;

		TRY(find_once(dir, which->is_bare, &parser, &is_old));
		if (is_old && i < ATTEMPTS)
			continue;
		*ret = cache_format_take_entries(&parser);
		return NULL;
	}
}

struct sonde_error *cache_find_info(const struct cache_dir *dir, struct cache_info *ret)
{
	_cleanup_str_ struct str path = STR_INIT;
	_cleanup_str_ struct str text = STR_INIT;
	struct sonde_error *error;

	cache_dir_path(dir, CACHE_INFO_NAME, &path);
	TRY(str_check(&path));
	error = cache_dir_read(dir, CACHE_INFO_NAME, CACHE_INFO_LIMIT, &text);
	if (!error)
		return cache_info_parse(str_text(&text), text.size, str_text(&path), ret);
	if (error->kind != SONDE_ERROR_NOT_FOUND)
		return error;
	sonde_error_destroy(error);
	*ret = (struct cache_info){0};
	return NULL;
}
