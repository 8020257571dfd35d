/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Questions how long that the kernel cannot answer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/hist_question.h"

static const struct {
	const char *by, *sum, *worst, *filter;
	enum hist_unit unit;
	enum sonde_error_kind kind;
	size_t column;
	const char *part;
} refusals[] = {
	{.by = "coun",
	 .kind = SONDE_ERROR_NOT_FOUND,
	 .column = 1,
	 .part = "'coun' is a field neither of vfs_read nor of vfs_read."},
	{.by = "comm,coun",
	 .kind = SONDE_ERROR_NOT_FOUND,
	 .column = 6,
	 .part = "Did you mean 'count'?"},
	{.by = "comm,tid,cpu",
	 .kind = SONDE_ERROR_UNAVAILABLE,
	 .column = 10,
	 .part = "with the latency these are 4 keys"},
	{.by = "latency.hex",
	 .kind = SONDE_ERROR_SYNTAX,
	 .column = 9,
	 .part = "A time has .log2 or .linear=N."},
	{.by = "all", .kind = SONDE_ERROR_UNAVAILABLE, .column = 1, .part = "an array"},
	{.by = "comm,stack", .kind = SONDE_ERROR_UNAVAILABLE, .part = "392 bytes"},
	{.worst = "coun", .kind = SONDE_ERROR_NOT_FOUND, .column = 1, .part = "--worst: 'coun'"},
	{.worst = "count.log2", .kind = SONDE_ERROR_SYNTAX, .column = 7, .part = ".hex, .errno"},
	{.worst = "stack", .kind = SONDE_ERROR_UNAVAILABLE, .column = 1, .part = "cannot keep"},
	{.worst = "comm,comm", .kind = SONDE_ERROR_SYNTAX, .column = 6, .part = "already"},
	{.sum = "comm", .kind = SONDE_ERROR_SYNTAX, .column = 1, .part = "--sum: 'comm'"},
	{.filter = "cout > 3",
	 .kind = SONDE_ERROR_NOT_FOUND,
	 .column = 1,
	 .part = "--if: 'cout' is a field neither"},
	{.filter = "count ~ 3",
	 .kind = SONDE_ERROR_SYNTAX,
	 .column = 7,
	 .part = "'~' is for texts"},
	{.filter = "latency == 3",
	 .unit = HIST_UNIT_MS,
	 .kind = SONDE_ERROR_UNAVAILABLE,
	 .column = 9,
	 .part = "--unit us"},
	{.filter = "latency < 0", .kind = SONDE_ERROR_SYNTAX, .column = 9, .part = "no sign"},
};

static void test_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(refusals) / sizeof(*refusals); i++) {
		_cleanup_hist_question_ struct hist_question q = ask_call();

		q.by = refusals[i].by;
		q.sum = refusals[i].sum;
		q.worst = refusals[i].worst;
		q.filter = refusals[i].filter;
		q.unit = refusals[i].unit;
		check_refused(&q, refusals[i].kind, refusals[i].column, refusals[i].part);
	}
}

static void test_refused_others(void **state)
{
	_cleanup_hist_question_ struct hist_question q = ask_call();
	_cleanup_hist_question_ struct hist_question same = ask_points("a/b", NULL, "a/b", NULL);
	_cleanup_hist_question_ struct hist_question types = {
		.ask = HIST_ASK_LATENCY, .group = "G", .kernel = KERNEL, .starts = 2, .by = "n"};

	(void)state;
	q.kernel.synthetic = false;
	check_refused(&q, SONDE_ERROR_UNSUPPORTED, 0, "it has no synthetic events");
	q.kernel.actions = false;
	check_refused(&q, SONDE_ERROR_UNSUPPORTED, 0, "it has no variables in hist triggers");
	q.kernel = KERNEL;
	/* About the key that nobody has written. */
	q.kernel.buckets = false;
	q.unit = HIST_UNIT_MS;
	check_refused(&q, SONDE_ERROR_UNSUPPORTED, 0, "no buckets of milliseconds");
	q.kernel = KERNEL;
	q.starts = 2;
	check_refused(&q, SONDE_ERROR_USAGE, 0, "between two points");
	check_refused(&same, SONDE_ERROR_UNAVAILABLE, 0, "b cannot be both the start and the end.");
	add_event(&types, "a/a", "n:u32");
	add_event(&types, "a/b", "n:u64");
	add_event(&types, "a/c", NULL);
	check_refused(&types, SONDE_ERROR_UNAVAILABLE, 1, "'n' is not of the same type at b");
}

/* The kernel drops a 17th variable without a word. */
static void test_variables(void **state)
{
	static const char *const names = "a1,a2,a3,a4,a5,a6,a7,a8,a9,b1,b2,b3,b4,b5,b6,b7";
	_cleanup_str_ struct str fields = STR_INIT, worst = STR_INIT;
	_cleanup_hist_question_ struct hist_question q = HIST_QUESTION_INIT;
	_cleanup_hist_setup_ struct hist_setup setup = HIST_SETUP_INIT;

	(void)state;
	for (const char *at = names; *at; at += 2 + (at[2] == ','))
		str_appendf(&fields, "%.2s:u32 ", at);
	q = ask_points("a/a", str_text(&fields), "a/b", NULL);
	q.worst = names;
	check_refused(&q, SONDE_ERROR_UNAVAILABLE, 0,
		      "at most 16 variables; this one would have 17.");
	str_append_bytes(&worst, names, strlen(names) - 3);
	q.worst = str_text(&worst);
	check_ok(hist_setup_make(&q, &setup));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_refused_others),
		cmocka_unit_test(test_variables),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
