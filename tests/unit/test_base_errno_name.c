/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The names of error numbers, both ways. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/errno_name.h"

static void test_names(void **state)
{
	uint64_t number;

	(void)state;
	assert_string_equal(errno_name(-2), "ENOENT");
	assert_string_equal(errno_name(-11), "EAGAIN");
	assert_string_equal(errno_name(-512), "ERESTARTSYS");
	assert_null(errno_name(0));
	assert_null(errno_name(2));
	assert_null(errno_name(-511));
	assert_null(errno_name(-5000));
	assert_null(errno_name(INT64_MIN));
	assert_true(errno_number("ENOENT", &number));
	assert_int_equal(number, 2);
	assert_true(errno_number("EBADTYPE", &number));
	assert_int_equal(number, 527);
	assert_false(errno_number("E", &number));
	assert_false(errno_number("enoent", &number));
	assert_false(errno_number("", &number));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
