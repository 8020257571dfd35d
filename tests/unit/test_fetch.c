/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "probe/fetch.h"
#include "probe/fetch_type.h"

struct accept_row {
	const char *text;
	/** Canonical spelling. */
	const char *printed;
	/** What is left behind it. */
	const char *rest;
};

static const struct accept_row accepted[] = {
	{"%di", "%di", ""},
	{"%r10:u8", "%r10", ":u8"},
	{"$retval", "$retval", ""},
	{"$stack", "$stack", ""},
	{"$stack0", "$stack0", ""},
	{"$arg12 x", "$arg12", " x"},
	{"$comm", "$comm", ""},
	{"$COMM", "$COMM", ""},
	{"$current", "$current", ""},
	{"@jiffies", "@jiffies", ""},
	{"@jiffies+0", "@jiffies", ""},
	{"@jiffies+0x10", "@jiffies+16", ""},
	{"@a.b.0-4", "@a.b.0-4", ""},
	{"@a-9223372036854775808", "@a-9223372036854775808", ""},
	{"@0xffffffff81000000", "@0xffffffff81000000", ""},
	{"@16", "@0x10", ""},
	{"@+16", "@+0x10", ""},
	{"@+0x7fffffffffffffff", "@+0x7fffffffffffffff", ""},
	{"@+-16", "@+-0x10", ""},
	{"@+-0x7fffffffffffffff", "@+-0x7fffffffffffffff", ""},
	{"\\42", "\\42", ""},
	{"\\-1", "\\-1", ""},
	{"\\+5", "\\5", ""},
	{"\\0xffffffffffffffff", "\\-1", ""},
	{"\\-9223372036854775808", "\\-9223372036854775808", ""},
	{"\\\"text\"", "\\\"text\"", ""},
	{"\\\"\"x", "\\\"\"", "x"},
	{"+8(%di)", "+8(%di)", ""},
	{"-0x8(%di)", "-8(%di)", ""},
	{"+-8(%di)", "-8(%di)", ""},
	{"-0(%di)", "+0(%di)", ""},
	{"+u0(%di)", "+u0(%di)", ""},
	{"-u4(%bp)", "-u4(%bp)", ""},
	{"+u-4(%bp)", "-u4(%bp)", ""},
	{"-9223372036854775807(%di)", "-9223372036854775807(%di)", ""},
	{"+u1(-2(+3(@a+4))))", "+u1(-2(+3(@a+4)))", ")"},
	{"+1(+1(+1(+1(+1(+1(+1(+1(+1(+1(+1(+1(+1(+1(%di))))))))))))))",
	 "+1(+1(+1(+1(+1(+1(+1(+1(+1(+1(+1(+1(+1(+1(%di))))))))))))))", ""},
};

static void test_accept(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(accepted) / sizeof(*accepted); i++) {
		struct scan scan = scan_text(accepted[i].text);
		_cleanup_fetch_ struct fetch fetch = {0};
		_cleanup_str_ struct str printed = STR_INIT;
		_cleanup_error_ struct sonde_error *error = fetch_parse(&scan, &fetch);

		if (error)
			fail_msg("%s: %s", accepted[i].text, error->message);
		fetch_print(&fetch, &printed);
		assert_string_equal(str_text(&printed), accepted[i].printed);
		assert_string_equal(scan.at, accepted[i].rest);
	}
}

static void test_parts(void **state)
{
	struct scan scan = scan_text("+u1(-2(@a.b+4))");
	_cleanup_fetch_ struct fetch fetch = {0};

	(void)state;
	assert_null(fetch_parse(&scan, &fetch));
	assert_int_equal(fetch.base, FETCH_SYMBOL);
	assert_string_equal(fetch.name, "a.b");
	assert_int_equal(fetch.value, 4);
	assert_int_equal(fetch.derefs.size, 2);
	/* Innermost first. */
	assert_int_equal(fetch.derefs.data[0].offset, -2);
	assert_false(fetch.derefs.data[0].user);
	assert_int_equal(fetch.derefs.data[1].offset, 1);
	assert_true(fetch.derefs.data[1].user);
}

struct reject_row {
	const char *text;
	size_t column;
	const char *message;
};

