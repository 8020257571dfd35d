/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/str.h"
#include "blacklist/traceable.h"
#include "tests/unit/check.h"

static void test_names(void **state)
{
	_cleanup_traceable_ struct traceable *list = NULL;

	(void)state;
	check_ok(traceable_parse("vfs_read\n"
				 "dup\n"
				 "__ftrace_invalid_address___128\n"
				 "vfs_read [fuse]\n"
				 "dup\n"
				 "dup [fuse]\n"
				 "\n"
				 "dup [xfs]\n"
				 "run_init.isra.0",
				 false, &list));
	assert_int_equal(traceable_count(list, NULL, "vfs_read"), 1);
	assert_int_equal(traceable_count(list, "fuse", "vfs_read"), 1);
	assert_int_equal(traceable_count(list, "xfs", "vfs_read"), 0);
	assert_int_equal(traceable_count(list, NULL, "dup"), 2);
	assert_int_equal(traceable_count(list, "fuse", "dup"), 1);
	assert_int_equal(traceable_count(list, "fus", "dup"), 0);
	assert_int_equal(traceable_count(list, "", "dup"), 0);
	assert_int_equal(traceable_count(list, NULL, "run_init.isra.0"), 1);
	assert_int_equal(traceable_count(list, NULL, "run_init"), 0);
	assert_int_equal(traceable_count(list, NULL, "vfs_rea"), 0);
	assert_int_equal(traceable_count(list, NULL, ""), 0);
	assert_int_equal(traceable_count(list, NULL, "__ftrace_invalid_address___128"), 0);
	assert_false(traceable_has_addresses(list));
	assert_false(traceable_in_range(list, 0, UINT64_MAX));
}

static void test_addresses(void **state)
{
	_cleanup_traceable_ struct traceable *list = NULL;

	(void)state;
	/* In no order; "add" is a name that reads like a number. */
	check_ok(traceable_parse("ffffffff81000104 vfs_read\n"
				 "ffffffff81000004 add\n"
				 "ffffffff81000304 __ftrace_invalid_address___512\n"
				 "ffffffffc0000004 add [fuse]\n",
				 true, &list));
	assert_true(traceable_has_addresses(list));
	assert_int_equal(traceable_count(list, NULL, "add"), 1);
	assert_int_equal(traceable_count(list, "fuse", "add"), 1);
	assert_true(traceable_in_range(list, 0xffffffff81000000, 0xffffffff81000010));
	assert_true(traceable_in_range(list, 0xffffffff81000004, 0xffffffff81000005));
	/* The end is not included, the start is. */
	assert_false(traceable_in_range(list, 0xffffffff81000000, 0xffffffff81000004));
	assert_false(traceable_in_range(list, 0xffffffff81000005, 0xffffffff81000104));
	assert_true(traceable_in_range(list, 0xffffffff81000005, 0xffffffff81000105));
	/* Of no function, and traced. */
	assert_true(traceable_in_range(list, 0xffffffff81000300, 0xffffffff81000400));
	assert_true(traceable_in_range(list, 0xffffffffc0000000, UINT64_MAX));
	assert_false(traceable_in_range(list, 0xffffffffc0000005, UINT64_MAX));
	assert_false(traceable_in_range(list, 0, 0));
	assert_false(traceable_in_range(list, 0xffffffffc0000010, 0xffffffff81000000));
}

static void test_hidden_addresses(void **state)
{
	_cleanup_traceable_ struct traceable *list = NULL;

	(void)state;
	check_ok(traceable_parse("0000000000000000 vfs_read\n0 vfs_write [m]\n", true, &list));
	assert_false(traceable_has_addresses(list));
	assert_false(traceable_in_range(list, 0, UINT64_MAX));
	assert_int_equal(traceable_count(list, NULL, "vfs_read"), 1);
	assert_int_equal(traceable_count(list, "m", "vfs_write"), 1);
}

