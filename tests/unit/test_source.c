/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "base/file.h"
#include "probe/source.h"
#include "tests/unit/check.h"
#include "tests/unit/folders.h"

/* A directory for one test. */
static int make_directory(void **state)
{
	char path[] = "/tmp/sonde-source.XXXXXX";
	const char *made = mkdtemp(path);

	*state = made ? strdup(made) : NULL;
	return *state ? 0 : -1;
}

static int remove_directory(void **state)
{
	_cleanup_str_ struct str command = STR_INIT;
	int status;

	str_appendf(&command, "rm -rf '%s'", (const char *)*state);
	status = system(str_text(&command));
	free(*state);
	return status;
}

/* Make a file, with what is above it, whose content is its own name. */
static void make_file(const char *root, const char *name)
{
	_cleanup_str_ struct str path = STR_INIT, directory = STR_INIT;

	str_appendf(&path, "%s/%s", root, name);
	str_append_bytes(&directory, str_text(&path),
			 (size_t)(strrchr(str_text(&path), '/') - str_text(&path)));
	make_folders(str_text(&directory), 0700);
	check_ok(file_replace(str_text(&path), name, strlen(name), 0600));
}

/* The file that is found, without the root before it. */
static void check_found(const char *root, const struct source_query *query, const char *expected)
{
	_cleanup_source_ struct source source = {0};

	check_ok(source_open(query, &source));
	assert_true(strncmp(source.path, root, strlen(root)) == 0);
	assert_string_equal(source.path + strlen(root), expected);
}

static void test_lines(void **state)
{
	_cleanup_source_ struct source source = {0};
	_cleanup_str_ struct str path = STR_INIT;
	static const char content[] = "one\n\nthree\r\nfour";
	const char *text;
	size_t size;

	str_appendf(&path, "%s/a.c", (const char *)*state);
	check_ok(file_replace(str_text(&path), content, sizeof(content) - 1, 0600));
	check_ok(source_open(&(struct source_query){.path = str_text(&path)}, &source));
	assert_int_equal(source_count(&source), 4);
	assert_true(source_line(&source, 1, &text, &size));
	assert_int_equal(size, 3);
	assert_memory_equal(text, "one", 3);
	assert_true(source_line(&source, 2, &text, &size));
	assert_int_equal(size, 0);
	assert_true(source_line(&source, 3, &text, &size));
	assert_int_equal(size, 6);
	assert_true(source_line(&source, 4, &text, &size));
	assert_int_equal(size, 4);
	assert_memory_equal(text, "four", 4);
	assert_false(source_line(&source, 0, &text, &size));
	assert_false(source_line(&source, 5, &text, &size));
}

static void test_empty(void **state)
{
	_cleanup_source_ struct source source = {0};
	_cleanup_str_ struct str path = STR_INIT;
	const char *text;
	size_t size;

	str_appendf(&path, "%s/a.c", (const char *)*state);
	check_ok(file_replace(str_text(&path), "", 0, 0600));
	check_ok(source_open(&(struct source_query){.path = str_text(&path)}, &source));
	assert_int_equal(source_count(&source), 0);
	assert_false(source_line(&source, 1, &text, &size));
}

/* A folder that was named: the whole path there, then less and less of it. */
static void test_directory(void **state)
{
	const char *root = *state;
	struct source_query query = {.path = "/build/linux/fs/./a.c", .directory = root};

	make_file(root, "a.c");
	check_found(root, &query, "/a.c");
	make_file(root, "fs/a.c");
	check_found(root, &query, "/fs/a.c");
	make_file(root, "build/linux/fs/a.c");
	check_found(root, &query, "/build/linux/fs/a.c");
	query.path = "../include/../fs/a.c";
	check_found(root, &query, "/fs/a.c");
}

static void test_compilation(void **state)
{
	const char *root = *state;
	struct source_query query = {.path = "fs/a.c", .comp_dir = root};

	make_file(root, "fs/a.c");
	check_found(root, &query, "/fs/a.c");
}

