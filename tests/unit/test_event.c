/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "probe/event.h"

struct accept_row {
	const char *line;
	/** Canonical spelling. */
	const char *printed;
};

static const struct accept_row accepted[] = {
	{"p:probe/vfs_read vfs_read+0 file=%di:x64", "p:probe/vfs_read vfs_read+0 file=%di:x64"},
	{"r5:g/e sym", "r5:g/e sym+0"},
	{"p:kprobes/p_vfs_read_0 0xffffffff81234560", "p:kprobes/p_vfs_read_0 0xffffffff81234560"},
	{"p:probe_bash/x /usr/bin/bash:0x0000000000031234 arg1=%di",
	 "p:probe_bash/x /usr/bin/bash:0x31234 arg1=%di"},
	{"p:probe_bash/x /usr/bin/bash:0x31234(0x10)%return",
	 "r:probe_bash/x /usr/bin/bash:0x31234(0x10)"},
	{"p:probe_bash/x /usr/bin/bash:0x31234%return(0x10)",
	 "r:probe_bash/x /usr/bin/bash:0x31234(0x10)"},
	{"p:g/e sym+0%return", "r:g/e sym+0"},
	{"p:g/e xfs:sym.isra.0+8", "p:g/e xfs:sym.isra.0+8"},
	{"p sym", "p sym+0"},
	{"r /bin/a:b:16", "r /bin/a:b:0x10"},
	{"p:g/ sym", "p:g/ sym+0"},
	{"p:g/e sym +-8(%di) -u4(%bp) \\-1 \\+5 @a-3",
	 "p:g/e sym+0 -8(%di) -u4(%bp) \\-1 \\5 @a-3"},
	{"p:g.e sym", "p:g/e sym+0"},
	{"p:g/e sym %di:u8 ", "p:g/e sym+0 %di:u8"},
	{"p:g/e sym +0(%di):string[2]\t$comm", "p:g/e sym+0 +0(%di):string[2] $comm"},
};

static void parse(const char *line, struct probe_event *ret)
{
	_cleanup_error_ struct sonde_error *error = probe_event_parse(line, ret);

	if (error)
		fail_msg("%s: %s (column %zu)", line, error->message, error->column);
}

/* Whether they could share one name. */
static bool are_alike(const struct probe_event *a, const struct probe_event *b)
{
	_cleanup_str_ struct str x = STR_INIT, y = STR_INIT;

	probe_event_print_likeness(a, &x);
	probe_event_print_likeness(b, &y);
	return strcmp(str_text(&x), str_text(&y)) == 0;
}

/* line -> event -> line -> event -> the same line */
static void test_round_trip(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(accepted) / sizeof(*accepted); i++) {
		_cleanup_probe_event_ struct probe_event first = {0}, second = {0};
		_cleanup_str_ struct str printed = STR_INIT, again = STR_INIT;

		parse(accepted[i].line, &first);
		probe_event_print(&first, &printed);
		assert_string_equal(str_text(&printed), accepted[i].printed);
		parse(str_text(&printed), &second);
		assert_true(are_alike(&first, &second));
		probe_event_print(&second, &again);
		assert_string_equal(str_text(&again), str_text(&printed));
	}
}

static void test_kernel(void **state)
{
	_cleanup_probe_event_ struct probe_event event = {0};

	(void)state;
	parse("r5:g/e xfs:sym.isra.0+8 a=+0(%di):string $retval", &event);
	assert_true(event.is_return);
	assert_false(event.is_user);
	assert_int_equal(event.maxactive, 5);
	assert_string_equal(event.group, "g");
	assert_string_equal(event.event, "e");
	assert_string_equal(event.module, "xfs");
	assert_string_equal(event.symbol, "sym.isra.0");
	assert_null(event.path);
	assert_int_equal(event.offset, 8);
	assert_int_equal(event.args.size, 2);
	assert_string_equal(event.args.data[0].name, "a");
	assert_string_equal(event.args.data[0].type, "string");
	assert_int_equal(event.args.data[0].fetch.derefs.size, 1);
	assert_null(event.args.data[1].name);
	assert_null(event.args.data[1].type);
	assert_int_equal(event.args.data[1].fetch.base, FETCH_SPECIAL);
}

