/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/str.h"
#include "probe/lazy.h"
#include "tests/unit/check.h"

struct match_test {
	const char *pattern;
	const char *line;
	bool matches;
};

static void test_matches(void **state)
{
	static const struct match_test rows[] = {
		{"a=b;", "a=b;", true},
		{"a=b;", "\ta = b ;  ", true},
		{" a  = b; ", "a=b;", true},
		{"a=b;", "a=b; c=d;", false},
		{"a=b;", "xa=b;", false},
		{"a=*", "\ta = b + c;", true},
		{"*=b*", "a = b;", true},
		{"*", "", true},
		{"*", "\t \v\f\r", true},
		{"return*;", "\treturn ;", true},
		{"return?;", "return 1;", true},
		{"return?;", "return 12;", false},
		{"return?;", "return ;", false},
		{"if(*)", "\tif (x && (y || z))", true},
		{"if(*)", "\tif (x) {", false},
		{"[a-c]=1;", "b = 1;", true},
		{"[a-c]=1;", "d = 1;", false},
		{"[!a-c]=1;", "d = 1;", true},
		{"[!a-c]=1;", "a = 1;", false},
		{"[]x]=1;", "] = 1;", true},
		{"[]x]=1;", "x = 1;", true},
		{"[a-]=1;", "- = 1;", true},
		{"a[0\\]=1;", "a0 = 1;", true},
		{"a\\[0]=1;", "a[0] = 1;", true},
		{"a\\*b", "a * b", true},
		{"a\\*b", "a + b", false},
		{"\\?", "?", true},
		{"a**b", "a b", true},
		{"*ab*ab", "abab", true},
		{"*ab*ab", "ab", false},
		{"a*b*c", "a1b2b3c", true},
		{"a*b*c", "a1b2b3d", false},
		{"abc", "ab", false},
		{"", "", true},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		if (lazy_matches(rows[i].pattern, rows[i].line, strlen(rows[i].line)) !=
		    rows[i].matches)
			fail_msg("'%s' and '%s'", rows[i].pattern, rows[i].line);
	}
	/* Only so many bytes are the line. */
	assert_true(lazy_matches("ab", "abc", 2));
	assert_true(lazy_matches("a?b", "a\0b", 3));
}

/* As many stars as one likes do not make it slow. */
static void test_stars(void **state)
{
	_cleanup_str_ struct str line = STR_INIT, pattern = STR_INIT;

	(void)state;
	for (int i = 0; i < 4000; i++)
		str_append_char(&line, 'a');
	for (int i = 0; i < 40; i++)
		str_append(&pattern, "*a");
	str_append(&pattern, "*b");
	assert_false(lazy_matches(str_text(&pattern), line.data, line.size));
}

static void test_check(void **state)
{
	static const char *const refused[][2] = {
		{"", "empty"},
		{" \t", "empty"},
		{"a[b", "']'"},
		{"a[", "']'"},
		{"a[]", "']'"},
		{"a[!]", "']'"},
		{"a\\", "nothing behind"},
	};
	static const char *const accepted[] = {"a", "[]]", "[!]]", "a\\\\", "a\\[", "]"};

	(void)state;
	for (size_t i = 0; i < sizeof(refused) / sizeof(*refused); i++)
		check_error(lazy_check(refused[i][0]), SONDE_ERROR_SYNTAX, refused[i][1]);
	for (size_t i = 0; i < sizeof(accepted) / sizeof(*accepted); i++)
		check_ok(lazy_check(accepted[i]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_matches),
		cmocka_unit_test(test_stars),
		cmocka_unit_test(test_check),
	};

	return cmocka_run_group_tests_name("lazy", tests, NULL, NULL);
}
