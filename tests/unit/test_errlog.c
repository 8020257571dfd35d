/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/tracing_tree.h"
#include "tracefs/errlog.h"

#define ENTRY(stamp, text, command, caret)               \
	"[   " stamp "] trace_kprobe: error: " text "\n" \
	"  Command: " command "\n"                       \
	"           " caret "^\n"

struct entry_row {
	const char *location;
	const char *text;
	const char *command;
	size_t column;
};

/* What the guests' kernels complained of; both say the same. */
static const struct entry_row recorded[] = {
	{"trace_kprobe", "Argument name must follow the same rules as C identifiers",
	 "p:probe/f vfs_read a=%di 1x=%si", 26},
	{"trace_kprobe", "Invalid register name", "p:probe/f vfs_read a=%zz", 22},
	{"trace_kprobe", "Probe point is not an instruction boundary", "p:probe/f vfs_read+1", 11},
	{"trace_kprobe", "The symbol is not unique", "p:probe/f type_show", 11},
	{"trace_kprobe", "Failed to register probe event", "p:probe/f asm_exc_page_fault", 11},
	{"trace_kprobe", "Argument type or name is different from existing probe",
	 "p:probe/g vfs_read b=%di", 20},
	{"trace_uprobe", "Argument type or name is different from existing probe",
	 "p:u/a /bin/busybox:0x3000", 27},
	{"hist:probe:g", "Couldn't find field", "hist:keys=nosuch", 11},
};

static const size_t recorded_count = sizeof(recorded) / sizeof(recorded[0]);

static void check_recorded(const char *name)
{
	_cleanup_free_ char *dir = data_path(name);
	_cleanup_errlog_ struct errlog log = VEC_INIT;

	check_ok(errlog_read(dir, &log));
	assert_int_equal(log.size, recorded_count);
	for (size_t i = 0; i < recorded_count; i++) {
		assert_string_equal(log.data[i].location, recorded[i].location);
		assert_string_equal(log.data[i].text, recorded[i].text);
		assert_string_equal(log.data[i].command, recorded[i].command);
		assert_int_equal(log.data[i].column, recorded[i].column);
		assert_int_equal(strspn(log.data[i].stamp, "0123456789."),
				 strlen(log.data[i].stamp));
	}
}

static void test_recorded(void **state)
{
	(void)state;
	check_recorded("tracefs/6.1");
	check_recorded("tracefs/6.12");
}

struct text_row {
	const char *text;
	size_t entries;
};

static void test_odd_texts(void **state)
{
	static const struct text_row rows[] = {
		{"", 0},
		{"\n\n", 0},
		{"[", 0},
		{"[ 1.0] a: error: b", 0},
		{"[ 1.0] a: error: b\n  Command: c\n", 0},
		{"[ 1.0] a: error: b\n  Command: c\n           x\n", 0},
		{"[ 1.0] a: error: b\n  Command: c\n          ^\n", 0},
		{"[ 1.0] a: error: b\n  Command: c\n           ^", 1},
		{"[ 1.0 a: error: b\n  Command: c\n           ^\n", 0},
		{"[ 1.0] a error b\n  Command: c\n           ^\n", 0},
		{"1.0] a: error: b\n  Command: c\n           ^\n", 0},
		{"[ 1.0] a: error: \n  Command: \n           ^\n", 1},
		{"junk\n" ENTRY("1.0", "t", "c", "") "junk\n" ENTRY("2.0", "t", "c", ""), 2},
		{"[ 0.5] a: error: lost\n" ENTRY("1.0", "t", "c", ""), 1},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		_cleanup_errlog_ struct errlog log = VEC_INIT;

		check_ok(errlog_parse(rows[i].text, &log));
		if (log.size != rows[i].entries)
			fail_msg("%zu entries in: %s", log.size, rows[i].text);
	}
}

/* A log cut anywhere has the entries that are whole; the last newline does not matter. */
static void test_cut_texts(void **state)
{
	static const char one[] = ENTRY("1.0", "one", "p:a/b c", "   ");
	static const char two[] = ENTRY("2.0", "two", "p:a/b d", "      ");
	_cleanup_str_ struct str whole = STR_INIT;

	(void)state;
	str_append(&whole, one);
	str_append(&whole, two);
	for (size_t size = 0; size <= whole.size; size++) {
		_cleanup_errlog_ struct errlog log = VEC_INIT;
		_cleanup_free_ char *cut = NULL;
		size_t expected = (size + 1 >= strlen(one)) + (size + 1 >= whole.size);

		check_ok(sonde_strndup(str_text(&whole), size, &cut));
		check_ok(errlog_parse(cut, &log));
		assert_int_equal(log.size, expected);
	}
}

