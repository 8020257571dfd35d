/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which features of a kernel events need. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/str.h"
#include "cli/plan/needs.h"
#include "tests/unit/check.h"

static void print_names(struct features needs, struct str *out)
{
	for (unsigned i = 0; i < FEATURE_COUNT; i++) {
		if (features_have(needs, i))
			str_appendf(out, "%s%s", out->size ? " " : "", feature_info(i)->name);
	}
}

static void test_events(void **state)
{
	/* A line, and what it needs in the order of enum feature. */
	static const char *const lines[][2] = {
		{"p:g/e f+0", "kprobes"},
		{"p:g/e f+4 a=%di:u64 b=$retval c=+0(%si):string d=@sym:s32", "kprobes"},
		{"r:g/e f+0 $retval", "kprobes"},
		{"r8:g/e f+0", "kprobes maxactive"},
		{"r:g/e _text+16", "kprobes return-offset"},
		{"p:g/e _text+16", "kprobes"},
		{"p:g/e /bin/a:0x10", "uprobes"},
		{"r:g/e /bin/a:0x10", "uprobes"},
		{"p:g/e /bin/a:0x10(0x20)", "uprobes ref-counter"},
		{"p:g/e f+0 $comm", "kprobes comm"},
		{"p:g/e f+0 $current", "kprobes current"},
		{"p:g/e f+0 $arg1", "kprobes arg-n"},
		{"r:g/e f+0 $arg1", "kprobes return-arg-n"},
		{"p:g/e f+0 +u0(%di):ustring", "kprobes user-memory ustring-type"},
		{"p:g/e f+0 +0(+u8(%di)):x8", "kprobes user-memory hex-type"},
		{"p:g/e f+0 a=\\1", "kprobes immediate"},
		{"p:g/e f+0 a=\\\"x\"", "kprobes immediate-string"},
		{"p:g/e f+0 +0(%di):char[4]", "kprobes char-type array-type"},
		{"p:g/e f+0 %di:symbol %si:symstr", "kprobes symbol-type symstr-type"},
		{"p:g/e f+0 %di:b3@2/32", "kprobes bitfield-type"},
		{"p:g/e f+0 %di:%pd", "kprobes dentry-type"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
		_cleanup_probe_event_ struct probe_event event = {0};
		_cleanup_str_ struct str names = STR_INIT;
		struct features needs = {0};

		check_ok(probe_event_parse(lines[i][0], &event));
		needs_add_event(&needs, &event);
		print_names(needs, &names);
		assert_string_equal(str_text(&names), lines[i][1]);
	}
}

static void add(struct probe_events *events, const char *line)
{
	struct probe_event event = {0};

	check_ok(probe_event_parse(line, &event));
	check_ok(vec_push(events, event));
}

static void test_append(void **state)
{
	_cleanup_probe_events_ struct probe_events events = VEC_INIT;
	struct features needs = {0}, more = {0};

	(void)state;
	add(&events, "p:g/e f+0");
	add(&events, "p:g/f f+0");
	add(&events, "p:h/e f+0");
	check_ok(needs_add_events(&needs, &events));
	assert_false(features_have(needs, FEATURE_APPEND));
	add(&events, "p:g/e f+4");
	check_ok(needs_add_events(&more, &events));
	assert_true(features_have(more, FEATURE_APPEND));
	assert_int_equal(features_missing(needs, more), FEATURE_APPEND);
	assert_int_equal(features_missing(more, needs), FEATURE_COUNT);
}

static void test_names(void **state)
{
	(void)state;
	for (unsigned i = 0; i < FEATURE_COUNT; i++)
		assert_int_equal(feature_by_name(feature_info(i)->name), i);
	assert_int_equal(feature_by_name("kprobe"), FEATURE_COUNT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_events),
		cmocka_unit_test(test_append),
		cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
