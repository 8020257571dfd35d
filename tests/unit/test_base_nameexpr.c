/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/nameexpr.h"
#include "base/str.h"
#include "tests/unit/check.h"

struct match_row {
	const char *expression;
	const char *name;
	bool matches;
};

static void test_matches(void **state)
{
	static const struct match_row rows[] = {
		{"vfs_read", "vfs_read", true},
		{"vfs_read", "vfs_readv", false},
		{"vfs_read", "vfs_rea", false},
		{"vfs_*", "vfs_read", true},
		{"vfs_*", "vfs_", true},
		{"vfs_*", "ksys_read", false},
		{"*_read", "vfs_read", true},
		{"vfs_*d*", "vfs_readv", true},
		{"vfs_?ead", "vfs_read", true},
		{"vfs_[rw]*", "vfs_write", true},
		{"vfs_[!rw]*", "vfs_write", false},
		{"vfs_[!rw]*", "vfs_fsync", true},
		{"a\\*", "a*", true},
		{"a\\*", "ab", false},
		{"a\\|b", "a|b", true},
		{"!_*", "vfs_read", true},
		{"!_*", "_raw", false},
		{"! ! _*", "_raw", true},
		{"!_* & !*@plt", "puts@plt", false},
		{"!_* & !*@plt", "puts", true},
		{"a | b & c", "a", true},
		{"a | b* & *c", "bc", true},
		{"a | b* & *c", "bd", false},
		{"(a* | b*) & *c", "ad", false},
		{"(a* | b*) & *c", "bc", true},
		{"!(a | b)", "a", false},
		{"!(a | b)", "c", true},
		{" a\t|\nb ", "b", true},
		{"a|b|c", "c", true},
		{"((a))", "a", true},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		_cleanup_nameexpr_ struct nameexpr expr = NAMEEXPR_INIT;

		check_ok(nameexpr_add(&expr, rows[i].expression));
		if (nameexpr_matches(&expr, rows[i].name) != rows[i].matches)
			fail_msg("'%s' and '%s'", rows[i].expression, rows[i].name);
	}
}

static void test_several(void **state)
{
	_cleanup_nameexpr_ struct nameexpr expr = NAMEEXPR_INIT;

	(void)state;
	assert_true(nameexpr_matches(&expr, "anything"));
	check_ok(nameexpr_add(&expr, "a* & !ab"));
	assert_false(nameexpr_matches(&expr, "b"));
	check_ok(nameexpr_add(&expr, "b & !ab"));
	assert_true(nameexpr_matches(&expr, "b"));
	assert_true(nameexpr_matches(&expr, "ac"));
	assert_false(nameexpr_matches(&expr, "ab"));
}

struct error_row {
	const char *expression;
	size_t column;
	const char *message;
};

static void test_errors(void **state)
{
	static const struct error_row rows[] = {
		{"", 1, "Filter parse error at 1: expected a name or a pattern."},
		{"  ", 3, "Filter parse error at 3: expected a name or a pattern."},
		{"vfs_(", 5, "Filter parse error at 5: expected '&', '|' or the end."},
		{"a b", 3, "Filter parse error at 3: expected '&', '|' or the end."},
		{"a!b", 2, "Filter parse error at 2: expected '&', '|' or the end."},
		{"a)", 2, "Filter parse error at 2: expected '&', '|' or the end."},
		{"!!", 3, "Filter parse error at 3: expected a name or a pattern."},
		{"a &", 4, "Filter parse error at 4: expected a name or a pattern."},
		{"a & | b", 5, "Filter parse error at 5: expected a name or a pattern."},
		{"| a", 1, "Filter parse error at 1: expected a name or a pattern."},
		{"()", 2, "Filter parse error at 2: expected a name or a pattern."},
		{"(a", 3, "Filter parse error at 3: expected '&', '|' or ')'."},
		{"(a b)", 4, "Filter parse error at 4: expected '&', '|' or ')'."},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		_cleanup_nameexpr_ struct nameexpr expr = NAMEEXPR_INIT;
		_cleanup_error_ struct sonde_error *error = nameexpr_add(&expr, rows[i].expression);

		assert_non_null(error);
		assert_int_equal(error->kind, SONDE_ERROR_SYNTAX);
		assert_string_equal(error->message, rows[i].message);
		assert_int_equal(error->column, rows[i].column);
	}
}

/* A glob that ends with the escape is read to its end, and no further. */
static void test_escape_at_end(void **state)
{
	_cleanup_nameexpr_ struct nameexpr expr = NAMEEXPR_INIT;

	(void)state;
	check_ok(nameexpr_add(&expr, "a\\"));
	assert_string_equal(expr.nodes.data[0].glob, "a\\");
}

static void refuse_repeated(const char *first, const char *word, const char *message)
{
	_cleanup_nameexpr_ struct nameexpr expr = NAMEEXPR_INIT;
	_cleanup_error_ struct sonde_error *error = NULL;
	_cleanup_str_ struct str text = STR_INIT;

	str_append(&text, first);
	for (unsigned i = 0; i < 100000; i++)
		str_append(&text, word);
	error = nameexpr_add(&expr, str_text(&text));
	assert_non_null(error);
	assert_non_null(strstr(error->message, message));
}

static void test_limits(void **state)
{
	(void)state;
	refuse_repeated("a", "|a", "the filter is too long");
	refuse_repeated("", "(", "it is nested too deep");
	refuse_repeated("", "!", "it is nested too deep");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_matches), cmocka_unit_test(test_several),
		cmocka_unit_test(test_errors),	cmocka_unit_test(test_escape_at_end),
		cmocka_unit_test(test_limits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
