/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Hits as text: columns, by a format, as perf script prints them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/wide.h"
#include "tests/unit/golden.h"
#include "tests/unit/hit_samples.h"
#include "trace/clock.h"
#include "trace/escape.h"
#include "trace/syscall_name.h"
#include "trace/value_name.h"

#define FOLDER "trace-outputs"

static void samples_are_as_they_were(void **state)
{
	(void)state;
	for (size_t i = 0; i < SAMPLE_COUNT; i++) {
		_cleanup_sample_ struct sample sample;
		_cleanup_str_ struct str columns = STR_INIT, perf = STR_INIT;
		struct hit_writer *writer;

		sample_make(&sample, i);
		check_ok(hit_columns_create(&sample.options, NULL, &writer));
		sample_write(&sample, writer, &columns);
		check_golden_in(FOLDER, samples[i].name, "columns", &columns);
		check_ok(hit_perf_script_create(&sample.options, &writer));
		sample_write(&sample, writer, &perf);
		check_golden_in(FOLDER, samples[i].name, "perf", &perf);
	}
}

/* The format that the manual has as an example. */
static void the_format_of_the_page(void **state)
{
	const char *source = getenv("SRCDIR");
	_cleanup_str_ struct str words = STR_INIT, out = STR_INIT, path = STR_INIT;
	_cleanup_sample_ struct sample sample;
	struct hit_writer *writer;

	(void)state;
	str_appendf(&path, "%s/tests/data/" FOLDER "/page.words", source ? source : ".");
	check_ok(file_read(str_text(&path), 0, &words));
	str_truncate(&words, strcspn(str_text(&words), "\n"));
	sample_make(&sample, SAMPLE_COUNT - 1);
	check_ok(hit_format_create(&sample.options, str_text(&words), &writer));
	sample_write(&sample, writer, &out);
	check_golden_in(FOLDER, "page", "format", &out);
}

static void make_named(struct sample *sample, const char *name)
{
	for (size_t i = 0; i < SAMPLE_COUNT; i++) {
		if (strcmp(samples[i].name, name) == 0) {
			sample_make(sample, i);
			return;
		}
	}
	fail_msg("no sample is called %s", name);
}

struct written {
	const char *sample, *words, *first;
};

