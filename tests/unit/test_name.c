/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/str.h"
#include "probe/grammar.h"
#include "probe/name.h"
#include "tests/unit/check.h"

#define NAME_60 "a23456789_b23456789_c23456789_d23456789_e23456789_f23456789_"

struct row {
	const char *definition, *function;
	/** Path of the probed program, or NULL for the kernel. */
	const char *path;
	/** `GROUP:EVENT`, or part of the error. */
	const char *name, *error;
};

static const struct row rows[] = {
	{"vfs_read", "vfs_read", NULL, "probe:vfs_read", NULL},
	{"vfs_read%return", "vfs_read", NULL, "probe:vfs_read__return", NULL},
	{"vfs_read:12", "vfs_read", NULL, "probe:vfs_read_L12", NULL},
	{"vfs_read+4", "vfs_read", NULL, "probe:vfs_read", NULL},
	{"e=vfs_read%return", "vfs_read", NULL, "probe:e", NULL},
	{"g:e=vfs_read", "vfs_read", NULL, "g:e", NULL},
	{"foo", "foo.isra.0", NULL, "probe:foo", NULL},
	{"foo", "foo@plt", NULL, "probe:foo", NULL},
	{"foo", "ns::foo", NULL, "probe:foo", NULL},
	{"foo", "ns::Box<int>::get<char>(char)", NULL, "probe:get", NULL},
	{"foo", "operator+", NULL, "probe:operator_plus", NULL},
	{"foo", "operator==", NULL, "probe:operator_eq", NULL},
	{"foo", "ns::Klass::operator()(int)", NULL, "probe:operator_call", NULL},
	{"foo", "operator<< <char>", NULL, "probe:operator_shl", NULL},
	{"foo", "operator new []", NULL, "probe:operator_new_array", NULL},
	{"foo", "operator delete", NULL, "probe:operator_delete", NULL},
	{"foo", "operator unsigned long", NULL, "probe:operator_unsigned_long", NULL},
	{"foo", "operator\"\" _km", NULL, "probe:operator__km", NULL},
	{"foo%return", "~Klass", NULL, "probe:_Klass__return", NULL},
	{"foo", "{closure#0}", NULL, "probe:closure_0", NULL},
	{"foo", "<a::B as c::D>::area", NULL, "probe:area", NULL},
	{"foo", "a$b", NULL, "probe:a_b", NULL},
	{"foo", "\xc3\xa4", NULL, "probe:__", NULL},
	{"foo", "1foo", NULL, NULL, "'1foo' cannot name an event"},
	{"foo", ".foo", NULL, "probe:foo", NULL},
	{"foo", NAME_60 "abc", NULL, "probe:" NAME_60 "abc", NULL},
	{"foo", NAME_60 "abcd", NULL, "probe:" NAME_60 "abc", NULL},
	{"foo%return", NAME_60, NULL,
	 "probe:a23456789_b23456789_c23456789_d23456789_e23456789_f2345__return", NULL},
	{"0xffffffff81000000", NULL, NULL, "probe:abs_ffffffff81000000", NULL},
	{"foo.c:7", NULL, NULL, "probe:abs_4f0_L7", NULL},
	{"main", "main", "/usr/bin/bash", "probe_bash:main", NULL},
	{"main", "main", "/lib/libc-2.36.so", "probe_libc:main", NULL},
};

static void test_event_names(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const struct row *row = &rows[i];
		_cleanup_probe_event_ struct probe_event event = {.is_user = row->path,
								  .offset = 0x4f0};
		_cleanup_probe_def_ struct probe_def def = {0};
		_cleanup_str_ struct str name = STR_INIT;
		struct sonde_error *error;

		check_ok(probe_def_parse(row->definition, &def));
		check_ok(sonde_strdup(row->path, &event.path));
		error = name_event(&def, row->function, &event);
		if (row->error) {
			check_error(error, SONDE_ERROR_REFUSED, row->error);
			continue;
		}
		check_ok(error);
		str_appendf(&name, "%s:%s", event.group, event.event);
		assert_string_equal(str_text(&name), row->name);
	}
}

static void add_event(struct probe_events *events, const char *line)
{
	struct probe_event event;

	check_ok(probe_event_parse(line, &event));
	check_ok(vec_push(events, event));
}

static void assert_names(const struct probe_events *events, const char *expected)
{
	_cleanup_str_ struct str names = STR_INIT;

	vec_for_each(events, event)
		str_appendf(&names, "%s%s", names.size ? " " : "", event->event);
	assert_string_equal(str_text(&names), expected);
}

static void settle(struct probe_events *events, bool share)
{
	_cleanup_(name_register_deinit) struct name_register names = {.share = share};

	vec_for_each(events, event)
		check_ok(name_settle(&names, NULL, NULL, event));
	assert_true(names.was_split);
}

/* Events of other arguments get other names, those of the same ones share theirs. */
static void test_split(void **state)
{
	_cleanup_probe_events_ struct probe_events events = VEC_INIT;

	(void)state;
	add_event(&events, "p:g/e a x=%di:x64");
	add_event(&events, "p:g/e b x=%si:x64");
	add_event(&events, "p:g/e c x=%di:x32");
	add_event(&events, "p:g/e d y=%di:x64");
	add_event(&events, "p:g/e e x=%dx:x32");
	add_event(&events, "p:g/e_1 f z=%dx:x32");
	add_event(&events, "p:h/e g z=%dx:x32");
	add_event(&events, "r:g/e h x=$retval:x64");
	settle(&events, true);
	assert_names(&events, "e e e_1 e_2 e_1 e_1_1 e e_3");
}

