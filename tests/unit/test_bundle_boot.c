/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Boot configurations, read again by a parser that takes only what the kernel's
 * Documentation/admin-guide/bootconfig.rst says of keys, values, quotes, arrays and remarks.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/scan.h"
#include "cache/bundle_boot.h"
#include "cache/bundle_line.h"
#include "cache/key.h"
#include "tests/unit/check.h"

static void add_build(struct bundle *bundle, const char *target)
{
	struct bundle_build build = {0};

	check_ok(sonde_strdup("aabbccdd", &build.build_id));
	check_ok(sonde_strdup(target, &build.target));
	check_ok(vec_push(&bundle->builds, build));
}

static void add_line(struct bundle *bundle, const char *text)
{
	struct bundle_build *build = vec_last(&bundle->builds);
	struct bundle_entry entry = {0};
	char *line = NULL;

	check_ok(sonde_strdup("f", &entry.entry.definition));
	check_ok(sonde_strdup(text, &line));
	check_ok(vec_push(&entry.entry.lines, line));
	check_ok(vec_push(&build->entries, entry));
}

static void start(struct bundle *bundle)
{
	check_ok(sonde_strdup("0.1.0", &bundle->version));
	add_build(bundle, CACHE_TARGET_KERNEL);
}

/* One value: in quotes of either kind, without those in it. */
static void read_value(struct scan *scan, struct str *out)
{
	const char quote = *scan->at;
	const char *end;

	assert_true(quote == '"' || quote == '\'');
	end = strchr(++scan->at, quote);
	assert_non_null(end);
	assert_null(memchr(scan->at, '\n', (size_t)(end - scan->at)));
	str_append_bytes(out, scan->at, (size_t)(end - scan->at));
	scan->at = end + 1;
}

/* Words of letters, digits, `-` and `_`, with dots between them. */
static void read_key(struct scan *scan, struct str *out)
{
	const size_t size = strspn(scan->at, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
					     "0123456789_-.");

	assert_true(size && size < 256);
	str_append_bytes(out, scan->at, size);
	scan->at += size;
}

/* The whole as lines `KEY = VALUE` for each value. */
static void read_again(const char *text, struct str *out)
{
	struct scan scan = scan_text(text);

	while (!scan_done(&scan)) {
		_cleanup_str_ struct str key = STR_INIT;

		if (*scan.at == '#' || *scan.at == '\n') {
			scan.at += strcspn(scan.at, "\n") + 1;
			continue;
		}
		read_key(&scan, &key);
		assert_true(scan_literal(&scan, " = "));
		do {
			while (*scan.at == '\n' || *scan.at == '\t')
				scan.at++;
			str_appendf(out, "%s = ", str_text(&key));
			read_value(&scan, out);
			str_append_char(out, '\n');
		} while (scan_char(&scan, ','));
		assert_true(scan_char(&scan, '\n'));
	}
}

static void test_values(void **state)
{
	static const char want[] = "ftrace.event.kprobes.f.probes = f+0 a=%di:x64 b=\\\"text\"\n"
				   "ftrace.event.kprobes.f.probes = f+8 a=%si:x64 b=\\it's\n"
				   "ftrace.event.kprobes.r.probes = xfs:f+0%return $retval\n"
				   "ftrace.event.kprobes.g.probes = _text+16\n";
	_cleanup_bundle_ struct bundle bundle = {0};
	_cleanup_notes_ struct notes notes = NOTES_INIT;
	_cleanup_str_ struct str text = STR_INIT, again = STR_INIT;

	(void)state;
	start(&bundle);
	add_line(&bundle, "p:kprobes/f f+0 a=%di:x64 b=\\\"text\"");
	add_line(&bundle, "r:kprobes/r xfs:f+0 $retval");
	add_line(&bundle, "p:kprobes/g _text+16");
	add_line(&bundle, "p:kprobes/f f+8 a=%si:x64 b=\\it's");
	check_ok(bundle_boot_print(&bundle, &notes, &text));
	assert_int_equal(notes.size, 0);
	read_again(str_text(&text), &again);
	assert_string_equal(str_text(&again), want);
	/* A value with a quote of one kind is in the other kind. */
	assert_non_null(strstr(str_text(&text), "'f+0 a=%di:x64 b=\\\"text\"',\n\t\"f+8"));
	assert_non_null(strstr(str_text(&text), "# [kernel.kallsyms] aabbccdd\n"));
}

