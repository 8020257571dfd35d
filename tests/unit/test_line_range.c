/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "probe/line_range.h"
#include "tests/unit/check.h"

struct accepted {
	const char *text;
	const char *function;
	const char *file;
	uint32_t start;
	uint32_t end;
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
		{"vfs_read", "vfs_read", NULL, 0, LINE_RANGE_OPEN},
		{"vfs_read:7", "vfs_read", NULL, 7, LINE_RANGE_OPEN},
		{"vfs_read:0-10", "vfs_read", NULL, 0, 10},
		{"vfs_read:10-10", "vfs_read", NULL, 10, 10},
		{"vfs_read:10+1", "vfs_read", NULL, 10, 10},
		{"vfs_read:10+5", "vfs_read", NULL, 10, 14},
		{"vfs_read:0x10-0x20", "vfs_read", NULL, 16, 32},
		{"vfs_read@fs/read_write.c", "vfs_read", "fs/read_write.c", 0, LINE_RANGE_OPEN},
		{"vfs_read@a.c:3-4", "vfs_read", "a.c", 3, 4},
		{"fs/read_write.c", NULL, "fs/read_write.c", 0, LINE_RANGE_OPEN},
		{"a.c:450-500", NULL, "a.c", 450, 500},
		{"fs/Makefile:1", NULL, "fs/Makefile", 1, LINE_RANGE_OPEN},
		{"@a.c:3+2", NULL, "a.c", 3, 4},
		{"@a", NULL, "a", 0, LINE_RANGE_OPEN},
		{"ns::klass::method:3", "ns::klass::method", NULL, 3, LINE_RANGE_OPEN},
		{"vfs_*:1", "vfs_*", NULL, 1, LINE_RANGE_OPEN},
		{"a.c:4294967294", NULL, "a.c", 4294967294, LINE_RANGE_OPEN},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		_cleanup_line_range_ struct line_range range = {0};

		check_ok(line_range_parse(rows[i].text, &range));
		check_text(range.function, rows[i].function);
		check_text(range.file, rows[i].file);
		assert_int_equal(range.start, rows[i].start);
		assert_int_equal(range.end, rows[i].end);
		assert_string_equal(range.text, rows[i].text);
	}
}

struct refused {
	const char *text;
	size_t column;
	const char *message;
};

/* The words are perf's where it has some. */
static void test_refused(void **state)
{
	static const struct refused rows[] = {
		{"", 1, "Semantic error :'' is not a valid function name."},
		{":3", 1, "Semantic error :'' is not a valid function name."},
		{"f:", 3, "Semantic error :'start line' is not a valid number."},
		{"f:x", 3, "Semantic error :'start line' is not a valid number."},
		{"f:-3", 3, "Semantic error :'start line' is not a valid number."},
		{"f:3-", 5, "Semantic error :'end line' is not a valid number."},
		{"f:3+x", 5, "Semantic error :'end line' is not a valid number."},
		{"f:5-3", 3, "Semantic error :Start line must be smaller than end line."},
		{"f:5+0", 3, "Semantic error :Start line must be smaller than end line."},
		{"f:0+0", 3, "Semantic error :Start line must be smaller than end line."},
		{"f:3x", 4, "Semantic error :Tailing with invalid str 'x'."},
		{"f:3-4-5", 6, "Semantic error :Tailing with invalid str '-5'."},
		{"f%return", 2, "Semantic error :Tailing with invalid str '%return'."},
		{"f+3", 2, "Semantic error :Tailing with invalid str '+3'."},
		{"f g", 2, "Semantic error :Tailing with invalid str ' g'."},
		{"f@", 3, "Expected a function or a file."},
		{"@", 2, "Expected a function or a file."},
		{"f:010", 3, "A number must not begin with 0."},
		{"f:4294967295", 3, "The number is too large for a line number."},
		{"f:2+4294967294", 3, "The number is too large for a line number."},
		{"f:99999999999999999999", 3, "The number is bad or too large for a line number."},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct line_range range = {0};
		_cleanup_error_ struct sonde_error *error = line_range_parse(rows[i].text, &range);

		if (!error) {
			fail_msg("accepted: %s", rows[i].text);
			continue;
		}
		assert_int_equal(error->kind, SONDE_ERROR_SYNTAX);
		assert_string_equal(error->message, rows[i].message);
		assert_int_equal(error->column, rows[i].column);
		assert_null(range.text);
	}
}

static void test_not_found(void **state)
{
	_cleanup_line_range_ struct line_range range = {0};
	_cleanup_error_ struct sonde_error *error = NULL;

	(void)state;
	check_ok(line_range_parse("f:3", &range));
	error = line_range_not_found(&range, "There is no %s.", range.function);
	assert_int_equal(error->kind, SONDE_ERROR_NOT_FOUND);
	assert_string_equal(error->message, "There is no f.");
	assert_string_equal(error->text, "f:3");
	assert_int_equal(error->column, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_accepted),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_not_found),
	};

	return cmocka_run_group_tests_name("line_range", tests, NULL, NULL);
}