static void test_user(void **state)
{
	_cleanup_probe_event_ struct probe_event event = {0};

	(void)state;
	parse("p:e /a:b/c:0x10(0x20)", &event);
	assert_false(event.is_return);
	assert_true(event.is_user);
	assert_null(event.group);
	assert_string_equal(event.path, "/a:b/c");
	assert_null(event.symbol);
	assert_int_equal(event.offset, 16);
	assert_int_equal(event.ref_offset, 32);
}

static void test_place(void **state)
{
	_cleanup_probe_event_ struct probe_event event = {0};
	_cleanup_str_ struct str place = STR_INIT, arg = STR_INIT;

	(void)state;
	parse("p:e xfs:sym+16 a=%di:u8", &event);
	probe_event_print_place(&event, &place);
	assert_string_equal(str_text(&place), "xfs:sym+16");
	probe_event_arg_print(&event.args.data[0], &arg);
	assert_string_equal(str_text(&arg), "a=%di:u8");
}

struct reject_row {
	const char *line;
	enum sonde_error_kind kind;
	size_t column;
	const char *message;
};

static const struct reject_row rejected[] = {
	{"e:g/e x/y", SONDE_ERROR_UNSUPPORTED, 1, "A 'e' line is not a kprobe or uprobe event."},
	{"-:g/e", SONDE_ERROR_UNSUPPORTED, 1, "A '-' line is not a kprobe or uprobe event."},
	{"x:g/e", SONDE_ERROR_SYNTAX, 1, "Expected 'p' or 'r' at the start of a probe event."},
	{"p: sym", SONDE_ERROR_SYNTAX, 3, "Expected a name of 1 to 63 letters, digits and '_'."},
	{"p:g/e", SONDE_ERROR_SYNTAX, 6, "Expected a blank and the place of the probe."},
	{"p:g/e sym a=b", SONDE_ERROR_UNSUPPORTED, 13,
	 "Arguments by the kernel's own type information are not supported."},
	{"p:g/e sym # x", SONDE_ERROR_SYNTAX, 11,
	 "The kernel takes the rest of a line after a '#' for a comment."},
	{"p:g/e sym-4", SONDE_ERROR_SYNTAX, 10, "Expected a blank after the place of the probe."},
	{"p:g/e sym+010", SONDE_ERROR_SYNTAX, 11, "A number must not begin with 0."},
	{"r9999:g/e sym", SONDE_ERROR_SYNTAX, 2, "The kernel takes no more than 4096 instances."},
	{"r3:g/e /b:1", SONDE_ERROR_SYNTAX, 8,
	 "A return probe of a program has no number of instances."},
	{"p:g/e /b:1 @sym", SONDE_ERROR_SYNTAX, 12, "A uprobe cannot fetch from a symbol."},
	{"p:g/e /b:1 %di $arg2", SONDE_ERROR_SYNTAX, 16, "A uprobe has no $arg2."},
	{"r:g/e /b:1 a=+8($arg1)", SONDE_ERROR_SYNTAX, 12, "A uprobe has no $arg1."},
	{"p:g/e /b:1 a=%di:%pd", SONDE_ERROR_SYNTAX, 12,
	 "A uprobe has no type '%pd': it is about the kernel."},
	{"p:g/e /b:1 %di:symbol", SONDE_ERROR_SYNTAX, 12,
	 "A uprobe has no type 'symbol': it is about the kernel."},
	{"p:g/e sym @+4", SONDE_ERROR_SYNTAX, 11,
	 "A kprobe cannot fetch from an offset of a file."},
	{"p:g/e b/c", SONDE_ERROR_SYNTAX, 7, "Expected PATH:0xOFFSET here."},
	{"p:g/e sym a=%di:string", SONDE_ERROR_SYNTAX, 17, "A string must be read from memory."},
	{"p:g/e sym+4294967296", SONDE_ERROR_SYNTAX, 10, "The offset is too large for the kernel."},
	{"p:g/e sym =%di", SONDE_ERROR_SYNTAX, 11, "Expected an argument's name before the '='."},
	{"p:g/e sym %di%si", SONDE_ERROR_SYNTAX, 14, "Expected a blank after the argument."},
	{"p:g/e/f sym", SONDE_ERROR_SYNTAX, 6, "Expected a blank after the event's name."},
	{"p:g/e:f sym", SONDE_ERROR_SYNTAX, 6, "Expected a blank after the event's name."},
	{"p:/e sym", SONDE_ERROR_SYNTAX, 3, "Expected a name of 1 to 63 letters, digits and '_'."},
	{"pg/e sym", SONDE_ERROR_SYNTAX, 2, "Expected ':' or a blank here."},
	{"p4:g/e sym", SONDE_ERROR_SYNTAX, 2, "Expected ':' or a blank here."},
	{"r05:g/e sym", SONDE_ERROR_SYNTAX, 2, "A number must not begin with 0."},
	{"r:g/e", SONDE_ERROR_SYNTAX, 6, "Expected a blank and the place of the probe."},
	{"p:g/e /b:", SONDE_ERROR_SYNTAX, 10, "Expected an offset in the file."},
	{"p:g/e /b:x", SONDE_ERROR_SYNTAX, 10, "Expected an offset in the file."},
	{"p:g/e /b:0x", SONDE_ERROR_SYNTAX, 10,
	 "The number is bad or too large for an offset in the file."},
	{"p:g/e /b:1(2", SONDE_ERROR_SYNTAX, 13, "Expected ')' here."},
	{"p:g/e /b:1(x)", SONDE_ERROR_SYNTAX, 12, "Expected the semaphore's offset."},
	{"p:g/e /b:1x", SONDE_ERROR_SYNTAX, 11, "Expected a blank after the place of the probe."},
	{"p:g/e sym+", SONDE_ERROR_SYNTAX, 11, "Expected an offset."},
	{"p:g/e sym+x", SONDE_ERROR_SYNTAX, 11, "Expected an offset."},
	{"p:g/e a:b:c", SONDE_ERROR_SYNTAX, 10, "Expected a blank after the place of the probe."},
	{"p:g/e a:", SONDE_ERROR_SYNTAX, 9, "Expected a symbol here."},
	{"p:g/e 0xffffffffffffffffff", SONDE_ERROR_SYNTAX, 7,
	 "The number is bad or too large for an address."},
	{"p:g/e 0xffff+4", SONDE_ERROR_SYNTAX, 13,
	 "Expected a blank after the place of the probe."},
	{"p:g/e sym%ret", SONDE_ERROR_SYNTAX, 10, "Expected a blank after the place of the probe."},
	{"p:g/e sym a==%di", SONDE_ERROR_SYNTAX, 13, "Expected a fetch argument."},
	{"p:g/e sym 1a=%di", SONDE_ERROR_SYNTAX, 11, "Expected an argument's name before the '='."},
	{"p:g/e sym a=", SONDE_ERROR_SYNTAX, 13, "Expected a fetch argument."},
	{"p:g/e sym %di:u48", SONDE_ERROR_SYNTAX, 15, "The kernel does not know this type."},
	{"p:a23456789a123456789a123456789a123456789a123456789a123456789a1234/e sym",
	 SONDE_ERROR_SYNTAX, 3, "Expected a name of 1 to 63 letters, digits and '_'."},
	{"p:g/a23456789a123456789a123456789a123456789a123456789a123456789a1234 sym",
	 SONDE_ERROR_SYNTAX, 5, "Expected a name of 1 to 63 letters, digits and '_'."},
	{"", SONDE_ERROR_SYNTAX, 1, "Expected 'p' or 'r' at the start of a probe event."},
	{"p:g/e /a\033b:1", SONDE_ERROR_SYNTAX, 9, "There is a control character (0x1b) here."},
	{"p:g/e sym\n", SONDE_ERROR_SYNTAX, 10, "There is a control character (0x0a) here."},
};

