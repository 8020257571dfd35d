/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/str.h"

static void test_append(void **state)
{
	_cleanup_str_ struct str str = STR_INIT;

	(void)state;
	assert_string_equal(str_text(&str), "");
	str_append(&str, "");
	str_append(&str, "ab");
	str_append_char(&str, 'c');
	str_append_bytes(&str, "d\0e", 3);
	str_append_bytes(&str, NULL, 0);
	assert_int_equal(str.size, 6);
	assert_memory_equal(str.data, "abcd\0e", 7);
	str_truncate(&str, 9);
	assert_int_equal(str.size, 6);
	str_truncate(&str, 2);
	assert_string_equal(str_text(&str), "ab");
	str_truncate(&str, 0);
	assert_string_equal(str_text(&str), "");
	assert_null(str_check(&str));
}

static void test_format(void **state)
{
	_cleanup_str_ struct str str = STR_INIT;
	char long_text[3000];

	(void)state;
	memset(long_text, 'x', sizeof(long_text));
	long_text[sizeof(long_text) - 1] = '\0';
	str_appendf(&str, "%s-%d", "a", -5);
	assert_string_equal(str_text(&str), "a--5");
	str_appendf(&str, "%s", "");
	str_appendf(&str, "%s!", long_text);
	assert_int_equal(str.size, 4 + sizeof(long_text));
	assert_int_equal(strlen(str.data), str.size);
	assert_int_equal(str.data[str.size - 1], '!');
}

static void test_take(void **state)
{
	_cleanup_str_ struct str str = STR_INIT;
	_cleanup_free_ char *empty = NULL;
	_cleanup_free_ char *text = NULL;

	(void)state;
	assert_null(str_take(&str, &empty));
	assert_string_equal(empty, "");
	str_append(&str, "ab");
	assert_null(str_take(&str, &text));
	assert_string_equal(text, "ab");
	assert_null(str.data);
	assert_int_equal(str.size, 0);
}

/* What is larger than any memory makes the string fail, once and for all. */
static void test_no_memory(void **state)
{
	_cleanup_str_ struct str str = STR_INIT;
	char *text = NULL;

	(void)state;
	str_append(&str, "ab");
	str_append_bytes(&str, "c", SIZE_MAX - 1);
	assert_true(str.failed);
	str_append(&str, "d");
	str_appendf(&str, "%d", 1);
	assert_string_equal(str_text(&str), "ab");
	assert_ptr_equal(str_check(&str), &sonde_error_no_memory);
	assert_ptr_equal(str_take(&str, &text), &sonde_error_no_memory);
	assert_null(text);
	str_deinit(&str);
	assert_null(str_check(&str));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_append),
		cmocka_unit_test(test_format),
		cmocka_unit_test(test_take),
		cmocka_unit_test(test_no_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
