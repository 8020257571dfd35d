/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "cache/index_file.h"
#include "tests/unit/cache_tree.h"

/* Read the index of a build, or fail the test. */
static void check_content(const char *root, const char *expected)
{
	_cleanup_close_ int fd = -1;
	char content[64] = "";

	check_ok(cache_index_open(root, BUILD_ID, &fd));
	assert_true(read(fd, content, sizeof(content) - 1) >= 0);
	assert_string_equal(content, expected);
}

static void path_of(const char *root, struct str *out)
{
	cache_index_path(root, BUILD_ID, out);
	check_ok(str_check(out));
}

static void test_round_trip(void **state)
{
	const char *root = *state;
	_cleanup_str_ struct str path = STR_INIT;
	struct stat status;
	int fd = -1;

	check_error(cache_index_open(root, BUILD_ID, &fd), SONDE_ERROR_NOT_FOUND, "Cannot open");
	check_ok(cache_index_put(root, BUILD_ID, "one", 3));
	check_content(root, "one");
	check_ok(cache_index_put(root, BUILD_ID, "other", 5));
	check_content(root, "other");
	check_error(cache_index_open(root, OTHER_ID, &fd), SONDE_ERROR_NOT_FOUND, "Cannot open");
	assert_int_equal(fd, -1);
	path_of(root, &path);
	assert_int_equal(stat(str_text(&path), &status), 0);
	assert_int_equal(status.st_mode & 0777, 0600);
}

static void test_new_root(void **state)
{
	_cleanup_str_ struct str root = STR_INIT;

	str_appendf(&root, "%s/a/b", (const char *)*state);
	check_ok(cache_index_put(str_text(&root), BUILD_ID, "one", 3));
	check_content(str_text(&root), "one");
}

static void test_bad_names(void **state)
{
	static const char *const ids[] = {"", "..", "../../x", "00/11", "zz", "0011 "};
	int fd = -1;

	for (size_t i = 0; i < sizeof(ids) / sizeof(*ids); i++) {
		check_error(cache_index_put(*state, ids[i], "one", 3), SONDE_ERROR_USAGE,
			    "build id");
		check_error(cache_index_open(*state, ids[i], &fd), SONDE_ERROR_USAGE, "build id");
	}
}

/* What somebody else could have put there is neither read nor followed. */
static void test_trust(void **state)
{
	const char *root = *state;
	_cleanup_str_ struct str path = STR_INIT;
	int fd = -1;

	path_of(root, &path);
	check_ok(cache_index_put(root, BUILD_ID, "one", 3));
	assert_int_equal(chmod(str_text(&path), 0666), 0);
	check_error(cache_index_open(root, BUILD_ID, &fd), SONDE_ERROR_PERMISSION, "not trusted");
	assert_int_equal(unlink(str_text(&path)), 0);
	assert_int_equal(symlink("/etc/passwd", str_text(&path)), 0);
	check_error(cache_index_open(root, BUILD_ID, &fd), SONDE_ERROR_FORMAT, "link");
	assert_int_equal(unlink(str_text(&path)), 0);
	assert_int_equal(mkfifo(str_text(&path), 0600), 0);
	check_error(cache_index_open(root, BUILD_ID, &fd), SONDE_ERROR_FORMAT, "link");
	assert_int_equal(unlink(str_text(&path)), 0);
	assert_int_equal(chmod(root, 0777), 0);
	check_error(cache_index_open(root, BUILD_ID, &fd), SONDE_ERROR_PERMISSION, "not trusted");
	check_error(cache_index_put(root, BUILD_ID, "one", 3), SONDE_ERROR_PERMISSION,
		    "not trusted");
	assert_int_equal(chmod(root, 0700), 0);
	assert_int_equal(fd, -1);
}

/* Many writers and readers at once: whoever reads meets one whole file. */
static void test_concurrent(void **state)
{
	static const char *const contents[] = {"first", "second one", "the third of them"};
	const char *root = *state;
	pid_t children[6];

	check_ok(cache_index_put(root, BUILD_ID, contents[0], strlen(contents[0])));
	for (size_t i = 0; i < 6; i++) {
		children[i] = fork();
		assert_true(children[i] >= 0);
		if (children[i] > 0)
			continue;
		for (size_t j = 0; j < 60; j++) {
			const char *mine = contents[(i + j) % 3];
			char content[64] = "";
			bool is_whole = false;
			int fd = -1;

			if (cache_index_put(root, BUILD_ID, mine, strlen(mine)) ||
			    cache_index_open(root, BUILD_ID, &fd) ||
			    read(fd, content, sizeof(content) - 1) < 0)
				_exit(1);
			close(fd);
			for (size_t k = 0; k < 3; k++)
				is_whole |= strcmp(content, contents[k]) == 0;
			if (!is_whole)
				_exit(2);
		}
		_exit(0);
	}
	for (size_t i = 0; i < 6; i++) {
		int status;

		assert_int_equal(waitpid(children[i], &status, 0), children[i]);
		assert_int_equal(status, 0);
	}
	/* No temporary file and no lock is left. */
	assert_int_equal(count_files(root), 1);
}

/* What a writer that was killed left goes with the next one. */
static void test_leftovers(void **state)
{
	const char *root = *state;
	_cleanup_str_ struct str path = STR_INIT, left = STR_INIT;

	check_ok(cache_index_put(root, BUILD_ID, "one", 3));
	path_of(root, &path);
	str_appendf(&left, "%s.TmpAbCdEf", str_text(&path));
	check_ok(file_replace(str_text(&left), "x", 1, 0600));
	assert_int_equal(count_files(root), 2);
	check_ok(cache_index_put(root, BUILD_ID, "two", 3));
	assert_int_equal(count_files(root), 1);
	check_content(root, "two");
}

#define with_directory(test) cmocka_unit_test_setup_teardown(test, make_directory, remove_directory)

int main(void)
{
	const struct CMUnitTest tests[] = {
		with_directory(test_round_trip), with_directory(test_new_root),
		with_directory(test_bad_names),	 with_directory(test_trust),
		with_directory(test_concurrent), with_directory(test_leftovers),
	};

	return cmocka_run_group_tests_name("cache_index", tests, NULL, NULL);
}
