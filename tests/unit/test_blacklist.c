/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "blacklist/check.h"
#include "blacklist/list.h"
#include "tests/unit/tracing_tree.h"

/* Read one of the recorded lists. */
static void read_data(const char *name, struct blacklist *ret)
{
	_cleanup_free_ char *path = data_path(name);

	check_ok(blacklist_read(path, ret));
}

struct check_row {
	const char *symbol;
	uint64_t offset;
	uint64_t address;
	enum blacklist_verdict verdict;
	/** Part of the reason; NULL if there must be none. */
	const char *reason;
};

static void check_rows(const struct blacklist *list, const struct check_row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct check_row *row = &rows[i];
		_cleanup_blacklist_answer_ struct blacklist_answer answer = {0};

		check_ok(blacklist_check(list, row->symbol, row->offset, row->address, &answer));
		if (answer.verdict != row->verdict)
			fail_msg("row %zu: verdict %d, %s", i, answer.verdict, answer.reason);
		if (!row->reason)
			assert_null(answer.reason);
		else if (!answer.reason || !strstr(answer.reason, row->reason))
			fail_msg("row %zu: '%s' is not in: %s", i, row->reason, answer.reason);
	}
}

#define CHECK_ROWS(list, rows) check_rows(list, rows, sizeof(rows) / sizeof((rows)[0]))

static void test_recorded(void **state)
{
	static const struct check_row rows[] = {
		/* By address, where it is known. */
		{"vfs_read", 0, 0xffffffff91045480, BLACKLIST_ALLOWED, NULL},
		{NULL, 0, 0xffffffff91045480, BLACKLIST_ALLOWED, NULL},
		{"asm_exc_page_fault", 0, 0xffffffff91c01280, BLACKLIST_REFUSED,
		 "on the kernel's kprobes blacklist"},
		{NULL, 0, 0xffffffff91c012af, BLACKLIST_REFUSED,
		 "in asm_exc_page_fault, which is on"},
		{NULL, 0, 0xffffffff91c012b0, BLACKLIST_ALLOWED, NULL},
		{NULL, 0, 0xffffffff91c0127f, BLACKLIST_ALLOWED, NULL},
		{"_text", 0xe01280, 0xffffffff91c01280, BLACKLIST_REFUSED,
		 "in asm_exc_page_fault, which is on"},
		/* An alias has another name and the same address. */
		{"exc_page_fault_alias", 4, 0xffffffff91c01284, BLACKLIST_REFUSED,
		 "in asm_exc_page_fault, which is on"},
		/* Two functions can share a name: the address says which one is meant. */
		{"process_fetch_insn", 0, 0xffffffff910758d0, BLACKLIST_REFUSED, "on the kernel"},
		{"process_fetch_insn", 0, 0xffffffff91045480, BLACKLIST_ALLOWED, NULL},
		/* By name, where it is not. */
		{"asm_exc_page_fault", 0, 0, BLACKLIST_REFUSED, "on the kernel"},
		{"asm_exc_page_fault", 0x2f, 0, BLACKLIST_REFUSED, "on the kernel"},
		{"asm_exc_page_fault", 0x30, 0, BLACKLIST_UNKNOWN, "not in the function"},
		{"process_fetch_insn", 0x77f, 0, BLACKLIST_REFUSED, "on the kernel"},
		{"process_fetch_insn", 0x780, 0, BLACKLIST_UNKNOWN, "not in the function"},
		{"vfs_read", 0, 0, BLACKLIST_ALLOWED, "its address is not known"},
		{"vfs_read", 12, 0, BLACKLIST_ALLOWED, "not on"},
		{"_text", 0xe01280, 0, BLACKLIST_UNKNOWN, "without its address"},
		{"_stext", 16, 0, BLACKLIST_UNKNOWN, "without its address"},
		/* The beginning of a listed name is another name, and so is a longer one. */
		{"asm_exc_page", 0, 0, BLACKLIST_ALLOWED, "not on"},
		{"asm_exc_page_faults", 0, 0, BLACKLIST_ALLOWED, "not on"},
		{"", 0, 0, BLACKLIST_ALLOWED, "not on"},
	};
	_cleanup_blacklist_ struct blacklist list = BLACKLIST_INIT;

	(void)state;
	read_data("blacklist/6.12", &list);
	assert_int_equal(list.ranges.size, 17);
	assert_false(list.hidden);
	CHECK_ROWS(&list, rows);
}

