/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Layouts as text, there and back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/hist_question.h"

#define HEAD  "layout 1\ntitle t\n"
#define KEY   "key plain 0 8 0 plain unsigned\nname count\nfield count\n"
#define COUNT "value count plain 1 8 number unsigned\nname hits\nfield hitcount\n"

static const char *const full = "layout 1\n"
				"title a\\nb\\\\c\\\\n: x\n"
				"sort hits.desc\n"
				"key linear 10 4 1000 folded signed\n"
				"name $retval\n"
				"field lat\n"
				"unit ms\n"
				"key enum 0 2 0 plain unsigned\n"
				"name kind\n"
				"field kind\n"
				"values ONE=1 TWO=2\n"
				"key func 0 8 0 plain unsigned\n"
				"name func\n"
				"constant /bin/app: work\n" COUNT
				"value worst enum 1000 8 text signed\n"
				"name worst(a b)\n"
				"field a\n"
				"unit us\n"
				"values X=-1\n"
				"end\n";

static void test_round_trip(void **state)
{
	_cleanup_hist_layout_ struct hist_layout layout = HIST_LAYOUT_INIT;
	_cleanup_str_ struct str out = STR_INIT;

	(void)state;
	check_ok(hist_layout_parse(full, &layout));
	assert_string_equal(layout.title, "a\nb\\c\\n: x");
	assert_int_equal(layout.keys.data[0].width, 10);
	assert_true(layout.keys.data[0].is_folded);
	assert_int_equal(layout.keys.data[0].scale, 1000);
	assert_int_equal(layout.keys.data[1].values.names.data[1].value, 2);
	assert_null(layout.keys.data[2].field);
	assert_int_equal(layout.values.data[1].scale, 1000);
	assert_true(layout.values.data[1].is_string);
	hist_layout_print(&layout, &out);
	assert_string_equal(str_text(&out), full);
}

/* What setups have comes back the same. */
static void test_setups(void **state)
{
	static const char *const bys[] = {"comm,x.log2", "tid,pid,cpu", "stack,x.linear=7",
					  "func,x.sym",	 "$comm",	"x.errno"};

	(void)state;
	for (size_t i = 0; i < sizeof(bys) / sizeof(*bys); i++) {
		_cleanup_hist_question_ struct hist_question question = {
			.ask = HIST_ASK_TABLE, .group = "G", .kernel = KERNEL, .by = bys[i]};
		_cleanup_hist_setup_ struct hist_setup setup = HIST_SETUP_INIT;
		_cleanup_hist_layout_ struct hist_layout layout = HIST_LAYOUT_INIT;
		_cleanup_str_ struct str once = STR_INIT, twice = STR_INIT;

		add_event(&question, "a/b", "x:s64");
		check_ok(hist_setup_make(&question, &setup));
		hist_layout_print(&setup.sources.data[0].layout, &once);
		check_ok(hist_layout_parse(str_text(&once), &layout));
		hist_layout_print(&layout, &twice);
		assert_string_equal(str_text(&once), str_text(&twice));
	}
}

static void test_names(void **state)
{
	(void)state;
	for (int i = 0; i < HIST_SHAPE_COUNT; i++)
		assert_non_null(hist_shape_name((enum hist_shape)i));
	for (int i = 0; i < HIST_VALUE_ROLE_COUNT; i++)
		assert_non_null(hist_value_role_name((enum hist_value_role)i));
}

struct bad_layout {
	const char *text, *message;
};

static void check_no_layout(const struct bad_layout *row)
{
	struct hist_layout layout;
	struct sonde_error *error = hist_layout_parse(row->text, &layout);

	if (!error)
		fail_msg("taken: %s", row->text);
	if (strcmp(row->message, "enum") == 0)
		sonde_error_destroy(error);
	else
		check_error(error, SONDE_ERROR_FORMAT, row->message);
}