struct system_test {
	const char *release;
	const char *file;
};

/* Where a system keeps the sources of the kernels, and of no other release. */
static void test_system(void **state)
{
	static const struct system_test rows[] = {
		{"6.1.0-56-cloud-amd64", "usr/src/linux-source-6.1/fs/a.c"},
		{"6.12.3", "usr/src/linux-source-6.12/fs/a.c"},
		{"6.1.0-56-cloud-amd64", "usr/src/linux-headers-6.1.0-56-cloud-amd64/fs/a.c"},
		{"6.1.0-56-cloud-amd64", "usr/src/linux-headers-6.1.0-56-common/fs/a.c"},
		{"6.9.1", "usr/src/linux-headers-6.9.1-common/fs/a.c"},
		{"6.8.5-301.fc40.x86_64", "usr/src/kernels/6.8.5-301.fc40.x86_64/fs/a.c"},
		{"6.8.1", "lib/modules/6.8.1/build/fs/a.c"},
		{"6.8.1", "lib/modules/6.8.1/source/fs/a.c"},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		_cleanup_str_ struct str root = STR_INIT, found = STR_INIT;
		struct source_query query = {.path = "./fs/a.c", .release = rows[i].release};
		struct source source;

		str_appendf(&root, "%s/%zu", (const char *)*state, i);
		str_appendf(&found, "/%s", rows[i].file);
		query.root = str_text(&root);
		make_file(query.root, rows[i].file);
		check_found(query.root, &query, str_text(&found));
		/* The path as a whole or the end of it, but not the name alone. */
		query.path = "/build/reproducible-path/linux/fs/a.c";
		check_found(query.root, &query, str_text(&found));
		query.path = "a.c";
		check_error(source_open(&query, &source), SONDE_ERROR_NOT_FOUND, "a.c");
		query.path = "./fs/a.c";
		query.release = "6.2.0-1-amd64";
		check_error(source_open(&query, &source), SONDE_ERROR_NOT_FOUND, "6.2");
	}
}

static void test_missing(void **state)
{
	_cleanup_error_ struct sonde_error *error = NULL;
	const char *root = *state;
	_cleanup_str_ struct str expected = STR_INIT, fifo = STR_INIT;
	struct source source = {0};

	error = source_open(&(struct source_query){.path = "fs/b.c", .directory = root}, &source);
	assert_non_null(error);
	str_appendf(&expected,
		    "The source fs/b.c was not found. There is no\n  %s/fs/b.c\n  %s/b.c", root,
		    root);
	assert_string_equal(error->message, str_text(&expected));
	assert_null(source.path);
	/* Neither a directory nor something that would be waited for is a source. */
	check_error(source_open(&(struct source_query){.path = root}, &source),
		    SONDE_ERROR_NOT_FOUND, root);
	str_appendf(&fifo, "%s/fifo.c", root);
	assert_int_equal(mkfifo(str_text(&fifo), 0600), 0);
	check_error(source_open(&(struct source_query){.path = str_text(&fifo)}, &source),
		    SONDE_ERROR_NOT_FOUND, "fifo.c");
	/* A release is no path. */
	check_error(
		source_open(&(struct source_query){.path = "fs/b.c", .release = "../x"}, &source),
		SONDE_ERROR_NOT_FOUND, "fs/b.c");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_lines, make_directory, remove_directory),
		cmocka_unit_test_setup_teardown(test_empty, make_directory, remove_directory),
		cmocka_unit_test_setup_teardown(test_directory, make_directory, remove_directory),
		cmocka_unit_test_setup_teardown(test_compilation, make_directory, remove_directory),
		cmocka_unit_test_setup_teardown(test_system, make_directory, remove_directory),
		cmocka_unit_test_setup_teardown(test_missing, make_directory, remove_directory),
	};

	return cmocka_run_group_tests_name("source", tests, NULL, NULL);
}
