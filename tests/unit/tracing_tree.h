/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * What the tests of tracefs/ share: a tracing directory of plain files, recorded texts of real
 * kernels, and short ways to look at errors. Included after cmocka.h.
 *
 * A plain file takes every line and removes nothing, so that it shows what was written. For a
 * kernel that refuses there is a link to a file of /proc which takes only a number.
 */
#ifndef TESTS_UNIT_TRACING_TREE_H
#define TESTS_UNIT_TRACING_TREE_H

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/file.h"
#include "base/str.h"
#include "tests/unit/check.h"
#include "tests/unit/folders.h"
#include "tracefs/writer.h"

/** Refuses every line with EINVAL, and reads as a number. */
#define REFUSING_FILE "/proc/self/coredump_filter"

/** The path of @p name below the directory. The caller frees it. */
static inline char *path_in(const char *directory, const char *name)
{
	size_t size = strlen(directory) + strlen(name) + 2;
	char *path = malloc(size);

	assert_non_null(path);
	snprintf(path, size, "%s/%s", directory, name);
	return path;
}

/** The path of a file of tests/data. The caller frees it. */
static inline char *data_path(const char *name)
{
	const char *root = getenv("SRCDIR");
	_cleanup_free_ char *data = path_in(root ? root : ".", "tests/data");

	return path_in(data, name);
}

/** A cmocka setup: *state is the path of a new, empty directory. */
static inline int make_directory(void **state)
{
	const char *parent = getenv("TMPDIR");
	char *path = NULL;

	if (asprintf(&path, "%s/sonde-tracing-XXXXXX", parent ? parent : "/tmp") < 0)
		return -1;
	*state = mkdtemp(path);
	return *state ? 0 : -1;
}

static inline int remove_entry(const char *path, const struct stat *status, int type,
			       struct FTW *walk)
{
	(void)status;
	(void)type;
	(void)walk;
	return remove(path);
}

/** A cmocka teardown for make_directory(). */
static inline int remove_directory(void **state)
{
	int result = nftw(*state, remove_entry, 16, FTW_DEPTH | FTW_PHYS);

	free(*state);
	return result;
}

/** Make the file @p name with this text, and the directories above it. */
static inline void put_file(const char *directory, const char *name, const char *text)
{
	_cleanup_free_ char *path = path_in(directory, name);
	_cleanup_free_ char *parent = NULL;

	check_ok(sonde_strndup(path, (size_t)(strrchr(path, '/') - path), &parent));
	make_folders(parent, 0700);
	check_ok(file_replace(path, text, strlen(text), 0600));
}

/** Fail the test unless the file @p name has exactly this text. */
static inline void check_file(const char *directory, const char *name, const char *text)
{
	_cleanup_free_ char *path = path_in(directory, name);
	_cleanup_str_ struct str content = STR_INIT;

	check_ok(file_read(path, 0, &content));
	assert_string_equal(str_text(&content), text);
}

/** Make the file @p name one that refuses every line. */
static inline void put_refusing_file(const char *directory, const char *name)
{
	_cleanup_free_ char *path = path_in(directory, name);

	assert_return_code(symlink(REFUSING_FILE, path), 0);
}

/** dynevent_add_all() by a writer of its own, as the only one of a command. */
static inline struct sonde_error *add_definition(const char *directory,
						 const struct dynevent_addition *addition)
{
	_cleanup_dynevent_writer_ struct dynevent_writer writer = dynevent_writer_init(directory);

	return dynevent_add_all(&writer, addition);
}

#endif /* TESTS_UNIT_TRACING_TREE_H */