static void test_left_out(void **state)
{
	static const char *const lines[][2] = {
		{"p:kprobes/a /bin/a:0x10", "it is a probe of a program."},
		{"r:kprobes/a 0xffff0000", "a return probe at an address"},
		{"p:kprobes/a f+0 a=\\\"it's\"", "both kinds"},
		{"p:kprobes/a f+0 a=\\\"\xc3\xa4\"", "not ASCII"},
		{"p:kprobes/a23456789012345678901234567890123456789012345678901234 f+0",
		 "cuts names of events at 53 bytes"},
		{"p:kprobes/enable f+0", "the switch of all events"},
		{"p:other/taken f+0", "kprobes/taken has the name already"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
		_cleanup_bundle_ struct bundle bundle = {0};
		_cleanup_notes_ struct notes notes = NOTES_INIT;
		_cleanup_str_ struct str text = STR_INIT, again = STR_INIT;

		start(&bundle);
		add_line(&bundle, "p:kprobes/taken f+0");
		add_line(&bundle, lines[i][0]);
		check_ok(bundle_boot_print(&bundle, &notes, &text));
		assert_int_equal(notes.size, 1);
		assert_int_equal(notes.data[0].kind, NOTE_OMITTED);
		if (!strstr(notes.data[0].text, lines[i][1]))
			fail_msg("%s", notes.data[0].text);
		read_again(str_text(&text), &again);
		assert_string_equal(str_text(&again), "ftrace.event.kprobes.taken.probes = f+0\n");
	}
}

static void test_changed(void **state)
{
	_cleanup_bundle_ struct bundle bundle = {0};
	_cleanup_notes_ struct notes notes = NOTES_INIT;
	_cleanup_str_ struct str text = STR_INIT;

	(void)state;
	start(&bundle);
	add_line(&bundle, "r8:probe/a f+0");
	check_ok(bundle_boot_print(&bundle, &notes, &text));
	assert_int_equal(notes.size, 2);
	assert_int_equal(notes.data[0].kind, NOTE_CHANGED);
	assert_non_null(strstr(notes.data[0].text, "number of pending returns"));
	assert_non_null(strstr(notes.data[1].text, "group kprobes"));
}

/* A line of 254 bytes is taken, one of 255 is not. */
static void test_line_length(void **state)
{
	for (size_t size = 254; size <= 255; size++) {
		_cleanup_bundle_ struct bundle bundle = {0};
		_cleanup_notes_ struct notes notes = NOTES_INIT;
		_cleanup_str_ struct str line = STR_INIT, text = STR_INIT;

		(void)state;
		start(&bundle);
		add_line(&bundle, "p:kprobes/b f+0");
		str_append(&line, "p:kprobes/a f+0 ");
		while (line.size < size)
			str_append_char(&line, 'a');
		add_line(&bundle, str_text(&line));
		check_ok(bundle_boot_print(&bundle, &notes, &text));
		assert_int_equal(notes.size, size == 255);
	}
}

/* No number of a return probe is made a smaller one. */
static void test_kind(void **state)
{
	static const char *const bad[] = {"r4294967296:g/e f", "r18446744073709551616:g/e f",
					  "r-1:g/e f",	       "r 1:g/e f",
					  "r1x:g/e f",	       "p1:g/e f"};
	_cleanup_bundle_line_ struct bundle_line line = {0};

	(void)state;
	check_ok(bundle_line_split("r4294967295:g/e f", &line));
	assert_true(line.is_return);
	assert_int_equal(line.maxactive, UINT32_MAX);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		_cleanup_bundle_line_ struct bundle_line none = {0};

		check_error(bundle_line_split(bad[i], &none), SONDE_ERROR_FORMAT, bad[i]);
	}
}

/* In a boot configuration such a name would end the key, or be another. */
static void test_names(void **state)
{
	static const char *const bad[] = {
		"p:g/a=1;kernel.panic=1;b f",
		"p:g/a.b f",
		"p:g/a+b f",
		"p:g=h/e f",
		"p:g/1 f",
		"p:g/\xc3\xa9 f",
		"p:g/ f",
		"p:/e f",
		"p:g f",
		"p:g/e",
		"p:g/e ",
		"p",
		"",
	};
	_cleanup_bundle_line_ struct bundle_line line = {0};

	(void)state;
	check_ok(bundle_line_split("p:g_1/_e2 m:f+4 a=$arg1", &line));
	assert_string_equal(line.group, "g_1");
	assert_string_equal(line.event, "_e2");
	assert_string_equal(line.module, "m");
	assert_string_equal(line.place, "m:f+4");
	assert_string_equal(line.args, " a=$arg1");
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		_cleanup_bundle_line_ struct bundle_line none = {0};

		check_error(bundle_line_split(bad[i], &none), SONDE_ERROR_FORMAT, bad[i]);
	}
}

static void test_refused(void **state)
{
	_cleanup_bundle_ struct bundle programs = {0}, two = {0}, large = {0};
	_cleanup_notes_ struct notes notes = NOTES_INIT;
	_cleanup_str_ struct str text = STR_INIT;

	(void)state;
	check_ok(sonde_strdup("0.1.0", &programs.version));
	add_build(&programs, "/bin/a");
	add_line(&programs, "p:probe_a/a /bin/a:0x10");
	check_error(bundle_boot_print(&programs, &notes, &text), SONDE_ERROR_UNSUPPORTED,
		    "Nothing that was picked");
	start(&two);
	add_build(&two, CACHE_TARGET_KERNEL);
	check_error(bundle_boot_print(&two, &notes, &text), SONDE_ERROR_USAGE, "--build-id ID");
	start(&large);
	for (int i = 0; i < 2000; i++)
		add_line(&large, "p:kprobes/a f+0 a=%di:x64");
	check_error(bundle_boot_print(&large, &notes, &text), SONDE_ERROR_UNSUPPORTED,
		    "and this one has");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_values),	cmocka_unit_test(test_left_out),
		cmocka_unit_test(test_changed), cmocka_unit_test(test_line_length),
		cmocka_unit_test(test_refused), cmocka_unit_test(test_kind),
		cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