/* Both guests' kernels refuse `f.cold` and `f.part.0` of a listed `f`, though not the reverse. */
static void test_suffixes(void **state)
{
	static const struct check_row rows[] = {
		{"ct_user_enter.part.0", 0, 0xffffffff91045480, BLACKLIST_REFUSED,
		 "a part of ct_user_enter, which is on"},
		{"ct_user_enter.part.0", 0, 0, BLACKLIST_REFUSED, "a part of ct_user_enter"},
		{"__die_body.cold", 3, 0, BLACKLIST_REFUSED, "a part of __die_body"},
		{"ct_kernel_enter.constprop.0", 0, 0, BLACKLIST_REFUSED, "on the kernel"},
		{"ct_kernel_enter", 0, 0xffffffff91045480, BLACKLIST_ALLOWED, NULL},
		{"ct_kernel_enter.isra.0", 0, 0xffffffff91045480, BLACKLIST_ALLOWED, NULL},
		{"vfs_read.cold", 0, 0xffffffff91045480, BLACKLIST_ALLOWED, NULL},
		{".cold", 0, 0xffffffff91045480, BLACKLIST_ALLOWED, NULL},
	};
	_cleanup_blacklist_ struct blacklist list = BLACKLIST_INIT;

	(void)state;
	read_data("blacklist/6.12", &list);
	CHECK_ROWS(&list, rows);
}

static void test_hidden(void **state)
{
	static const struct check_row rows[] = {
		{"asm_exc_page_fault", 0, 0, BLACKLIST_REFUSED, "on the kernel"},
		{"asm_exc_page_fault", 9999, 0, BLACKLIST_REFUSED, "on the kernel"},
		{"asm_exc_page_fault", 0, 0xffffffff91c01280, BLACKLIST_REFUSED, "on the kernel"},
		{"ct_user_enter.part.0", 0, 0, BLACKLIST_REFUSED, "a part of"},
		{"vfs_read", 0, 0, BLACKLIST_ALLOWED, "hides the addresses"},
		{"vfs_read", 0, 0xffffffff91045480, BLACKLIST_ALLOWED, "hides the addresses"},
		{"_text", 4096, 0, BLACKLIST_UNKNOWN, "without its address"},
		{"_text", 4096, 0xffffffff91045480, BLACKLIST_UNKNOWN, "without its address"},
		{NULL, 0, 0xffffffff91c01280, BLACKLIST_UNKNOWN, "hides the addresses"},
	};
	_cleanup_blacklist_ struct blacklist list = BLACKLIST_INIT;

	(void)state;
	read_data("blacklist/6.12-hidden", &list);
	assert_int_equal(list.ranges.size, 17);
	assert_true(list.hidden);
	CHECK_ROWS(&list, rows);
}

static void test_no_list(void **state)
{
	static const struct check_row rows[] = {
		{"vfs_read", 0, 0, BLACKLIST_UNKNOWN, "could not be read"},
		{"vfs_read", 4, 0xffffffff91045480, BLACKLIST_UNKNOWN, "could not be read"},
		{NULL, 0, 0x1000, BLACKLIST_UNKNOWN, "could not be read"},
	};

	(void)state;
	CHECK_ROWS(NULL, rows);
}

