/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * What the tests of the cache share: a directory of their own, a picture of all that is in it,
 * and short ways to put and load. Included after cmocka.h.
 */
#ifndef TESTS_UNIT_CACHE_TREE_H
#define TESTS_UNIT_CACHE_TREE_H

#include <dirent.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/vec.h"
#include "cache/apply.h"
#include "cache/store.h"
#include "tests/unit/check.h"
#include "tests/unit/folders.h"

#define BUILD_ID   "00112233445566778899aabbccddeeff00112233"
#define OTHER_ID   "ff112233445566778899aabbccddeeff00112233"
#define TARGET	   "/usr/bin/demo"
#define HOME_OF_ID "usr/bin/demo/" BUILD_ID
#define LINK_OF_ID ".build-id/00/112233445566778899aabbccddeeff00112233"

/** What the tests say about themselves. */
#define META (&(struct cache_meta){.release = "6.1.0", .arch = "x86_64", .version = "0.1"})

/** A cmocka setup: *state is the path of a new, empty directory. */
static inline int make_directory(void **state)
{
	const char *parent = getenv("TMPDIR");
	char *path = NULL;

	if (asprintf(&path, "%s/sonde-cache-XXXXXX", parent ? parent : "/tmp") < 0)
		return -1;
	*state = mkdtemp(path);
	return *state ? 0 : -1;
}

static inline int remove_one(const char *path, const struct stat *status, int type,
			     struct FTW *where)
{
	(void)status;
	(void)type;
	(void)where;
	return remove(path);
}

/** A cmocka teardown: the directory goes with all that is in it. */
static inline int remove_directory(void **state)
{
	int result = nftw(*state, remove_one, 8, FTW_DEPTH | FTW_PHYS);

	free(*state);
	return result;
}

/** `DIRECTORY/NAME`; the caller frees it. */
static inline char *join(const char *directory, const char *name)
{
	char *path = NULL;

	assert_true(asprintf(&path, "%s/%s", directory, name) >= 0);
	return path;
}

static inline void picture_file(const char *path, const struct stat *status, struct str *out)
{
	char text[4096] = "";

	str_appendf(out, "%s %o ", path, (unsigned)status->st_mode);
	if (S_ISLNK(status->st_mode)) {
		assert_true(readlink(path, text, sizeof(text) - 1) > 0);
		str_append(out, text);
	} else if (S_ISREG(status->st_mode)) {
		check_ok(file_read(path, 0, out));
	}
	str_append_char(out, '\n');
}

/** Append every name below @p path, with mode and content, in a fixed order. */
static inline void picture(const char *path, struct str *out)
{
	struct dirent **names = NULL;
	int count = scandir(path, &names, NULL, alphasort);

	for (int i = 0; i < count; i++) {
		_cleanup_free_ struct dirent *name = names[i];
		_cleanup_free_ char *full = NULL;
		struct stat status;

		if (!strcmp(name->d_name, ".") || !strcmp(name->d_name, ".."))
			continue;
		full = join(path, name->d_name);
		assert_int_equal(lstat(full, &status), 0);
		picture_file(full, &status, out);
		if (S_ISDIR(status.st_mode))
			picture(full, out);
	}
	free(names);
}

/** How many files lie in @p path and below. */
static inline size_t count_files(const char *path)
{
	struct dirent **names = NULL;
	int count = scandir(path, &names, NULL, alphasort);
	size_t files = 0;

	for (int i = 0; i < count; i++) {
		_cleanup_free_ struct dirent *name = names[i];
		_cleanup_free_ char *full = NULL;

		if (!strcmp(name->d_name, ".") || !strcmp(name->d_name, ".."))
			continue;
		full = join(path, name->d_name);
		files += name->d_type == DT_DIR ? count_files(full) : 1;
	}
	free(names);
	return files;
}

/** Put `definition` with one line into the cache @p root for a target and build id. */
static inline struct sonde_error *put_for(const char *root, const char *target,
					  const char *build_id, const char *definition,
					  const char *line)
{
	_cleanup_cache_key_ struct cache_key key = {0};
	struct cache_entry entry = {
		.definition = (char *)definition,
		.is_marker = definition[0] == '%',
	};
	struct sonde_error *error;

	TRY(cache_key_init(root, target, build_id, &key));
	TRY(vec_push(&entry.lines, (char *)line));
	error = cache_apply(root,
			    &(struct cache_change){.key = &key, .meta = META, .entry = &entry}, 1,
			    NULL, NULL);
	vec_deinit(&entry.lines);
	return error;
}

/** put_for() TARGET and BUILD_ID. */
static inline struct sonde_error *put(const char *root, const char *definition, const char *line)
{
	return put_for(root, TARGET, BUILD_ID, definition, line);
}

/** Remove an entry of TARGET and BUILD_ID, or all (NULL); NOT_FOUND if there is none. */
static inline struct sonde_error *take_out(const char *root, const char *definition)
{
	_cleanup_cache_key_ struct cache_key key = {0};
	struct cache_applied applied;

	TRY(cache_key_init(root, TARGET, BUILD_ID, &key));
	TRY(cache_apply(root, &(struct cache_change){.key = &key, .definition = definition}, 1,
			NULL, &applied));
	if (!applied.missing)
		return NULL;
	return sonde_error_new(SONDE_ERROR_NOT_FOUND, "'%s' is not cached.",
			       definition ? definition : "");
}

/** Fail the test unless loading @p build_id gives exactly this text. */
static inline void check_loaded(const char *root, const char *build_id, const char *text)
{
	_cleanup_cache_entries_ struct cache_entries entries = VEC_INIT;
	_cleanup_str_ struct str printed = STR_INIT;

	check_ok(cache_load(root, build_id, &entries));
	cache_format_print(&entries, &printed);
	assert_string_equal(str_text(&printed), text);
}

/** Make a directory below @p root and what is missing above it, mode 0700. */
static inline void make_below(const char *root, const char *relative)
{
	_cleanup_free_ char *path = join(root, relative);

	make_folders(path, 0700);
}

/** Write a file below @p root. */
static inline void write_below(const char *root, const char *relative, const char *text)
{
	_cleanup_free_ char *path = join(root, relative);

	check_ok(file_replace(path, text, strlen(text), 0600));
}

/** Make a symbolic link below @p root. */
static inline void link_below(const char *root, const char *relative, const char *text)
{
	_cleanup_free_ char *path = join(root, relative);

	assert_int_equal(symlink(text, path), 0);
}

#endif /* TESTS_UNIT_CACHE_TREE_H */