/* Look for the line's entry in the second log; NULL expects none. */
static void check_found(const char *before, const char *after, const char *line,
			const char *expected)
{
	_cleanup_errlog_ struct errlog old = VEC_INIT;
	_cleanup_errlog_ struct errlog log = VEC_INIT;
	const struct errlog_entry *entry;

	check_ok(errlog_parse(before, &old));
	check_ok(errlog_parse(after, &log));
	entry = errlog_find(&old, &log, line);
	if (expected && !entry)
		fail_msg("nothing found for: %s", line);
	if (expected)
		assert_string_equal(entry->text, expected);
	else
		assert_null(entry);
}

static void test_find(void **state)
{
	static const char ours[] = ENTRY("1.0", "ours", "p:a/b c x=%di", "");
	static const char again[] = ENTRY("2.0", "again", "p:a/b c x=%di", "");
	static const char theirs[] = ENTRY("3.0", "theirs", "p:z/z z", "");
	_cleanup_str_ struct str three = STR_INIT;

	(void)state;
	str_append(&three, ours);
	str_append(&three, again);
	str_append(&three, theirs);
	check_found("", ours, "p:a/b c x=%di", "ours");
	check_found("", ours, "  p:a/b \t c  x=%di \n", "ours");
	check_found("", ours, "p:a/b c x=%di # why", "ours");
	check_found("", str_text(&three), "p:a/b c x=%di", "again");
	check_found(ours, str_text(&three), "p:a/b c x=%di", "again");
	/* An old entry for the same line is not the answer, nor is a new one for another. */
	check_found(ours, ours, "p:a/b c x=%di", NULL);
	check_found("", theirs, "p:a/b c x=%di", NULL);
	check_found("", ours, "p:a/b c x=%d", NULL);
	check_found("", ours, "p:a/b c x=%dil", NULL);
	check_found("", ours, "p:a/b cx=%di", NULL);
	check_found("", ours, "", NULL);
	check_found("", "", "p:a/b c x=%di", NULL);
}

struct column_row {
	const char *command;
	const char *line;
	size_t at;
	size_t expected;
};

static void test_column(void **state)
{
	static const struct column_row rows[] = {
		{"p:a/b c x=%di", "p:a/b c x=%di", 1, 1},
		{"p:a/b c x=%di", "p:a/b c x=%di", 11, 11},
		{"p:a/b c x=%di", "  p:a/b c x=%di", 1, 3},
		{"p:a/b c x=%di", "p:a/b  c   x=%di", 7, 8},
		{"p:a/b c x=%di", "p:a/b  c   x=%di", 9, 12},
		{"p:a/b c x=%di", "p:a/b\tc\t\tx=%di  ", 11, 12},
		/* Something is missing after the last word. */
		{"p:a/b c x=%di", "p:a/b c x=%di", 14, 14},
		{"p:a/b c x=%di", "p:a/b c x=%di", 15, 14},
		{"p:a/b c x=%di", " p:a/b c  x=%di  # no", 15, 16},
		/* Another line altogether: as far as they agree. */
		{"p:a/b c x=%di", "p:a/z", 11, 5},
		{"p:a/b", "", 3, 1},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct errlog_entry entry = {.command = (char *)rows[i].command,
						   .column = rows[i].at};

		assert_int_equal(errlog_column(&entry, rows[i].line), rows[i].expected);
	}
}

static void test_explain_said(void **state)
{
	static const char line[] = "p:a/b  vfs_read   x=%zz";
	const struct errlog before = VEC_INIT;
	_cleanup_error_ struct sonde_error *error = NULL;

	put_file(
		*state, "error_log",
		ENTRY("1.0", "Invalid register name", "p:a/b vfs_read x=%zz", "                 "));
	error = errlog_explain(*state, &before, line, EINVAL);
	assert_int_equal(error->kind, SONDE_ERROR_REFUSED);
	assert_int_equal(error->errnum, EINVAL);
	assert_string_equal(error->message, "Failed to write event: Invalid argument\n"
					    "The kernel says: Invalid register name.");
	assert_string_equal(error->text, line);
	assert_int_equal(error->column, 21);
	assert_int_equal(line[error->column - 1], '%');
	assert_null(error->hint);
}