static void test_empty_list(void **state)
{
	static const struct check_row rows[] = {
		{"vfs_read", 0, 0, BLACKLIST_ALLOWED, NULL},
		{"vfs_read", 0, 0x1000, BLACKLIST_ALLOWED, NULL},
	};
	_cleanup_blacklist_ struct blacklist list = BLACKLIST_INIT;

	(void)state;
	check_ok(blacklist_parse("", &list));
	assert_false(list.hidden);
	CHECK_ROWS(&list, rows);
}

static void test_modules(void **state)
{
	static const char text[] = "0x1000-0x1010\tcore_function\n"
				   "0x2000-0x2010\tf [one]\n";
	static const struct check_row rows[] = {
		{"one:f", 0, 0, BLACKLIST_REFUSED, "on the kernel"},
		{"f", 0, 0, BLACKLIST_REFUSED, "on the kernel"},
		{"two:f", 0, 0, BLACKLIST_ALLOWED, "not on"},
		{"one:core_function", 0, 0, BLACKLIST_ALLOWED, "not on"},
		{"one:f.cold", 0, 0x9000, BLACKLIST_REFUSED, "a part of f"},
		{"two:f.cold", 0, 0x9000, BLACKLIST_ALLOWED, NULL},
		{"one:f", 0, 0x2008, BLACKLIST_REFUSED, "on the kernel"},
	};
	_cleanup_blacklist_ struct blacklist list = BLACKLIST_INIT;

	(void)state;
	check_ok(blacklist_parse(text, &list));
	assert_string_equal(list.ranges.data[1].symbol, "f");
	assert_string_equal(list.ranges.data[1].module, "one");
	CHECK_ROWS(&list, rows);
}

/* Ranges out of order, one in another, one twice, one empty, one to the end of memory. */
static const char overlapping[] = "0x5000-0x5010\tlast\n"
				  "0x1000-0x4000\twide\n"
				  "0x2000-0x2010\tinner\n"
				  "0x3000-0x3000\tempty\n"
				  "0x2000-0x2010\tinner\n"
				  "0xfffffffffffff000-0xffffffffffffffff\ttop\n";

static void test_overlapping(void **state)
{
	static const struct check_row rows[] = {
		{NULL, 0, 0xfff, BLACKLIST_ALLOWED, NULL},
		{NULL, 0, 0x1000, BLACKLIST_REFUSED, "wide"},
		{NULL, 0, 0x200f, BLACKLIST_REFUSED, "inner"},
		{NULL, 0, 0x2010, BLACKLIST_REFUSED, "wide"},
		{NULL, 0, 0x3000, BLACKLIST_REFUSED, "wide"},
		{NULL, 0, 0x3fff, BLACKLIST_REFUSED, "wide"},
		{NULL, 0, 0x4000, BLACKLIST_ALLOWED, NULL},
		{NULL, 0, 0x500f, BLACKLIST_REFUSED, "last"},
		{NULL, 0, 0x5010, BLACKLIST_ALLOWED, NULL},
		{NULL, 0, 0xfffffffffffffffe, BLACKLIST_REFUSED, "top"},
	};
	_cleanup_blacklist_ struct blacklist list = BLACKLIST_INIT;

	(void)state;
	check_ok(blacklist_parse(overlapping, &list));
	CHECK_ROWS(&list, rows);
	for (uint64_t address = 0xf00; address < 0x6000; address += 8) {
		_cleanup_blacklist_answer_ struct blacklist_answer answer = {0};
		bool listed = (address >= 0x1000 && address < 0x4000) ||
			      (address >= 0x5000 && address < 0x5010);

		check_ok(blacklist_check(&list, NULL, 0, address, &answer));
		assert_int_equal(answer.verdict, listed ? BLACKLIST_REFUSED : BLACKLIST_ALLOWED);
	}
}

struct error_row {
	const char *text;
	size_t column;
	const char *part;
};

