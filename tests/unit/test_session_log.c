/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/str.h"
#include "tests/unit/check.h"
#include "tracefs/session_log.h"

#define BOOT "6a9f1c0e-4c63-4a39-a1f4-9ce2d6ba4ea7"
#define HEAD                                                                                  \
	"sonde session 1\nboot " BOOT "\nname a-b\npid 77 890144\nsince 1764000000\ncommand " \
	"sonde hist\\\\x\\ny\n"

static struct sonde_error *parse(const char *text, struct session_record *ret)
{
	return session_log_parse(text, strlen(text), "a-b", BOOT, ret);
}

static const char whole[] = HEAD
	"instance\n"
	"kprobe_events p:sonde_a_b/vfs_read vfs_read\n"
	"kprobe_events r8:sonde_a_b/vfs_read__return vfs_read ret=$retval\n"
	"uprobe_events p:sonde_a_b/work /bin/app:0x1720\n"
	"synthetic s:sonde_a_b_lat u64 lat\n"
	"trigger sched sched_switch !hist:keys=common_pid:ts0=common_timestamp.usecs\n"
	"enable sched sched_switch\n"
	"note two lines\\nand \\\\n\n"
	"note \n"
	"kept\n";

static void test_whole(void **state)
{
	static const struct session_entry entries[] = {
		{SESSION_KPROBE, "sonde_a_b", "vfs_read", "p:sonde_a_b/vfs_read vfs_read"},
		{SESSION_KPROBE, "sonde_a_b", "vfs_read__return",
		 "r8:sonde_a_b/vfs_read__return vfs_read ret=$retval"},
		{SESSION_UPROBE, "sonde_a_b", "work", "p:sonde_a_b/work /bin/app:0x1720"},
		{SESSION_SYNTHETIC, "synthetic", "sonde_a_b_lat", "s:sonde_a_b_lat u64 lat"},
		{SESSION_TRIGGER, "sched", "sched_switch",
		 "!hist:keys=common_pid:ts0=common_timestamp.usecs"},
		{SESSION_ENABLE, "sched", "sched_switch", ""},
	};
	_cleanup_session_record_ struct session_record record = {0};

	(void)state;
	check_ok(parse(whole, &record));
	assert_true(record.is_valid && record.has_instance && record.is_kept);
	assert_string_equal(record.name, "a-b");
	assert_int_equal(record.pid, 77);
	assert_int_equal(record.process_start, 890144);
	assert_int_equal(record.since, 1764000000);
	assert_string_equal(record.command, "sonde hist\\x\ny");
	assert_int_equal(record.entries.size, 6);
	for (size_t i = 0; i < 6; i++) {
		assert_int_equal(record.entries.data[i].kind, entries[i].kind);
		assert_string_equal(record.entries.data[i].system, entries[i].system);
		assert_string_equal(record.entries.data[i].event, entries[i].event);
		assert_string_equal(record.entries.data[i].text, entries[i].text);
	}
	assert_int_equal(record.notes.size, 2);
	assert_string_equal(record.notes.data[0], "two lines\nand \\n");
	assert_string_equal(record.notes.data[1], "");
	assert_int_equal(record.size, strlen(whole));
}

/* What is printed of a record is what it was parsed of. */
static void test_printed(void **state)
{
	_cleanup_session_record_ struct session_record record = {0};
	_cleanup_str_ struct str text = STR_INIT;

	(void)state;
	check_ok(parse(whole, &record));
	check_ok(session_log_head(&record, BOOT, &text));
	str_append(&text, SESSION_LOG_INSTANCE);
	vec_for_each(&record.entries, entry)
		session_log_entry(entry, &text);
	vec_for_each(&record.notes, note)
		session_log_note(*note, &text);
	str_append(&text, SESSION_LOG_KEPT);
	assert_string_equal(str_text(&text), whole);
}

/* Wherever the writer was killed: what is whole counts, and nothing else. */
static void test_torn(void **state)
{
	(void)state;
	for (size_t size = 0; size < strlen(whole); size++) {
		_cleanup_session_record_ struct session_record record = {0};
		size_t lines = 0, end = 0;

		for (size_t i = 0; i < size; i++) {
			if (whole[i] == '\n') {
				lines++;
				end = i + 1;
			}
		}
		check_ok(session_log_parse(whole, size, "a-b", BOOT, &record));
		assert_int_equal(record.is_valid, lines >= 6);
		if (!record.is_valid) {
			assert_null(record.name);
			continue;
		}
		assert_int_equal(record.size, end);
		assert_int_equal(record.has_instance, lines >= 7);
		assert_int_equal(record.entries.size, lines < 8 ? 0 : lines > 13 ? 6 : lines - 7);
		assert_false(record.is_kept);
	}
}

static void test_states(void **state)
{
	_cleanup_session_record_ struct session_record other = {0};
	_cleanup_session_record_ struct session_record ending = {0};

	(void)state;
	check_ok(parse(HEAD "kept\nending\n", &ending));
	assert_false(ending.is_kept);
	/* Another boot has another form, too: nothing of it is looked at. */
	check_ok(parse("sonde session 1\nboot x\nwhat\n", &other));
	assert_false(other.is_valid);
}

