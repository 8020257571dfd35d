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

/* Nothing that a terminal would obey, and nothing that is no text. */
static void test_clean(void **state)
{
	static const struct {
		const char *text, *clean;
	} texts[] = {
		{"a\tb\nc\x1b[m\x7f", "a\tb?c?[m?"},
		{"\xc3\xa4 \xe2\x82\xac \xf0\x9f\x98\x80",
		 "\xc3\xa4 \xe2\x82\xac \xf0\x9f\x98\x80"},
		{"\xc2\x80\xc2\x9b[m\xc2\xa0", "??[m\xc2\xa0"},
		{"\xe2\x80\xaa\xe2\x80\xae\xe2\x81\xa6\xe2\x81\xa9", "????"},
		{"\xe2\x80\xa9\xe2\x80\xaf\xe2\x81\xa5", "\xe2\x80\xa9\xe2\x80\xaf\xe2\x81\xa5"},
		{"\x9b[m\xe4", "?[m?"},
		{"\xc0\x9b", "??"},
		{"\xe2\x80", "??"},
		{"\xed\xa0\x80", "???"},
		{"\xf4\x90\x80\x80", "????"},
		{"", ""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		_cleanup_str_ struct str str = STR_INIT;

		str_append_clean(&str, texts[i].text, "\t");
		assert_string_equal(str_text(&str), texts[i].clean);
	}
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
		cmocka_unit_test(test_append),	  cmocka_unit_test(test_format),
		cmocka_unit_test(test_clean),	  cmocka_unit_test(test_take),
		cmocka_unit_test(test_no_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
