/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/fileid.h"
#include "tests/unit/check.h"

/* Two files in a folder of their own. */
struct files {
	char folder[64];
	char first[80], second[80];
};

static void write_file(const char *path, const char *text)
{
	FILE *stream = fopen(path, "w");

	assert_non_null(stream);
	fputs(text, stream);
	assert_int_equal(fclose(stream), 0);
}

static int set_up(void **state)
{
	struct files *files = calloc(1, sizeof(*files));

	snprintf(files->folder, sizeof(files->folder), "/tmp/sonde-fileid.XXXXXX");
	assert_non_null(mkdtemp(files->folder));
	snprintf(files->first, sizeof(files->first), "%s/first", files->folder);
	snprintf(files->second, sizeof(files->second), "%s/second", files->folder);
	write_file(files->first, "one");
	write_file(files->second, "two");
	*state = files;
	return 0;
}

static int tear_down(void **state)
{
	struct files *files = *state;

	unlink(files->first);
	unlink(files->second);
	rmdir(files->folder);
	free(files);
	return 0;
}

static struct fileid of_path(const char *path)
{
	struct fileid id;

	check_ok(fileid_of_path(path, &id));
	return id;
}

static void test_replaced(void **state)
{
	const struct files *files = *state;
	const int fd = open(files->first, O_RDONLY | O_CLOEXEC);
	struct fileid opened, there;

	assert_true(fd >= 0);
	check_ok(fileid_of_fd(fd, files->first, &opened));
	there = of_path(files->first);
	assert_true(fileid_same(&opened, &there));
	assert_int_equal(rename(files->second, files->first), 0);
	there = of_path(files->first);
	assert_false(fileid_same_file(&opened, &there));
	assert_false(fileid_same(&opened, &there));
	/* The one that is open is what it was. */
	check_ok(fileid_of_fd(fd, files->first, &there));
	assert_true(fileid_same_file(&opened, &there));
	close(fd);
}

static void test_written_to(void **state)
{
	const struct files *files = *state;
	const struct timespec times[2] = {{.tv_sec = 1, .tv_nsec = 1}, {.tv_sec = 1, .tv_nsec = 1}};
	const struct fileid before = of_path(files->first);
	struct fileid after;

	write_file(files->first, "three");
	after = of_path(files->first);
	assert_true(fileid_same_file(&before, &after));
	assert_false(fileid_same(&before, &after));
	write_file(files->first, "six");
	assert_int_equal(utimensat(AT_FDCWD, files->first, times, 0), 0);
	after = of_path(files->first);
	assert_int_equal(before.size, after.size);
	assert_false(fileid_same(&before, &after));
}

static void test_missing(void **state)
{
	struct fileid id;

	(void)state;
	check_error(fileid_of_path("/nonexistent/file", &id), SONDE_ERROR_NOT_FOUND,
		    "Cannot look at /nonexistent/file: No such file or directory");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_replaced, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_written_to, set_up, tear_down),
		cmocka_unit_test(test_missing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