static const struct reject_row rejected[] = {
	{"", 1, "Expected a fetch argument."},
	{"x", 1, "Expected a fetch argument."},
	{"%", 2, "Expected a register's name after '%'."},
	{"$", 2, "Expected a name after '$'."},
	{"$arg", 2, "The kernel does not know $arg."},
	{"$arg0", 5, "There is no $arg0."},
	{"$arg01", 5, "A number must not begin with 0."},
	{"$arg0x1", 5, "Expected a decimal number."},
	{"$arg1x", 5, "Expected a decimal number."},
	{"$stack1_", 7, "Expected a decimal number."},
	{"$stack4294967296", 7, "The number is too large."},
	{"$arg*", 5, "$arg* is not supported."},
	{"$retval2", 2, "The kernel does not know $retval2."},
	{"@", 2, "Expected a symbol or an address after '@'."},
	{"@-4", 2, "Expected a symbol or an address after '@'."},
	{"@a+", 4, "Expected an offset."},
	{"@a+x", 4, "Expected an offset."},
	{"@a+010", 4, "A number must not begin with 0."},
	{"@+--4", 4, "Expected an offset in the file."},
	{"@+0x8000000000000000", 2, "The number is too large for an offset."},
	{"@0x10000000000000000", 2, "The number is bad or too large for an address."},
	{"\\", 2, "Expected a value or a string in quotes."},
	{"\\0x", 2, "The number is bad or too large for a value or a string in quotes."},
	{"\\\"abc", 6, "The string has no closing '\"'."},
	{"\\\"a b\"", 4, "The kernel takes no blank, ':' or '#' in a string."},
	{"\\\"a#b\"", 4, "The kernel takes no blank, ':' or '#' in a string."},
	{"+8", 3, "Expected '(' after the offset."},
	{"+(%di)", 2, "Expected an offset."},
	{"++8(%di)", 2, "Expected an offset."},
	{"--8(%di)", 2, "Expected an offset."},
	{"+8(%di", 7, "Expected ')' here."},
	{"+8()", 4, "Expected a fetch argument."},
	{"+0($comm)", 4, "A text has no memory to be read behind it."},
	{"+0(\\\"a\")", 4, "A text has no memory to be read behind it."},
	{"-9223372036854775808(%di)", 1, "The number is too large for an offset."},
	{"+1(+1(+1(+1(+1(+1(+1(+1(+1(+1(+1(+1(+1(+1(+1(%di)))))))))))))))", 43,
	 "The kernel takes no more than 14 levels."},
};

static void assert_syntax(const struct sonde_error *error, const struct reject_row *row)
{
	if (!error)
		fail_msg("accepted: %s", row->text);
	assert_int_equal(error->kind, SONDE_ERROR_SYNTAX);
	assert_string_equal(error->message, row->message);
	assert_string_equal(error->text, row->text);
	if (error->column != row->column)
		fail_msg("column %zu: %s", error->column, row->text);
}

static void test_reject(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rejected) / sizeof(*rejected); i++) {
		struct scan scan = scan_text(rejected[i].text);
		_cleanup_fetch_ struct fetch fetch = {0};
		_cleanup_error_ struct sonde_error *error = fetch_parse(&scan, &fetch);

		assert_syntax(error, &rejected[i]);
		assert_null(fetch.name);
	}
}

/* As deep as memory allows: the parser must not recurse. */
static void test_deep(void **state)
{
	const size_t depth = 1000000;
	_cleanup_str_ struct str text = STR_INIT;
	_cleanup_fetch_ struct fetch fetch = {0};
	_cleanup_error_ struct sonde_error *error = NULL;
	struct scan scan;

	(void)state;
	for (size_t i = 0; i < depth; i++)
		str_append(&text, "+0(");
	assert_null(str_check(&text));
	scan = scan_text(text.data);
	error = fetch_parse(&scan, &fetch);
	assert_non_null(error);
	assert_int_equal(error->column, 14 * 3 + 1);
}

static void test_types(void **state)
{
	static const char *const types[] = {
		"u8",	   "u64",    "s16",	"x32",	     "char",	    "string",
		"ustring", "symbol", "symstr",	"b4@3/32",   "b64@0/64",    "%pd",
		"%pD",	   "u8[1]",  "s64[64]", "string[2]", "b1@7/8[0x2]",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++) {
		struct scan scan = scan_text(types[i]);

		assert_null(fetch_type_parse(&scan, false));
		assert_true(scan_done(&scan));
	}
}

static void test_sizeless(void **state)
{
	static const char *const types[] = {"u", "s", "x", "x[3]"};

	(void)state;
	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++) {
		struct scan scan = scan_text(types[i]);
		_cleanup_error_ struct sonde_error *error = fetch_type_parse(&scan, false);

		assert_non_null(error);
		assert_string_equal(error->message, "The kernel does not know this type.");
		scan = scan_text(types[i]);
		assert_null(fetch_type_parse(&scan, true));
		assert_true(scan_done(&scan));
	}
}

