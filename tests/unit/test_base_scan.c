/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/scan.h"

static void test_steps(void **state)
{
	struct scan scan = scan_text("ab::c \t9x");

	(void)state;
	assert_int_equal(scan_column(&scan), 1);
	assert_int_equal(scan_identifier(&scan), 2);
	assert_int_equal(scan_column(&scan), 3);
	assert_int_equal(scan_identifier(&scan), 0);
	assert_false(scan_literal(&scan, "::d"));
	assert_true(scan_literal(&scan, "::"));
	assert_false(scan_char(&scan, 'd'));
	assert_true(scan_char(&scan, 'c'));
	assert_true(scan_space(&scan));
	assert_false(scan_space(&scan));
	assert_int_equal(scan_identifier(&scan), 0);
	assert_false(scan_done(&scan));
	assert_true(scan_literal(&scan, "9x"));
	assert_true(scan_done(&scan));
	/* The NUL is not stepped over. */
	assert_false(scan_char(&scan, '\0'));
	assert_int_equal(scan_column(&scan), 10);
}

static void test_identifier(void **state)
{
	struct scan scan = scan_text("_A9\303\251");

	(void)state;
	assert_int_equal(scan_identifier(&scan), 3);
	assert_int_equal(scan_identifier(&scan), 0);
}

struct u64_row {
	const char *text;
	bool good;
	uint64_t value;
	/** What is left. */
	const char *rest;
};

static const struct u64_row u64_rows[] = {
	{"0", true, 0, ""},
	{"42x", true, 42, "x"},
	{"0x2A", true, 42, ""},
	{"0Xff,", true, 255, ","},
	{"010", true, 10, ""},
	{"18446744073709551615", true, UINT64_MAX, ""},
	{"0xffffffffffffffff", true, UINT64_MAX, ""},
	{"18446744073709551616", false, 0, "18446744073709551616"},
	{"0x10000000000000000", false, 0, "0x10000000000000000"},
	{"0x", false, 0, "0x"},
	{"0xg", false, 0, "0xg"},
	{"", false, 0, ""},
	{"-1", false, 0, "-1"},
	{" 1", false, 0, " 1"},
};

static void test_u64(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(u64_rows) / sizeof(*u64_rows); i++) {
		struct scan scan = scan_text(u64_rows[i].text);
		uint64_t value = 0;

		if (scan_u64(&scan, &value) != u64_rows[i].good)
			fail_msg("%s", u64_rows[i].text);
		assert_true(value == u64_rows[i].value);
		assert_string_equal(scan.at, u64_rows[i].rest);
	}
}

struct s64_row {
	const char *text;
	bool good;
	int64_t value;
};

static const struct s64_row s64_rows[] = {
	{"-1", true, -1},
	{"+1", true, 1},
	{"0x10", true, 16},
	{"-0x10", true, -16},
	{"9223372036854775807", true, INT64_MAX},
	{"-9223372036854775808", true, INT64_MIN},
	{"9223372036854775808", false, 0},
	{"-9223372036854775809", false, 0},
	{"--1", false, 0},
	{"-+1", false, 0},
	{"- 1", false, 0},
	{"-", false, 0},
};

static void test_s64(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(s64_rows) / sizeof(*s64_rows); i++) {
		struct scan scan = scan_text(s64_rows[i].text);
		int64_t value = 0;

		if (scan_s64(&scan, &value) != s64_rows[i].good)
			fail_msg("%s", s64_rows[i].text);
		assert_true(value == s64_rows[i].value);
		assert_int_equal(scan_done(&scan), s64_rows[i].good);
	}
}

struct number_row {
	const char *text;
	/** NULL: it is a number. */
	const char *message;
};

static const struct number_row number_rows[] = {
	{"0", NULL},
	{"0x0f", NULL},
	{"10", NULL},
	{"x", "Expected a line."},
	{"", "Expected a line."},
	{"-1", "Expected a line."},
	{"010", "A number must not begin with 0."},
	{"00", "A number must not begin with 0."},
	{"0x", "The number is bad or too large for a line."},
	{"18446744073709551616", "The number is bad or too large for a line."},
};

static void test_number(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(number_rows) / sizeof(*number_rows); i++) {
		struct scan scan = scan_text(number_rows[i].text);
		uint64_t value;
		_cleanup_error_ struct sonde_error *error = scan_number(&scan, "a line", &value);

		if (!number_rows[i].message) {
			assert_null(error);
			assert_true(scan_done(&scan));
			continue;
		}
		assert_non_null(error);
		assert_string_equal(error->message, number_rows[i].message);
		assert_int_equal(error->kind, SONDE_ERROR_SYNTAX);
		assert_int_equal(scan_column(&scan), 1);
	}
}

static void test_error(void **state)
{
	struct scan scan = scan_text("abc");
	_cleanup_error_ struct sonde_error *error = NULL;

	(void)state;
	scan_literal(&scan, "ab");
	error = scan_error(&scan, "bad %d%%", 7);
	assert_int_equal(error->kind, SONDE_ERROR_SYNTAX);
	assert_int_equal(error->column, 3);
	assert_string_equal(error->text, "abc");
	assert_string_equal(error->message, "bad 7%");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_steps),  cmocka_unit_test(test_identifier),
		cmocka_unit_test(test_u64),    cmocka_unit_test(test_s64),
		cmocka_unit_test(test_number), cmocka_unit_test(test_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
