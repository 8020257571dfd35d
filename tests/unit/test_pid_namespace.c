/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whose numbers processes have, by a made-up /proc, and by that of this process. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <unistd.h>

#include "cli/run/pid_namespace.h"
#include "tests/unit/tracing_tree.h"

static void unknown_is_no_reason(void **state)
{
	assert_int_equal(pid_namespace_own(*state), PID_NAMESPACE_UNKNOWN);
	assert_false(pid_namespace_is_inner(*state));
	check_ok(pid_namespace_check(*state, "-p"));
}

/* A file here has another number than that of the first namespace. */
static void another_is_refused(void **state)
{
	put_file(*state, "self/ns/pid", "");
	put_file(*state, "1/ns/pid", "");
	assert_int_equal(pid_namespace_own(*state), PID_NAMESPACE_INNER);
	assert_true(pid_namespace_is_inner(*state));
	check_error(pid_namespace_check(*state, "-p"), SONDE_ERROR_UNAVAILABLE,
		    "-p: Processes have other numbers in this container");
}

/* Within a namespace, with the /proc of the machine. */
static void what_is_shown_is_the_machines(void **state)
{
	_cleanup_free_ char *first = path_in(*state, "1/ns/pid");

	if (pid_namespace_own("/proc") != PID_NAMESPACE_FIRST)
		skip();
	put_file(*state, "self/ns/pid", "");
	put_file(*state, "1/ns/pid", "");
	assert_int_equal(unlink(first), 0);
	assert_int_equal(symlink("/proc/self/ns/pid", first), 0);
	assert_int_equal(pid_namespace_own(*state), PID_NAMESPACE_INNER);
	assert_false(pid_namespace_is_inner(*state));
	check_error(pid_namespace_check(*state, "A command"), SONDE_ERROR_UNAVAILABLE,
		    "A command: Processes have other numbers in this container");
}

#define WITH_DIRECTORY(test) cmocka_unit_test_setup_teardown(test, make_directory, remove_directory)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_DIRECTORY(unknown_is_no_reason),
		WITH_DIRECTORY(another_is_refused),
		WITH_DIRECTORY(what_is_shown_is_the_machines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