static void test_refused(void **state)
{
	static const struct bad_layout rows[] = {
		{"", "Line 1"},
		{"layout 2\n", "Line 1"},
		{"layout 1", "Line 1 of a layout: it ends here"},
		{HEAD, "Line 3 of a layout: it ends here"},
		{HEAD "end\n", "a layout has keys"},
		{HEAD KEY "end\n", "a layout has keys"},
		{HEAD KEY COUNT, "it ends here"},
		{HEAD KEY COUNT "end\nx", "there is more"},
		{HEAD KEY COUNT "\n", "it is nothing that a layout has"},
		{HEAD "key odd 0 8 0 plain unsigned\nname a\nfield a\nend\n",
		 "Line 3 of a layout: it is no key"},
		{HEAD "key plain 0 3 0 plain unsigned\n", "it is no key"},
		{HEAD "key plain 0 8 0 plain unsigned x\n", "it is no key"},
		{HEAD "key plain 0 8 0 plain\n", "it is no key"},
		{HEAD "key plain 99999999999999999999 8 0 plain unsigned\n", "it is no key"},
		{HEAD "key linear 0 8 0 plain unsigned\nname a\nfield a\nend\n", "no width"},
		{HEAD "key plain 5 8 0 plain unsigned\nname a\nfield a\nend\n",
		 "a width and no buckets"},
		{HEAD "key enum 0 8 0 plain unsigned\nname a\nfield a\nend\n", "or none"},
		{HEAD "key enum 0 8 0 plain unsigned\nname a\nfield a\nvalues x\nend\n", "enum"},
		{HEAD "key plain 0 8 0 plain unsigned\nname a\nend\n", "not one source"},
		{HEAD "key plain 0 8 0 plain unsigned\nname a\nfield a\nconstant a\nend\n",
		 "not one source"},
		{HEAD "key plain 0 8 0 plain unsigned\nfield a\nend\n", "no name"},
		{HEAD "key plain 0 8 0 plain unsigned\nname a\nname a\n",
		 "Line 5 of a layout: it says what was"},
		{HEAD "key plain 0 8 0 plain unsigned\nname a\\x\n",
		 "a backslash that means nothing"},
		{HEAD "key plain 0 8 0 plain unsigned\nname a\x1b\n", "a control character"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		check_no_layout(&rows[i]);
}

static void test_refused_values(void **state)
{
	static const struct bad_layout rows[] = {
		{HEAD KEY "value sum plain 1 8 number unsigned\nname a\nfield a\nend\n",
		 "a count before"},
		{HEAD KEY "value count plain 0 8 number unsigned\nname a\nfield a\nend\n",
		 "it is no value"},
		{HEAD KEY "value count plain 1 8 number unsigned\nname a\nend\n", "no name"},
		{HEAD KEY COUNT "value sum plain 1 8 text unsigned\nname a\nfield a\nend\n",
		 "is a text, and can only be a number"},
		{HEAD KEY COUNT "value mean plain 1 8 text unsigned\nname a\nfield a\nend\n",
		 "is a text, and can only be a number"},
		{HEAD KEY "value count plain 1 8 text unsigned\nname a\nfield a\nend\n",
		 "is a text, and can only be a number"},
		{HEAD KEY
		 "value count plain 1 8 number unsigned\nname a\nfield b\nconstant c\nend\n",
		 "it is nothing"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		check_no_layout(&rows[i]);
}

static void test_called(void **state)
{
	static const struct {
		const char *title;
		enum hist_value_role role;
		const char *subject, *name;
		bool is_called;
	} rows[] = {
		{"sum(count)", HIST_VALUE_SUM, "count", "count", true},
		{"sum(count)", HIST_VALUE_SUM, "count", "sum", true},
		{"sum(count)", HIST_VALUE_SUM, "count", "sum(latency)", false},
		{"sum(count)", HIST_VALUE_SUM, "count", "coun", false},
		{"sum", HIST_VALUE_SUM, "sum", "sum", true},
		{"sum", HIST_VALUE_SUM, "sum", "sum(latency)", true},
		{"sum", HIST_VALUE_SUM, "sum", "latency", true},
		{"sum", HIST_VALUE_SUM, "sum", "max(latency)", false},
		{"max", HIST_VALUE_MAX, "max", "max(latency)", true},
		{"sum()", HIST_VALUE_SUM, "sum()", "", false},
		{"sum(latency)", HIST_VALUE_SUM, "latency", "sum", true},
		{"ret at max", HIST_VALUE_WORST, "ret", "ret", true},
		{"ret at max", HIST_VALUE_WORST, "ret", "worst", false},
		{" at max", HIST_VALUE_WORST, " at max", "", false},
		{"hits", HIST_VALUE_COUNT, "hits", "hitcount", true},
		{"hits", HIST_VALUE_COUNT, "hits", "count", false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const char *subject;
		const size_t size = hist_value_subject(rows[i].title, rows[i].role, &subject);

		assert_int_equal(size, strlen(rows[i].subject));
		assert_memory_equal(subject, rows[i].subject, size);
		assert_int_equal(hist_value_is_called(rows[i].title, rows[i].role, rows[i].name,
						      strlen(rows[i].name)),
				 rows[i].is_called);
	}
}

/* Cut off anywhere, it is an error and nothing worse. */
static void test_cut(void **state)
{
	(void)state;
	for (size_t size = 0; size < strlen(full); size++) {
		_cleanup_free_ char *text = NULL;
		struct hist_layout layout;
		struct sonde_error *error;

		check_ok(sonde_strndup(full, size, &text));
		error = hist_layout_parse(text, &layout);
		assert_non_null(error);
		sonde_error_destroy(error);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round_trip),     cmocka_unit_test(test_setups),
		cmocka_unit_test(test_names),	       cmocka_unit_test(test_refused),
		cmocka_unit_test(test_refused_values), cmocka_unit_test(test_cut),
		cmocka_unit_test(test_called),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