/* What would make root remove what is not the session's. */
static void test_hostile(void **state)
{
	static const char *const lines[] = {
		"kprobe_events p:probe/vfs_read vfs_read",
		"kprobe_events p:vfs_read vfs_read",
		"kprobe_events -:sonde_a_b/vfs_read",
		"kprobe_events p:sonde_a_b/../x vfs_read",
		"kprobe_events p:sonde_a_b/ vfs_read",
		"kprobe_events p:sonde_a_b/a/b vfs_read",
		"kprobe_events p:sonde_a_bc/vfs_read vfs_read",
		"kprobe_events p:sonde_a-b/vfs_read vfs_read",
		"kprobe_events",
		"uprobe_events p:uprobes/work /bin/app:0",
		"synthetic s:mine u64 lat",
		"synthetic s:sonde_a_b u64 lat",
		"synthetic s:sonde_a_bc u64 lat",
		"synthetic s:sonde_a_b_/../x u64 lat",
		"synthetic s:synthetic/sonde_a_b_lat u64 lat",
		"synthetic sonde_a_b_lat u64 lat",
		"synthetic e:sonde_a_b_lat a.b",
		"trigger ../../../events/sched sched_switch !hist:keys=common_pid",
		"trigger .. sched_switch !hist:keys=common_pid",
		"trigger . sched_switch !hist:keys=common_pid",
		"trigger sched ../../x !hist:keys=common_pid",
		"trigger sched a/b !hist:keys=common_pid",
		"trigger sched sched_switch traceoff",
		"trigger sched sched_switch ",
		"trigger sched sched_switch",
		"trigger sched  !hist",
		"trigger sched",
		"enable ../../../events/sched sched_switch",
		"enable sched ..",
		"enable sched a/b",
		"enable sched sched_switch 1",
		"enable sched",
		"enable  sched_switch",
		"filter sched sched_switch 0",
		"instance x",
		"instances/x",
		"note \\x",
		"note \\",
		"kept ",
		"",
		"sonde session 1",
		"name other",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		_cleanup_session_record_ struct session_record record = {0};
		_cleanup_str_ struct str text = STR_INIT;

		str_appendf(&text, HEAD "instance\n%s\n", lines[i]);
		check_error(parse(str_text(&text), &record), SONDE_ERROR_SYNTAX,
			    "Line 8 is none of a session of this version of sonde.");
		assert_false(record.is_valid);
	}
}

static void test_bad_head(void **state)
{
	static const struct {
		const char *text;
		const char *part;
	} rows[] = {
		{"hello\n", "Line 1 "},
		{"\n", "Line 1 "},
		{"sonde session 2\n", "Line 1 "},
		{"sonde session 1\nname a-b\n", "Line 2 "},
		{"sonde session 1\nboot " BOOT "\nname a_b\n", "Line 3 "},
		{"sonde session 1\nboot " BOOT "\nname a-b\npid 0 1\n", "Line 4 "},
		{"sonde session 1\nboot " BOOT "\nname a-b\npid 99999999999 1\n", "Line 4 "},
		{"sonde session 1\nboot " BOOT "\nname a-b\npid -1 1\n", "Line 4 "},
		{"sonde session 1\nboot " BOOT "\nname a-b\npid 1\n", "Line 4 "},
		{"sonde session 1\nboot " BOOT "\nname a-b\npid 1 1\nsince x\n", "Line 5 "},
		{"sonde session 1\nboot " BOOT "\nname a-b\npid 1 1\nsince 1\nwhat\n", "Line 6 "},
	};
	_cleanup_session_record_ struct session_record record = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		check_error(parse(rows[i].text, &record), SONDE_ERROR_SYNTAX, rows[i].part);
	check_error(session_log_parse("a\0b\n", 4, "a-b", BOOT, &record), SONDE_ERROR_SYNTAX,
		    "Line 1 ");
	check_error(session_log_parse("", 0, "../x", BOOT, &record), SONDE_ERROR_USAGE,
		    "'../x' cannot be the name of a session");
}

static void test_names(void **state)
{
	static const char *const good[] = {"1", "a", "a-b.c_d", "1234",
					   "0123456789012345678901234567890123456789"};
	static const char *const bad[] = {
		"",    ".",   "..",   "-a",  "_a",
		"a/b", "a b", "a\nb", "a:b", "\303",
		"a!",  "a*",  "a\\",  "a'",  "01234567890123456789012345678901234567890"};
	_cleanup_str_ struct str group = STR_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		check_ok(session_check_name(good[i]));
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		check_error(session_check_name(bad[i]), SONDE_ERROR_USAGE,
			    "cannot be the name of a session");
	session_group_of("a-b.c_d", &group);
	assert_string_equal(str_text(&group), "sonde_a_b_c_d");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_whole),	cmocka_unit_test(test_printed),
		cmocka_unit_test(test_torn),	cmocka_unit_test(test_states),
		cmocka_unit_test(test_hostile), cmocka_unit_test(test_bad_head),
		cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