static void test_parse_errors(void **state)
{
	static const struct error_row rows[] = {
		{"what", 1, "Line 1 of the kprobes blacklist: An address"},
		{"\n\n0x10-", 6, "Line 3 of"},
		{"0x10 0x20\tf", 5, "An address"},
		{"0x20-0x10\tf", 1, "ends before it starts"},
		{"0x10-0x20", 10, "A symbol is expected"},
		{"0x10-0x20\t", 11, "A symbol is expected"},
		{"0x10-0x20g\tf", 10, "A symbol is expected"},
		{"0x10-0x20\tf [m", 15, "not closed"},
		{"0x10-0x20\tf [m] x", 17, "Nothing more"},
		{"0x10-0x20\tf g", 13, "Nothing more"},
		{"0x11111111111111111-0x20\tf", 1, "An address"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		_cleanup_blacklist_ struct blacklist list = BLACKLIST_INIT;
		struct sonde_error *error = blacklist_parse(rows[i].text, &list);

		assert_non_null(error);
		if (error->column != rows[i].column)
			fail_msg("row %zu: column %zu: %s", i, error->column, error->message);
		check_error(error, SONDE_ERROR_SYNTAX, rows[i].part);
		assert_int_equal(list.ranges.size, 0);
	}
}

static void test_parse_blank_lines(void **state)
{
	_cleanup_blacklist_ struct blacklist list = BLACKLIST_INIT;

	(void)state;
	check_ok(blacklist_parse("\n  \n0x10-0x20\tf \n\n0x0-0x0\tg", &list));
	assert_int_equal(list.ranges.size, 2);
	assert_false(list.hidden);
	assert_string_equal(list.ranges.data[0].symbol, "g");
	assert_string_equal(list.ranges.data[1].symbol, "f");
}

static void test_read_errors(void **state)
{
	_cleanup_free_ char *missing = path_in(*state, "blacklist");
	_cleanup_blacklist_ struct blacklist list = BLACKLIST_INIT;

	check_error(blacklist_read(missing, &list), SONDE_ERROR_NOT_FOUND,
		    "mount -t debugfs nodev /sys/kernel/debug");
	put_file(*state, "blacklist", "what");
	check_error(blacklist_read(missing, &list), SONDE_ERROR_SYNTAX, "Line 1");
	check_error(blacklist_read(*state, &list), SONDE_ERROR_OS, "Is a directory");
	assert_int_equal(list.ranges.size, 0);
}

/* A user without rights, in a child process where the test runs as root. */
static int read_as_nobody(const char *path)
{
	_cleanup_blacklist_ struct blacklist list = BLACKLIST_INIT;
	_cleanup_error_ struct sonde_error *error = NULL;

	if (geteuid() == 0 && setuid(65534) != 0)
		return 2;
	error = blacklist_read(path, &list);
	return error && error->kind == SONDE_ERROR_PERMISSION &&
			       strstr(error->hint, "Only root may read it")
		       ? 0
		       : 1;
}

static void test_read_denied(void **state)
{
	_cleanup_free_ char *path = path_in(*state, "blacklist");
	int status = 0;
	pid_t child;

	put_file(*state, "blacklist", "0x10-0x20\tf\n");
	assert_return_code(chmod(path, 0), 0);
	child = fork();
	assert_return_code(child, 0);
	if (child == 0)
		_exit(read_as_nobody(path));
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_recorded),
		cmocka_unit_test(test_suffixes),
		cmocka_unit_test(test_hidden),
		cmocka_unit_test(test_no_list),
		cmocka_unit_test(test_empty_list),
		cmocka_unit_test(test_modules),
		cmocka_unit_test(test_overlapping),
		cmocka_unit_test(test_parse_errors),
		cmocka_unit_test(test_parse_blank_lines),
		cmocka_unit_test_setup_teardown(test_read_errors, make_directory, remove_directory),
		cmocka_unit_test_setup_teardown(test_read_denied, make_directory, remove_directory),
	};

	return cmocka_run_group_tests_name("blacklist", tests, NULL, NULL);
}
