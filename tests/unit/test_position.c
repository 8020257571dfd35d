/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The text of a position in the source. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "probe/position.h"
#include "tests/unit/check.h"

struct accepted {
	const char *text;
	const char *file;
	uint32_t line;
	const char *function;
	uint32_t function_line;
};

static void check_text(const char *text, const char *expected)
{
	if (expected)
		assert_string_equal(text, expected);
	else
		assert_null(text);
}

static void test_accepted(void **state)
{
	static const struct accepted rows[] = {
		{"fs/read_write.c:450 vfs_read", "fs/read_write.c", 450, "vfs_read", 0},
		{"fs/read_write.c:463 vfs_read:13", "fs/read_write.c", 463, "vfs_read", 13},
		{"lib/iov_iter.c:1400", "lib/iov_iter.c", 1400, NULL, 0},
		{"/a b.c:x:7:4294967295 f", "/a b.c:x:7", 4294967295, "f", 0},
		{"a.rs:1 a::b:c", "a.rs", 1, "a::b:c", 0},
		{"a.rs:1 <T as U>::f:4", "a.rs", 1, "<T as U>::f", 4},
		{"a.cc:1 operator new", "a.cc", 1, "operator new", 0},
		{"a.cc:1 f:4 ", "a.cc", 1, "f:4 ", 0},
		{"a.cc:1 :4", "a.cc", 1, ":4", 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		_cleanup_position_ struct position position = {0};
		_cleanup_str_ struct str text = STR_INIT;

		check_ok(position_parse(rows[i].text, &position));
		check_text(position.file, rows[i].file);
		assert_int_equal(position.line, rows[i].line);
		check_text(position.function, rows[i].function);
		assert_int_equal(position.function_line, rows[i].function_line);
		position_print(&position, &text);
		assert_string_equal(str_text(&text), rows[i].text);
	}
}

static void test_refused(void **state)
{
	static const char *const texts[] = {
		"",	  "a.c",     "a.c:",   "a.c:0",
		"a.c:01", "a.c:-1",  ":5",     "a.c:4294967296",
		"a.c:5 ", "a.c:0x5", "a.c:5:", "a.c 5 f",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct position position;

		check_error(position_parse(texts[i], &position), SONDE_ERROR_FORMAT, "FILE:LINE");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_accepted),
		cmocka_unit_test(test_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