/* The same log taken before: the kernel has said nothing of this write. */
static void test_explain_stale(void **state)
{
	static const char line[] = "p:a/b vfs_read x=%zz";
	_cleanup_errlog_ struct errlog before = VEC_INIT;
	_cleanup_error_ struct sonde_error *error = NULL;

	put_file(*state, "error_log",
		 ENTRY("1.0", "Invalid register name", "p:a/b vfs_read x=%zz", ""));
	check_ok(errlog_read(*state, &before));
	error = errlog_explain(*state, &before, line, EINVAL);
	assert_string_equal(error->message, "Failed to write event: Invalid argument\n"
					    "The kernel refused: p:a/b vfs_read x=%zz");
	assert_int_equal(error->column, 0);
	assert_non_null(strstr(error->hint, "blacklist"));
}

struct silent_row {
	int errnum;
	enum sonde_error_kind kind;
	const char *hint;
};

static void test_explain_silent(void **state)
{
	static const struct silent_row rows[] = {
		{ENOENT, SONDE_ERROR_REFUSED, "no such symbol"},
		{EADDRNOTAVAIL, SONDE_ERROR_REFUSED, "Several functions have this name"},
		{EILSEQ, SONDE_ERROR_REFUSED, "middle of an instruction"},
		{EINVAL, SONDE_ERROR_REFUSED, "cannot be traced"},
		{EBUSY, SONDE_ERROR_REFUSED, "in use"},
		{ENOSPC, SONDE_ERROR_REFUSED, "no event number"},
		{E2BIG, SONDE_ERROR_REFUSED, "too many arguments"},
		{ENOMEM, SONDE_ERROR_REFUSED, "kernel is out of memory"},
		{EEXIST, SONDE_ERROR_EXISTS, "An event of this name"},
		{EACCES, SONDE_ERROR_PERMISSION, "as root"},
		{EPERM, SONDE_ERROR_PERMISSION, "locked down"},
		{EROFS, SONDE_ERROR_PERMISSION, "remount"},
	};
	const struct errlog before = VEC_INIT;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		_cleanup_error_ struct sonde_error *error = NULL;

		error = errlog_explain(*state, &before, "p:a/b c", rows[i].errnum);
		assert_int_equal(error->kind, rows[i].kind);
		assert_int_equal(error->errnum, rows[i].errnum);
		assert_non_null(strstr(error->message, strerror(rows[i].errnum)));
		assert_non_null(strstr(error->hint, rows[i].hint));
		assert_int_equal(error->column, 0);
	}
}

/* Where the kernel's words are general, a hint goes with them, whatever the errno. */
static void test_explain_general(void **state)
{
	static const struct entry_row rows[] = {
		{NULL, "Failed to register probe event", "blacklist", 0},
		{NULL, "Invalid probed address or symbol", "no such symbol", 0},
		{NULL, "The symbol is not unique", "_text+OFFSET", 0},
		{NULL, "Argument type or name is different from existing probe", "same argument",
		 0},
		{NULL, "Probe type is different from existing probe", "another event name", 0},
	};
	const struct errlog before = VEC_INIT;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		_cleanup_error_ struct sonde_error *error = NULL;
		_cleanup_str_ struct str log = STR_INIT;

		str_appendf(&log, ENTRY("1.0", "%s", "p:a/b c", "      "), rows[i].text);
		put_file(*state, "error_log", str_text(&log));
		error = errlog_explain(*state, &before, "p:a/b c", EINVAL);
		assert_non_null(strstr(error->message, rows[i].text));
		assert_non_null(strstr(error->hint, rows[i].command));
		assert_int_equal(error->column, 7);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_recorded),
		cmocka_unit_test(test_odd_texts),
		cmocka_unit_test(test_cut_texts),
		cmocka_unit_test(test_find),
		cmocka_unit_test(test_column),
		cmocka_unit_test_setup_teardown(test_explain_said, make_directory,
						remove_directory),
		cmocka_unit_test_setup_teardown(test_explain_stale, make_directory,
						remove_directory),
		cmocka_unit_test_setup_teardown(test_explain_silent, make_directory,
						remove_directory),
		cmocka_unit_test_setup_teardown(test_explain_general, make_directory,
						remove_directory),
	};

	return cmocka_run_group_tests_name("errlog", tests, NULL, NULL);
}