/* The first line, or that of the second hit, of what is shown. */
static void columns_are_what_was_asked_for(void **state)
{
	static const struct written rows[] = {
		{"read", "comm,count",
		 "COMM             count\n"
		 "cat               4096\n"
		 "kworker/u8:2-ev 131072\n"},
		{"read", " count.hex , mono",
		 "             count MONO\n            0x1000 1000.123456\n           0x20000 "},
		{"kinds", "$retval.errno,event",
		 "$retval EVENT\n"
		 "    512 probe:open__return\n"
		 " ENOENT probe:open__return\n"
		 "      - app:work\n"
		 "      - app:work\n"},
		{"kinds", "ret.hex", "   ret\n 0x200\n0xfffffffe\n"},
		{"kinds", "mode.dec,mode.enum,mode",
		 "  mode mode   mode\n     7 ALL    ALL(7)\n    81 READ|LOCK|0x40 "
		 "READ|LOCK|0x40\n"},
		{"kinds", "nr.syscall,fn.hex,c.dec",
		 "nr                     fn      c\nwrite  0xffffffff81000000    120\n9999   "
		 "0xffffffffc0000010     10\n"},
		{"kinds", "b.str,a.hex,b",
		 "b      a      b\nhi     {0x1,0x2} {104,105,0,0}\nhi     {0x1,0x2} "
		 "{104,105,0,0}\n"},
		{"kinds", "func,place,address.sym,caller,tid",
		 "FUNC         PLACE           ADDRESS            CALLER           TID\n"
		 "do_open      do_open+0       vfs_read           -               1235\n"
		 "do_open      do_open+0       vfs_read           ksys_read+0x19    1235\n"
		 "-            /bin/a b:0x2345 -                  -                 1235\n"
		 "-            0x401234        0x401234           -                    0\n"},
		{"stacks", "stack",
		 "STACK\n"
		 "ksys_read;nfs:nfs_file_read;vfs_read\n"},
		{"stacks", "ustack", "USTACK\n0x10;/bin/a b+0x1234;read\n"},
		{"tracepoint", "pid,field.pid",
		 "    PID field.pid\n   1234        77\n   1234         -\n"},
		{"tracepoint", "prev_comm,date",
		 "prev_comm    DATE\n"
		 "sh           2026-01-31T14:03:59.123456\n"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		_cleanup_sample_ struct sample sample;
		_cleanup_str_ struct str out = STR_INIT;
		struct hit_writer *writer;

		make_named(&sample, rows[i].sample);
		sample.options.stacks = false;
		check_ok(hit_columns_create(&sample.options, rows[i].words, &writer));
		sample_write(&sample, writer, &out);
		if (strncmp(str_text(&out), rows[i].first, strlen(rows[i].first)) != 0)
			fail_msg("%s gives:\n%s", rows[i].words, str_text(&out));
	}
}

static void stacks_are_shown_once(void **state)
{
	static const struct written rows[] = {
		{"stacks", "comm,stack",
		 "COMM            STACK\n"
		 "Web Content     ksys_read;nfs:nfs_file_read;vfs_read\n"
		 "    read+0x19\n    /bin/a b+0x1234\n    0x10\n"
		 "sh              ksys_read"},
		{"stacks", "comm,ustack,stack",
		 "COMM            USTACK       STACK\n"
		 "Web Content     0x10;/bin/a b+0x1234;read ksys_read;nfs:nfs_file_read;vfs_read\n"
		 "sh              -"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		_cleanup_sample_ struct sample sample;
		_cleanup_str_ struct str out = STR_INIT;
		struct hit_writer *writer;

		make_named(&sample, rows[i].sample);
		check_ok(hit_columns_create(&sample.options, rows[i].words, &writer));
		sample_write(&sample, writer, &out);
		if (strncmp(str_text(&out), rows[i].first, strlen(rows[i].first)) != 0)
			fail_msg("%s gives:\n%s", rows[i].words, str_text(&out));
	}
}

/* No line of a stack is wider, and nothing else is cut: the lines are those of @p whole. */
static void check_lines(const char *text, const char *whole, unsigned width)
{
	while (*text && *whole) {
		const size_t size = strcspn(text, "\n"), length = strcspn(whole, "\n");
		_cleanup_free_ char *line = NULL, *uncut = NULL;

		check_ok(sonde_strndup(text, size, &line));
		check_ok(sonde_strndup(whole, length, &uncut));
		if (strncmp(uncut, "    ", 4) == 0 && wide_text(uncut) > width)
			assert_true(wide_text(line) <= width);
		else
			assert_string_equal(line, uncut);
		text += size + 1;
		whole += length + 1;
	}
	assert_string_equal(text, whole);
}

static void stacks_keep_to_terminals(void **state)
{
	(void)state;
	for (size_t i = 0; i < SAMPLE_COUNT; i++) {
		_cleanup_sample_ struct sample sample;
		_cleanup_str_ struct str whole = STR_INIT;
		struct hit_writer *writer;

		sample_make(&sample, i);
		sample.options.width = 0;
		check_ok(hit_columns_create(&sample.options, NULL, &writer));
		sample_write(&sample, writer, &whole);
		for (unsigned width = 1; width < 120; width += 7) {
			_cleanup_str_ struct str out = STR_INIT;

			sample.options.width = width;
			check_ok(hit_columns_create(&sample.options, NULL, &writer));
			sample_write(&sample, writer, &out);
			check_lines(str_text(&out), str_text(&whole), width);
		}
	}
}

static void formats_are_followed(void **state)
{
	static const struct written rows[] = {
		{"read", "%comm %count", "cat 4096\nkworker/u8:2-ev 131072\nLOST 123"},
		{"read", "%-6comm|%8count|%{pos}%%", "cat   |    4096|0%\nkworker/u8:2-ev|"},
		{"read", "a\\tb\\\\n\\n", "a\tb\\n\na\tb\\n\n"},
		{"read", "%cpu\\c", "11LOST"},
		{"read", "%{count.hex}.", "0x1000.\n0x20000.\n"},
		{"read", "%count.hex", "4096.hex\n"},
		{"read", "%{file->f_path.dentry->d_name.name}!", "a.log!\n"},
		{"read", "", "\n\n"},
		{"kinds", "%$retval %{$retval.errno}", "512 512\n-2 ENOENT\n- -\n"},
		{"kinds", "%fields",
		 "$retval=512 flags=0x20 how=SHUT_WR(1) mode=ALL(7) fn=vfs_read "
		 "p=0xffff888000000000 c='x' nr=1 a[2]={1,2} b={104,105,0,0} t={\"hi\",(fault)} "
		 "name=\"(fault)\" cut=\"short\"\n"
		 "$retval=-2 flags=0xfffffffe how=7 mode=READ|LOCK|0x40 fn=nfs:nfs_file_read+0x10 "
		 "p=0x7ffc12345678 c='\\n' nr=9999 a[2]={1,2} b={104,105,0,0} "
		 "t={\"hi\",(fault)} name=(fault) "
		 "cut=\"a\\\\b\\\"c\\n\\x1b[31m\\xff\\xc2\\x85\"...\n"
		 "us=150\nus=(fault)\n"},
		{"kinds", "%pid/%tid %comm", "1234/1235 cat\n-/1235 a b\\n\n1234/1235 -\n0/0 "},
		{"stacks", "%stack %count",
		 "ksys_read;nfs:nfs_file_read;vfs_read 0\n"
		 "ksys_read;nfs:nfs_file_read;vfs_read 1\n- 2\n"},
		{"tracepoint", "%{fields}",
		 "prev_comm=sh prev_pid=1235 ==> "
		 "next_comm=swapper/1\n\n"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		_cleanup_sample_ struct sample sample;
		_cleanup_str_ struct str out = STR_INIT;
		struct hit_writer *writer;

		make_named(&sample, rows[i].sample);
		check_ok(hit_format_create(&sample.options, rows[i].words, &writer));
		sample_write(&sample, writer, &out);
		if (strncmp(str_text(&out), rows[i].first, strlen(rows[i].first)) != 0)
			fail_msg("%s gives:\n%s", rows[i].words, str_text(&out));
	}
}

/* Debuginfo says of both only that they have no sign. */
static void sizes_are_told_from_addresses(void **state)
{
	_cleanup_sample_ struct sample sample;
	_cleanup_str_ struct str plain = STR_INIT, perf = STR_INIT;
	struct hit_writer *writer;

	(void)state;
	make_named(&sample, "read");
	sample.events[0].fields.data[0].may_be_address = true;
	check_ok(hit_format_create(&sample.options, "%count", &writer));
	sample_write(&sample, writer, &plain);
	check_ok(hit_perf_script_create(&sample.options, &writer));
	sample_write(&sample, writer, &perf);
	assert_non_null(strstr(str_text(&plain), "4096\n131072\n"));
	assert_non_null(strstr(str_text(&plain), "\n0x2dfdc1c35\n1\n"));
	assert_non_null(strstr(str_text(&perf), " count=0x1000 "));
}

struct refused {
	const char *words;
	size_t column;
	enum sonde_error_kind kind;
	const char *part;
};

static void check_refused(struct sonde_error *error, const struct refused *row)
{
	assert_non_null(error);
	if (error->column != row->column)
		fail_msg("%s: column %zu: %s", row->words, error->column, error->message);
	check_error(error, row->kind, row->part);
}

static void wrong_words_are_refused(void **state)
{
	static const struct refused formats[] = {
		{"%", 2, SONDE_ERROR_SYNTAX, "name of a field is missing"},
		{"a %-comm", 5, SONDE_ERROR_SYNTAX, "width is missing"},
		{"%0comm", 3, SONDE_ERROR_SYNTAX, "1 to 1000"},
		{"%99999comm", 7, SONDE_ERROR_SYNTAX, "1 to 1000"},
		{"%{comm", 2, SONDE_ERROR_SYNTAX, "no '}'"},
		{"%{}", 4, SONDE_ERROR_SYNTAX, "missing"},
		{"x\\q", 2, SONDE_ERROR_SYNTAX, "no escape"},
		{"\\c\\n", 1, SONDE_ERROR_SYNTAX, "no escape"},
		{"x\\", 2, SONDE_ERROR_SYNTAX, "no escape"},
		{"%comn", 2, SONDE_ERROR_NOT_FOUND, "Did you mean 'comm'?"},
		{"%{flag.hex}", 3, SONDE_ERROR_NOT_FOUND, "'flag.hex' is no field"},
		{"%{flags.hxe}", 3, SONDE_ERROR_NOT_FOUND, "no field"},
		{"%{name.hex}", 3, SONDE_ERROR_UNAVAILABLE, "it is a text"},
		{"%{flags.enum}", 3, SONDE_ERROR_UNAVAILABLE, "names of its values"},
		{"%{flags.str}", 3, SONDE_ERROR_UNAVAILABLE, "flags:string"},
		{"%{comm.hex}", 3, SONDE_ERROR_UNAVAILABLE, "no field"},
	};
	static const struct refused columns[] = {
		{"", 1, SONDE_ERROR_SYNTAX, "missing"},
		{"comm,", 6, SONDE_ERROR_SYNTAX, "missing"},
		{"comm,,cpu", 6, SONDE_ERROR_SYNTAX, "missing"},
		{"comm, nrr", 7, SONDE_ERROR_NOT_FOUND, "'nr'"},
		{"comm,quite_different", 6, SONDE_ERROR_NOT_FOUND, "All hits have:"},
	};
	_cleanup_sample_ struct sample sample;
	struct hit_writer *writer;

	(void)state;
	make_named(&sample, "kinds");
	for (size_t i = 0; i < sizeof(formats) / sizeof(*formats); i++)
		check_refused(hit_format_create(&sample.options, formats[i].words, &writer),
			      &formats[i]);
	for (size_t i = 0; i < sizeof(columns) / sizeof(*columns); i++)
		check_refused(hit_columns_create(&sample.options, columns[i].words, &writer),
			      &columns[i]);
}

static struct sonde_error *list_name(void *data, const char *word, size_t size)
{
	struct str *out = data;

	str_append_char(out, '<');
	str_append_bytes(out, word, size);
	str_append_char(out, '>');
	return NULL;
}

/* Those who fetch them have no events yet. */
static void names_are_told_without_events(void **state)
{
	_cleanup_str_ struct str out = STR_INIT;

	(void)state;
	check_ok(hit_format_names("a%%b %-8comm %{file->f_pos.hex}\\n%$retval.", list_name, &out));
	check_ok(hit_columns_names(" count.hex , mono", list_name, &out));
	assert_string_equal(str_text(&out), "<comm><file->f_pos.hex><$retval><count.hex><mono>");
	check_error(hit_format_names("%comm %{x", list_name, &out), SONDE_ERROR_SYNTAX, "no '}'");
	check_error(hit_columns_names("a,", list_name, &out), SONDE_ERROR_SYNTAX, "missing");
}

static void flags_are_told_from_numbers(void **state)
{
	static const struct {
		const char *values;
		bool is_flags;
	} rows[] = {
		{"A=1 B=2", true},	    {"A=0 B=1 C=2", false},
		{"A=1 B=2 C=3", false},	    {"A=1 B=2 C=4", true},
		{"A=0 B=1 C=2 D=4", true},  {"A=1 B=2 C=4 D=7", true},
		{"A=1 B=2 C=4 D=9", false}, {"A=4", false},
		{"A=4 B=8", true},	    {"A=0 B=1 C=2 D=3 E=4", false},
		{"A=-1 B=0 C=1", false},    {"A=1 B=2 C=3 D=5 E=6 F=7", false},
		{"A=5 B=9", false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		_cleanup_enumeration_ struct enumeration values = {0};

		check_ok(enumeration_parse(rows[i].values, &values));
		if (value_names_are_flags(&values) != rows[i].is_flags)
			fail_msg("%s", rows[i].values);
	}
}

static void escaped_texts_can_be_told_apart(void **state)
{
	static const struct {
		const char *bytes;
		size_t size;
		const char *plain, *quoted;
	} rows[] = {
		{"abc", 3, "abc", "\"abc\""},
		{"a\0b", 3, "a\\x00b", "\"a\\x00b\""},
		{"\\n\n\t\r\"", 6, "\\\\n\\n\\t\\r\"", "\"\\\\n\\n\\t\\r\\\"\""},
		{"\x7f\x80\xc3\xa9\xc3", 5, "\\x7f\\x80\xc3\xa9\\xc3",
		 "\"\\x7f\\x80\xc3\xa9\\xc3\""},
		{"\xe2\x80\xae", 3, "\\xe2\\x80\\xae", "\"\\xe2\\x80\\xae\""},
		{"", 0, "", "\"\""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		_cleanup_str_ struct str plain = STR_INIT, quoted = STR_INIT;

		escape_text(rows[i].bytes, rows[i].size, false, &plain);
		escape_text(rows[i].bytes, rows[i].size, true, &quoted);
		assert_string_equal(str_text(&plain), rows[i].plain);
		assert_string_equal(str_text(&quoted), rows[i].quoted);
	}
}

static void times_are_those_of_the_wall(void **state)
{
	int64_t offset = sample_wall_offset;
	struct hit_clock wall = hit_clock_init(&offset), none = hit_clock_init(NULL);
	_cleanup_str_ struct str out = STR_INIT;

	(void)state;
	setenv("TZ", "UTC", 1);
	hit_clock_wall(&wall, UINT64_C(1000999999999), &out);
	str_append_char(&out, ' ');
	hit_clock_wall(&wall, UINT64_C(1001000000000), &out);
	str_append_char(&out, ' ');
	hit_clock_date(&wall, UINT64_C(36000) * 1000000000, &out);
	str_append_char(&out, ' ');
	hit_clock_wall(&none, UINT64_C(1000000001999), &out);
	str_append_char(&out, ' ');
	hit_clock_iso(UINT64_C(1769868239000000001), &out);
	str_append_char(&out, ' ');
	/* It was set. */
	offset += INT64_C(86400) * 1000000000;
	hit_clock_date(&wall, UINT64_C(36000) * 1000000000, &out);
	assert_string_equal(str_text(&out),
			    "14:03:59.999999 14:04:00.000000 2026-01-31T23:47:19.000000 "
			    "1000.000001 2026-01-31T14:03:59.000000001Z "
			    "2026-02-01T23:47:19.000000");
}

static void system_calls_have_their_names(void **state)
{
	static const struct {
		const char *machine;
		uint64_t number;
		const char *name;
	} rows[] = {
		{"x86_64", 0, "read"},
		{"x86_64", 1, "write"},
		{"x86_64", 59, "execve"},
		{"x86_64", 257, "openat"},
		{"x86_64", 334, "rseq"},
		{"x86_64", 335, NULL},
		{"x86_64", 423, NULL},
		{"x86_64", 437, "openat2"},
		{"aarch64", 0, "io_setup"},
		{"aarch64", 56, "openat"},
		{"aarch64", 63, "read"},
		{"aarch64", 221, "execve"},
		{"aarch64", 244, NULL},
		{"aarch64", 260, "wait4"},
		{"aarch64", 293, "rseq"},
		{"aarch64", 294, "kexec_file_load"},
		{"aarch64", 462, "mseal"},
		{"aarch64", 463, NULL},
		{"aarch64", UINT64_MAX, NULL},
		{"vax", 1, NULL},
		{NULL, 1, NULL},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct syscall_name name;
		const bool found = syscall_name(rows[i].machine, rows[i].number, &name);

		assert_int_equal(found, rows[i].name != NULL);
		if (found) {
			assert_int_equal(name.size, strlen(rows[i].name));
			assert_memory_equal(name.text, rows[i].name, name.size);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(samples_are_as_they_were),
		cmocka_unit_test(the_format_of_the_page),
		cmocka_unit_test(columns_are_what_was_asked_for),
		cmocka_unit_test(stacks_are_shown_once),
		cmocka_unit_test(stacks_keep_to_terminals),
		cmocka_unit_test(formats_are_followed),
		cmocka_unit_test(sizes_are_told_from_addresses),
		cmocka_unit_test(wrong_words_are_refused),
		cmocka_unit_test(names_are_told_without_events),
		cmocka_unit_test(flags_are_told_from_numbers),
		cmocka_unit_test(escaped_texts_can_be_told_apart),
		cmocka_unit_test(times_are_those_of_the_wall),
		cmocka_unit_test(system_calls_have_their_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