/* As in enabled_functions. */
static void test_flags(void **state)
{
	_cleanup_traceable_ struct traceable *list = NULL;

	(void)state;
	check_ok(traceable_parse("schedule (1) R   D   M \ttramp: 0xffffffffc0331000 (x+0x0/0x40)\n"
				 "\tdirect-->bpf_trampoline_6442+0x0/0xf1\n"
				 "fuse_read [fuse] (2)    \n",
				 false, &list));
	assert_int_equal(traceable_count(list, NULL, "schedule"), 1);
	assert_int_equal(traceable_count(list, "fuse", "fuse_read"), 1);
	assert_int_equal(traceable_count(list, NULL, "direct-->bpf_trampoline_6442+0x0/0xf1"), 0);
}

static void test_empty(void **state)
{
	_cleanup_traceable_ struct traceable *list = NULL;

	(void)state;
	check_ok(traceable_parse("", true, &list));
	assert_false(traceable_has_addresses(list));
	assert_int_equal(traceable_count(list, NULL, "vfs_read"), 0);
	traceable_destroy(NULL);
}

static void test_errors(void **state)
{
	static const struct {
		const char *text;
		bool has_addresses;
		const char *part;
	} rows[] = {
		{"a\nb c\n", false, "Line 2 of the list of traceable functions: Nothing more"},
		{"ffffffff81000000 vfs_read", false, "Line 1 of the list"},
		{"#### all functions enabled ####\n", false, "Nothing more is expected"},
		{"a\n\n [m]\n", false, "Line 3 of the list of traceable functions: The name of a"},
		{"a [\n", false, "The name of a module"},
		{"a []\n", false, "The name of a module"},
		{"a [m\n", false, "The name of a module"},
		{"a [m n]\n", false, "The name of a module"},
		{"a [m] n\n", false, "Nothing more is expected"},
		{"a [m]n\n", false, "Nothing more is expected"},
		{"a[m]\n", false, "Nothing more is expected"},
		{"a(1)\n", false, "Nothing more is expected"},
		{"1 a\nvfs_read\n", true, "Line 2 of the list of traceable functions: An address"},
		{"0x1 a\n", true, "An address is expected"},
		{"11111111111111111 a\n", true, "An address is expected"},
		{"add [m]\n", true, "The name of a function"},
		{"add\n", true, "An address is expected"},
		{"1 \n", true, "The name of a function"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct traceable *list = NULL;

		check_error(traceable_parse(rows[i].text, rows[i].has_addresses, &list),
			    SONDE_ERROR_SYNTAX, rows[i].part);
		assert_null(list);
	}
}

/* The column of an error counts in its own line, which stands under it. */
static void test_error_place(void **state)
{
	_cleanup_error_ struct sonde_error *error = NULL;
	struct traceable *list = NULL;

	(void)state;
	error = traceable_parse("a\nfoo [bar] baz\n", false, &list);
	assert_non_null(error);
	assert_string_equal(error->text, "foo [bar] baz");
	assert_int_equal(error->column, 11);
}

/* More names than any kernel has, in more buckets than one. */
static void test_many(void **state)
{
	_cleanup_traceable_ struct traceable *list = NULL;
	_cleanup_str_ struct str text = STR_INIT;
	const unsigned count = 100000;

	(void)state;
	for (unsigned i = 0; i < count; i++)
		str_appendf(&text, "%x f%u%s\n", 0x1000 + 16 * i, i / 2, i % 3 ? "" : " [m]");
	check_ok(str_check(&text));
	check_ok(traceable_parse(str_text(&text), true, &list));
	for (unsigned i = 0; i < count; i += 2) {
		char name[16];
		size_t in_module = !(i % 3) + !((i + 1) % 3);

		snprintf(name, sizeof(name), "f%u", i / 2);
		assert_int_equal(traceable_count(list, "m", name), in_module);
		assert_int_equal(traceable_count(list, NULL, name), 2 - in_module);
		assert_true(traceable_in_range(list, 0x1000 + 16 * i, 0x1001 + 16 * i));
		assert_false(traceable_in_range(list, 0x1001 + 16 * i, 0x1010 + 16 * i));
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),	    cmocka_unit_test(test_addresses),
		cmocka_unit_test(test_flags),	    cmocka_unit_test(test_hidden_addresses),
		cmocka_unit_test(test_empty),	    cmocka_unit_test(test_errors),
		cmocka_unit_test(test_error_place), cmocka_unit_test(test_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