/* A kernel on which events have one place each. */
static void test_split_all(void **state)
{
	_cleanup_probe_events_ struct probe_events events = VEC_INIT;

	(void)state;
	add_event(&events, "p:g/e a x=%di:x64");
	add_event(&events, "p:g/e b x=%si:x64");
	add_event(&events, "p:g/e c");
	settle(&events, false);
	assert_names(&events, "e e_1 e_2");
}

static bool is_taken(const void *data, const char *group, const char *event)
{
	(void)group;
	return strcmp(data, event) == 0;
}

/* Names that are not free are passed over, and all that shared one share the next. */
static void test_taken(void **state)
{
	_cleanup_(name_register_deinit) struct name_register names = {.share = true};
	_cleanup_probe_events_ struct probe_events events = VEC_INIT;

	(void)state;
	add_event(&events, "p:g/e a x=%di:x64");
	add_event(&events, "p:g/e b x=%si:x64");
	add_event(&events, "p:g/e c");
	vec_for_each(&events, event)
		check_ok(name_settle(&names, is_taken, "e", event));
	assert_names(&events, "e_1 e_1 e_2");
	assert_true(name_register_has(&names, &events.data[0]));
}

static void test_suffix(void **state)
{
	_cleanup_probe_event_ struct probe_event event = {0};

	(void)state;
	check_ok(name_with_suffix(&event, "e", 12));
	assert_string_equal(event.event, "e_12");
	check_ok(name_with_suffix(&event, NAME_60 "ab", 1));
	assert_string_equal(event.event, NAME_60 "a_1");
}

static void test_args(void **state)
{
	_cleanup_probe_event_ struct probe_event event = {0};
	_cleanup_str_ struct str text = STR_INIT;

	(void)state;
	check_ok(probe_event_parse("p:g/e a x=%di x=%si %dx x=%cx x_1=%r8", &event));
	check_ok(name_args(&(struct name_list)VEC_INIT, &event));
	probe_event_print(&event, &text);
	assert_string_equal(str_text(&text), "p:g/e a+0 x=%di x_1=%si arg3=%dx x_2=%cx x_1_1=%r8");
}

#define NAME_32 "a23456789_b23456789_c23456789_d2"

/* What the number needs, the name gives. */
static void test_long_args(void **state)
{
	_cleanup_probe_event_ struct probe_event event = {0};
	_cleanup_str_ struct str text = STR_INIT;

	(void)state;
	check_ok(probe_event_parse("p:g/e a " NAME_32 "=%di " NAME_32 "=%si", &event));
	event.args.data[0].is_named = true;
	check_ok(name_args(&(struct name_list)VEC_INIT, &event));
	probe_event_print(&event, &text);
	assert_string_equal(str_text(&text),
			    "p:g/e a+0 " NAME_32 "=%di a23456789_b23456789_c23456789__1=%si");
}

/* Variables keep their names, also where no argument is of them. */
static void test_members_and_variables(void **state)
{
	_cleanup_probe_event_ struct probe_event event = {0};
	_cleanup_str_ struct str text = STR_INIT;
	const char *names[] = {"old", "old_dir", "x"};
	const struct name_list variables = {.data = names, .size = 3};

	(void)state;
	check_ok(probe_event_parse("p:g/e a old_dir=+8(%sp) old_to=+16(%sp) x=%si", &event));
	event.args.data[0].rank = event.args.data[1].rank = PROBE_RANK_MEMBER;
	check_ok(name_args(&variables, &event));
	probe_event_print(&event, &text);
	assert_string_equal(str_text(&text), "p:g/e a+0 old_dir_1=+8(%sp) old_to=+16(%sp) x=%si");
}

struct member_row {
	const char *argument;
	const char *names[3];
	const char *name;
};

static const struct member_row member_rows[] = {
	{"s", {"a"}, "s_a"},
	{"s", {"in", "b"}, "s_in_b"},
	{"s", {NULL}, "s"},
	{"t=s", {"a"}, "t_a"},
	{"p->in", {"x"}, "in_x"},
	{"s", {"type", "common_type"}, "s_type_common_type"},
	{"common", {"type"}, "common_type_"},
	{"s", {"a23456789_b23456789_", "c234567"}, "s_a23456789_b23456789__c234567"},
	{"s", {"a23456789_b23456789_", "c23456789_"}, "s_c23456789_"},
	{"a23456789_b23456789_c23456789_", {"four"}, "a23456789_b23456789_c234567_four"},
	{"s", {NAME_32}, NAME_32},
	{"s", {NAME_32 "34"}, NAME_32},
	{"variable", {"a23456789_b23456789_c23456789_d"}, "a23456789_b23456789_c23456789_d"},
	{"variable", {"a23456789_b23456789_c23456789_"}, "v_a23456789_b23456789_c23456789_"},
};

static void test_members(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(member_rows) / sizeof(*member_rows); i++) {
		const struct member_row *row = &member_rows[i];
		_cleanup_probe_def_ struct probe_def def = {0};
		_cleanup_str_ struct str text = STR_INIT;
		_cleanup_free_ char *name = NULL;
		size_t count = 0;

		str_appendf(&text, "f %s", row->argument);
		check_ok(probe_def_parse(str_text(&text), &def));
		while (count < 3 && row->names[count])
			count++;
		check_ok(name_of_member(&def.args.data[0], row->names, count, &name));
		assert_string_equal(name, row->name);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_event_names), cmocka_unit_test(test_split),
		cmocka_unit_test(test_split_all),   cmocka_unit_test(test_taken),
		cmocka_unit_test(test_suffix),	    cmocka_unit_test(test_args),
		cmocka_unit_test(test_long_args),   cmocka_unit_test(test_members_and_variables),
		cmocka_unit_test(test_members),
	};

	return cmocka_run_group_tests_name("name", tests, NULL, NULL);
}
