/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"

/* A directory of its own for each test; *state is its path. */
static int make_directory(void **state)
{
	char pattern[] = "/tmp/sonde-test-XXXXXX";

	if (!mkdtemp(pattern))
		return -1;
	*state = strdup(pattern);
	return *state ? 0 : -1;
}

static int remove_directory(void **state)
{
	_cleanup_str_ struct str command = STR_INIT;
	int status;

	str_appendf(&command, "rm -rf '%s'", (char *)*state);
	status = system(str_text(&command));
	free(*state);
	return status;
}

/* PATH in the test's directory; the caller frees it. */
static char *in_directory(void **state, const char *name)
{
	_cleanup_str_ struct str path = STR_INIT;
	char *ret = NULL;

	str_appendf(&path, "%s/%s", (char *)*state, name);
	assert_null(str_take(&path, &ret));
	return ret;
}

static size_t count_files(void **state)
{
	DIR *dir = opendir(*state);
	size_t count = 0;

	assert_non_null(dir);
	for (struct dirent *entry = readdir(dir); entry; entry = readdir(dir))
		count += entry->d_name[0] != '.';
	closedir(dir);
	return count;
}

static void assert_content(const char *path, const char *expected)
{
	_cleanup_str_ struct str content = STR_INIT;

	assert_null(file_read(path, 0, &content));
	assert_string_equal(str_text(&content), expected);
}

static void test_read(void **state)
{
	_cleanup_free_ char *path = in_directory(state, "f");
	_cleanup_free_ char *missing = in_directory(state, "missing");
	_cleanup_error_ struct sonde_error *large = NULL;
	_cleanup_error_ struct sonde_error *absent = NULL;
	_cleanup_error_ struct sonde_error *directory = NULL;
	_cleanup_str_ struct str out = STR_INIT;

	assert_null(file_replace(path, "abc", 3, 0600));
	str_append(&out, "x");
	assert_null(file_read(path, 3, &out));
	assert_string_equal(str_text(&out), "xabc");
	large = file_read(path, 2, &out);
	assert_non_null(large);
	assert_int_equal(large->kind, SONDE_ERROR_FORMAT);
	assert_non_null(strstr(large->message, "larger than the 2 bytes"));
	absent = file_read(missing, 0, &out);
	assert_non_null(absent);
	assert_int_equal(absent->kind, SONDE_ERROR_NOT_FOUND);
	assert_non_null(strstr(absent->message, missing));
	directory = file_read(*state, 0, &out);
	assert_non_null(directory);
	assert_int_equal(directory->errnum, EISDIR);
}

/* A file of unknown size. */
static void test_read_proc(void **state)
{
	_cleanup_str_ struct str out = STR_INIT;

	(void)state;
	assert_null(file_read("/proc/self/maps", 0, &out));
	assert_true(out.size > 0);
}

/* An open pipe is read to its end. */
static void test_read_open(void **state)
{
	_cleanup_error_ struct sonde_error *error = NULL;
	_cleanup_str_ struct str out = STR_INIT;
	int ends[2];

	(void)state;
	assert_int_equal(pipe(ends), 0);
	assert_null(file_write_all(ends[1], "a pipe", "abcdef", 6));
	close(ends[1]);
	error = file_read_open(ends[0], "a pipe", 5, &out);
	assert_non_null(error);
	assert_non_null(strstr(error->message, "a pipe is larger than the 5 bytes"));
	close(ends[0]);
	assert_int_equal(pipe(ends), 0);
	assert_null(file_write_all(ends[1], "a pipe", "abcdef", 6));
	close(ends[1]);
	str_deinit(&out);
	out = (struct str)STR_INIT;
	assert_null(file_read_open(ends[0], "a pipe", 6, &out));
	assert_string_equal(str_text(&out), "abcdef");
	close(ends[0]);
}

/* What would wait for somebody who writes is refused. */
static void test_read_waits(void **state)
{
	_cleanup_free_ char *path = in_directory(state, "pipe");
	const char *paths[] = {path, "/dev/zero"};

	assert_int_equal(mkfifo(path, 0600), 0);
	for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++) {
		_cleanup_error_ struct sonde_error *error = NULL;
		_cleanup_str_ struct str text = STR_INIT;

		alarm(10);
		error = file_read(paths[i], 4096, &text);
		alarm(0);
		assert_non_null(error);
		assert_int_equal(error->kind, SONDE_ERROR_FORMAT);
		assert_non_null(strstr(error->message, "is not a regular file"));
	}
}