static const struct reject_row bad_types[] = {
	{"", 1, "The kernel does not know this type."},
	{"u48", 1, "The kernel does not know this type."},
	{"u8x", 1, "The kernel does not know this type."},
	{"U8", 1, "The kernel does not know this type."},
	{"b", 1, "The kernel does not know this type."},
	{"b4", 3, "Expected '@' and the bit field's offset."},
	{"b4@3/24", 2, "A bit field is held by 8, 16, 32 or 64 bits."},
	{"b4@5/8", 2, "The bit field does not fit into its 8 bits."},
	{"b0@5/8", 2, "The bit field does not fit into its 8 bits."},
	{"b1@18446744073709551615/8", 2, "The bit field does not fit into its 8 bits."},
	{"u8[", 4, "Expected the number of elements."},
	{"u8[4", 5, "Expected ']' after the number of elements."},
	{"u8[0]", 4, "The kernel takes arrays of 1 to 64 elements."},
	{"u8[65]", 4, "The kernel takes arrays of 1 to 64 elements."},
};

static void test_bad_types(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(bad_types) / sizeof(*bad_types); i++) {
		struct scan scan = scan_text(bad_types[i].text);
		_cleanup_error_ struct sonde_error *error = fetch_type_parse(&scan, true);

		assert_syntax(error, &bad_types[i]);
	}
}

struct check_row {
	const char *text;
	const char *type;
	/** NULL: the kernel takes it. */
	const char *message;
};

static const struct check_row checks[] = {
	{"%di", "u8", NULL},
	{"%di", "%pd", NULL},
	{"%di", "symstr", NULL},
	{"%di", "string", "A string must be read from memory."},
	{"$arg1", "ustring", "A string must be read from memory."},
	{"%di", "u8[2]", "An array must be read from memory."},
	{"$retval", "string", NULL},
	{"\\42", "string", NULL},
	{"+0(%di)", "string[2]", NULL},
	{"@a", "string", NULL},
	{"@+4", "u8[2]", NULL},
	{"$comm", "string", NULL},
	{"$comm", "u8", "The type of a text can only be 'string'."},
	{"\\\"a\"", "ustring", "The type of a text can only be 'string'."},
};

static void test_check(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(checks) / sizeof(*checks); i++) {
		struct scan scan = scan_text(checks[i].text);
		_cleanup_fetch_ struct fetch fetch = {0};
		_cleanup_error_ struct sonde_error *error = NULL;

		assert_null(fetch_parse(&scan, &fetch));
		error = fetch_check_type(&scan, &fetch, checks[i].type);
		if (!error != !checks[i].message)
			fail_msg("%s:%s", checks[i].text, checks[i].type);
		if (error)
			assert_string_equal(error->message, checks[i].message);
	}
}

static void test_faults(void **state)
{
	static const struct {
		const char *text, *type;
		bool want, want_of_user;
	} rows[] = {
		{"%di", "u8", false, false},	{"$retval", NULL, false, false},
		{"$arg9", NULL, false, false},	{"$comm", "string", false, false},
		{"$stack", NULL, false, false}, {"$stack3", NULL, false, true},
		{"\\4", NULL, false, false},	{"@jiffies", NULL, true, true},
		{"@16", "string", true, true},	{"@+16", NULL, true, true},
		{"+0(%di)", NULL, true, true},	{"%di", "%pd", true, true},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		_cleanup_fetch_ struct fetch fetch = {0};
		struct scan scan = scan_text(rows[i].text);

		assert_null(fetch_parse(&scan, &fetch));
		assert_int_equal(fetch_may_fault(&fetch, rows[i].type, false), rows[i].want);
		assert_int_equal(fetch_may_fault(&fetch, rows[i].type, true), rows[i].want_of_user);
	}
}

/* Each type that is told of is one that the kernel has. */
static void test_type_names(void **state)
{
	bool has_symstr = false;
	size_t count = 0;

	(void)state;
	for (; fetch_type_name(count); count++) {
		struct scan scan = scan_text(fetch_type_name(count));

		assert_null(fetch_type_parse(&scan, false));
		has_symstr |= strcmp(fetch_type_name(count), "symstr") == 0;
	}
	assert_int_equal(count, 17);
	assert_true(has_symstr);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_accept),	  cmocka_unit_test(test_parts),
		cmocka_unit_test(test_reject),	  cmocka_unit_test(test_deep),
		cmocka_unit_test(test_types),	  cmocka_unit_test(test_sizeless),
		cmocka_unit_test(test_bad_types), cmocka_unit_test(test_check),
		cmocka_unit_test(test_faults),	  cmocka_unit_test(test_type_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
