/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/rooted.h"
#include "tests/unit/check.h"

/* A folder that is somebody's root. */
static char root[] = "/tmp/sonde-rooted.XXXXXX";

static void enter(const char *name)
{
	assert_int_equal(chdir(root), 0);
	if (name)
		assert_int_equal(mkdir(name, 0755), 0);
}

static void link_to(const char *text, const char *name)
{
	assert_int_equal(symlink(text, name), 0);
}

static int set_up(void **state)
{
	(void)state;
	if (!mkdtemp(root))
		return -1;
	enter("usr");
	enter("usr/bin");
	enter("etc");
	fclose(fopen("usr/bin/real", "w"));
	link_to("/usr/bin", "bin");
	link_to("real", "usr/bin/near");
	link_to("/etc/alternative", "usr/bin/far");
	link_to("../../../../../bin/near", "etc/alternative");
	link_to("/etc/passwd", "outside");
	link_to("loop", "loop");
	return 0;
}

static int tear_down(void **state)
{
	char command[128];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf %s", root);
	return chdir("/") || system(command);
}

static void check_path(const char *path, const char *want)
{
	_cleanup_free_ char *got = NULL;

	check_ok(rooted_realpath(root, path, &got));
	assert_string_equal(got, want);
}

static void test_found(void **state)
{
	(void)state;
	check_path("/usr/bin/real", "/usr/bin/real");
	check_path("usr//bin/./real", "/usr/bin/real");
	check_path("/bin/real", "/usr/bin/real");
	check_path("/bin/near", "/usr/bin/real");
	check_path("/bin/far", "/usr/bin/real");
	check_path("/../../usr/bin/../bin/far", "/usr/bin/real");
	check_path("/bin/", "/usr/bin");
	check_path("/", "/");
	check_path("", "/");
	check_path("..", "/");
}

/* A link's text is of the other root: what has that path here is another file. */
static void test_not_found(void **state)
{
	char *path = NULL;

	(void)state;
	check_error(rooted_realpath(root, "/outside", &path), SONDE_ERROR_NOT_FOUND,
		    "Cannot open /outside in /tmp/sonde-rooted.");
	check_error(rooted_realpath(root, "/usr/none/real", &path), SONDE_ERROR_NOT_FOUND,
		    "No such file");
	check_error(rooted_realpath(root, "/usr/bin/real/x", &path), SONDE_ERROR_OS,
		    "Not a directory");
	check_error(rooted_realpath(root, "/loop", &path), SONDE_ERROR_OS, "Too many levels");
	assert_null(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_found),
		cmocka_unit_test(test_not_found),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
