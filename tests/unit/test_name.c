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
	{"foo", "ns::foo", NULL, "probe:ns__foo", NULL},
	{"foo", "operator+", NULL, "probe:operator_", NULL},
	{"foo", "1foo", NULL, NULL, "'1foo' cannot name an event"},
	{"foo", ".foo", NULL, "probe:foo", NULL},
	{"foo", NAME_60 "abc", NULL, "probe:" NAME_60 "abc", NULL},
	{"foo", NAME_60 "abcd", NULL, NULL, "at most 63 bytes"},
	{"foo%return", NAME_60, NULL, NULL, "Give it a name: EVENT="},
	{"0xffffffff81000000", NULL, NULL, "probe:abs_ffffffff81000000", NULL},
	{"main", "main", "/usr/bin/bash", "probe_bash:main", NULL},
	{"main", "main", "/lib/libc-2.36.so", "probe_libc:main", NULL},
};

static void test_event_names(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const struct row *row = &rows[i];
		_cleanup_probe_event_ struct probe_event event = {.is_user = row->path};
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
	check_error(name_with_suffix(&event, NAME_60 "ab", 1), SONDE_ERROR_REFUSED, "too long");
	assert_string_equal(event.event, "e_12");
}

static void test_args(void **state)
{
	_cleanup_probe_event_ struct probe_event event = {0};
	_cleanup_str_ struct str text = STR_INIT;

	(void)state;
	check_ok(probe_event_parse("p:g/e a x=%di x=%si %dx x=%cx x_1=%r8", &event));
	check_ok(name_args(&event));
	probe_event_print(&event, &text);
	assert_string_equal(str_text(&text), "p:g/e a+0 x=%di x_1=%si arg3=%dx x_2=%cx x_1_1=%r8");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_event_names), cmocka_unit_test(test_split),
		cmocka_unit_test(test_split_all),   cmocka_unit_test(test_taken),
		cmocka_unit_test(test_suffix),	    cmocka_unit_test(test_args),
	};

	return cmocka_run_group_tests_name("name", tests, NULL, NULL);
}