static void test_replace(void **state)
{
	_cleanup_free_ char *path = in_directory(state, "f");
	struct stat status;
	mode_t mask = umask(077);

	assert_null(file_replace(path, "", 0, 0644));
	umask(mask);
	assert_content(path, "");
	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(status.st_mode & 07777, 0644);
	assert_null(file_replace(path, "second", 6, 0600));
	assert_content(path, "second");
	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(status.st_mode & 07777, 0600);
	assert_int_equal(count_files(state), 1);
}

/* Who has the old file open goes on reading the old content, whole. */
static void test_replace_open(void **state)
{
	_cleanup_free_ char *path = in_directory(state, "f");
	_cleanup_close_ int fd = -1;
	char buffer[8] = "";

	assert_null(file_replace(path, "old", 3, 0600));
	fd = open(path, O_RDONLY);
	assert_true(fd >= 0);
	assert_null(file_replace(path, "newer", 5, 0600));
	assert_int_equal(read(fd, buffer, sizeof(buffer)), 3);
	assert_string_equal(buffer, "old");
	assert_content(path, "newer");
}

/* The write fails in the middle: the old file is as it was, and nothing is left beside it. */
static void test_replace_full(void **state)
{
	_cleanup_free_ char *path = in_directory(state, "f");
	_cleanup_free_ char *content = calloc(1, 100000);
	_cleanup_error_ struct sonde_error *error = NULL;
	struct rlimit old, limit;
	void (*handler)(int);

	assert_non_null(content);
	assert_null(file_replace(path, "old", 3, 0640));
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
	limit = (struct rlimit){.rlim_cur = 5000, .rlim_max = old.rlim_max};
	handler = signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
	error = file_replace(path, content, 100000, 0600);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
	signal(SIGXFSZ, handler);
	assert_non_null(error);
	assert_int_equal(error->kind, SONDE_ERROR_OS);
	assert_int_equal(error->errnum, EFBIG);
	assert_non_null(strstr(error->message, path));
	assert_content(path, "old");
	assert_int_equal(count_files(state), 1);
}

/* The rename fails: a directory is in the way. */
static void test_replace_directory(void **state)
{
	_cleanup_free_ char *path = in_directory(state, "d");
	_cleanup_error_ struct sonde_error *error = NULL;

	assert_int_equal(mkdir(path, 0700), 0);
	error = file_replace(path, "x", 1, 0600);
	assert_non_null(error);
	assert_int_equal(error->errnum, EISDIR);
	assert_int_equal(count_files(state), 1);
}

static void test_replace_nowhere(void **state)
{
	_cleanup_free_ char *path = in_directory(state, "missing/f");
	_cleanup_error_ struct sonde_error *error = file_replace(path, "x", 1, 0600);

	assert_non_null(error);
	assert_int_equal(error->kind, SONDE_ERROR_NOT_FOUND);
	assert_int_equal(count_files(state), 0);
}

static void test_lock(void **state)
{
	_cleanup_free_ char *path = in_directory(state, "lock");
	_cleanup_close_ int other = -1;
	int fd = -1;

	assert_null(file_lock(path, &fd));
	assert_true(fd >= 0);
	assert_true(fcntl(fd, F_GETFD) & FD_CLOEXEC);
	other = open(path, O_RDWR);
	assert_true(other >= 0);
	assert_int_equal(flock(other, LOCK_EX | LOCK_NB), -1);
	assert_int_equal(errno, EWOULDBLOCK);
	close(fd);
	assert_int_equal(flock(other, LOCK_EX | LOCK_NB), 0);
}

static void test_lock_error(void **state)
{
	_cleanup_free_ char *path = in_directory(state, "missing/lock");
	_cleanup_error_ struct sonde_error *error = NULL;
	int fd = -2;

	error = file_lock(path, &fd);
	assert_non_null(error);
	assert_int_equal(error->kind, SONDE_ERROR_NOT_FOUND);
	assert_int_equal(fd, -2);
}

static void test_exists(void **state)
{
	_cleanup_free_ char *path = in_directory(state, "f");

	assert_true(file_exists(*state));
	assert_false(file_exists(path));
	assert_null(file_replace(path, "", 0, 0));
	assert_true(file_exists(path));
}

#define IN_DIRECTORY(test) cmocka_unit_test_setup_teardown(test, make_directory, remove_directory)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_DIRECTORY(test_read),
		cmocka_unit_test(test_read_proc),
		cmocka_unit_test(test_read_open),
		IN_DIRECTORY(test_read_waits),
		IN_DIRECTORY(test_replace),
		IN_DIRECTORY(test_replace_open),
		IN_DIRECTORY(test_replace_full),
		IN_DIRECTORY(test_replace_directory),
		IN_DIRECTORY(test_replace_nowhere),
		IN_DIRECTORY(test_lock),
		IN_DIRECTORY(test_lock_error),
		IN_DIRECTORY(test_exists),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