static void test_reject(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rejected) / sizeof(*rejected); i++) {
		const struct reject_row *row = &rejected[i];
		_cleanup_probe_event_ struct probe_event event = {0};
		_cleanup_error_ struct sonde_error *error = probe_event_parse(row->line, &event);

		if (!error)
			fail_msg("accepted: %s", row->line);
		assert_int_equal(error->kind, row->kind);
		assert_string_equal(error->message, row->message);
		assert_string_equal(error->text, row->line);
		if (error->column != row->column)
			fail_msg("column %zu: %s", error->column, row->line);
		/* What is returned stays untouched. */
		assert_null(event.event);
	}
}

struct same_row {
	const char *a, *b;
	bool same;
};

static void test_likeness(void **state)
{
	static const struct same_row pairs[] = {
		{"p:e a x=%di:u8", "p:e b x=+8(%si):u8", true},
		{"p:e a", "p:e b %di", false},
		{"p:e a x=%di", "p:e b y=%di", false},
		{"p:e a x=%di:u8", "p:e b x=%di:s8", false},
		{"p:e a x=%di:u8", "p:e b x=%di", false},
		{"p:e a x=%di %si", "p:e b x=%di arg2=%si", true},
		{"p:e a x=%di %si", "p:e b x=%di arg1=%si", false},
		{"p:e a x=$comm", "p:e b x=$comm:string", true},
		{"p:e a x=$comm", "p:e b x=%di", false},
		{"p:e a x=\\\"t\"", "p:e b x=+0(%di):string", true},
		{"p:e a x=%di", "r:e b x=%di", false},
		{"p:e a x=%di:u32", "p:e b x=%di:b3@4/32", true},
		{"p:e a x=%di:b1@0/64", "p:e b x=%di:b3@4/32", false},
		{"p:e a x=%di:x32", "p:e b x=%di:b3@4/32", false},
		{"p:e a x=+0(%di):b3@4/32[2]", "p:e b x=+0(%di):u32[2]", true},
		{"p:e a x=+0(%di):u32[1]", "p:e b x=%di:u32", false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++) {
		_cleanup_probe_event_ struct probe_event a = {0}, b = {0};

		parse(pairs[i].a, &a);
		parse(pairs[i].b, &b);
		if (are_alike(&a, &b) != pairs[i].same)
			fail_msg("'%s' and '%s'", pairs[i].a, pairs[i].b);
		assert_int_equal(are_alike(&b, &a), pairs[i].same);
	}
}

static void test_name_valid(void **state)
{
	char name[65];

	(void)state;
	assert_true(probe_event_name_valid("_a9"));
	assert_false(probe_event_name_valid(""));
	assert_false(probe_event_name_valid("9a"));
	assert_false(probe_event_name_valid("a-b"));
	assert_false(probe_event_name_valid("a b"));
	assert_false(probe_event_name_valid("\303\251"));
	memset(name, 'a', sizeof(name));
	name[63] = '\0';
	assert_true(probe_event_name_valid(name));
	name[63] = 'a';
	name[64] = '\0';
	assert_false(probe_event_name_valid(name));
}

static void test_events(void **state)
{
	_cleanup_probe_events_ struct probe_events events = VEC_INIT;
	struct probe_event event = {0};

	(void)state;
	for (int i = 0; i < 3; i++) {
		parse("p:g/e sym x=%di:u8", &event);
		assert_null(vec_push(&events, event));
	}
	probe_events_deinit(&events);
	assert_int_equal(events.size, 0);
	assert_null(events.data);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round_trip), cmocka_unit_test(test_kernel),
		cmocka_unit_test(test_user),	   cmocka_unit_test(test_place),
		cmocka_unit_test(test_reject),	   cmocka_unit_test(test_likeness),
		cmocka_unit_test(test_name_valid), cmocka_unit_test(test_events),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
