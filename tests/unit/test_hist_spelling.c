/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tables for programs: CSV, folded stacks, metrics. hist_outputs.sh has others read what this has.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "hist/csv.h"
#include "hist/folded.h"
#include "hist/metric.h"
#include "hist/openmetrics.h"
#include "hist/spelling.h"
#include "tests/unit/check.h"
#include "tests/unit/hist_golden.h"
#include "tests/unit/hist_samples.h"

static void test_samples(void **state)
{
	(void)state;
	for (size_t i = 0; i < SAMPLE_COUNT; i++) {
		_cleanup_hist_table_ struct hist_table table = HIST_TABLE_INIT;
		_cleanup_str_ struct str csv = STR_INIT, timed = STR_INIT, folded = STR_INIT;
		_cleanup_str_ struct str om = STR_INIT, prom = STR_INIT;

		samples[i].make(&table);
		check_ok(hist_csv_print_head(&table, false, &csv));
		check_ok(hist_csv_print_rows(&table, false, &csv));
		check_ok(hist_csv_print_head(&table, true, &timed));
		check_ok(hist_csv_print_rows(&table, true, &timed));
		check_ok(hist_folded_print(&table, &folded));
		check_ok(hist_openmetrics_print(&table, HIST_METRICS_OPENMETRICS, &om));
		check_ok(hist_openmetrics_print(&table, HIST_METRICS_PROMETHEUS, &prom));
		check_golden(samples[i].name, "csv", &csv);
		check_golden(samples[i].name, "timed.csv", &timed);
		check_golden(samples[i].name, "folded", &folded);
		check_golden(samples[i].name, "om", &om);
		check_golden(samples[i].name, "prom", &prom);
	}
}

static void test_names(void **state)
{
	static const char *const names[][2] = {
		{"$retval", "retval"}, {"a->b.c", "a_b_c"}, {"", "value"},
		{"::", "value"},       {"Name9", "Name9"},  {"\xc3\xa9t\xc3\xa9", "t"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		_cleanup_str_ struct str out = STR_INIT;

		hist_spelling_name(names[i][0], &out);
		assert_string_equal(str_text(&out), names[i][1]);
	}
}

/* Those that OpenMetrics 1.0 has as examples, and ours. */
static void test_bounds(void **state)
{
	static const struct {
		double number;
		const char *text;
	} bounds[] = {
		{0, "0.0"},
		{0.001, "0.001"},
		{0.9, "0.9"},
		{1, "1.0"},
		{1.7, "1.7"},
		{10, "10.0"},
		{1e-10, "1e-10"},
		{1e-9, "1e-09"},
		{1e-5, "1e-05"},
		{0.0001, "0.0001"},
		{100000, "100000.0"},
		{1e6, "1e+06"},
		{1e10, "1e+10"},
		{1024 / 1e6, "0.001024"},
		{1048576, "1.048576e+06"},
		{1048576 / 1e6, "1.048576"},
		{-51, "-51.0"},
		{131072, "131072.0"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bounds) / sizeof(*bounds); i++) {
		_cleanup_str_ struct str out = STR_INIT;

		metric_print_bound(bounds[i].number, &out);
		assert_string_equal(str_text(&out), bounds[i].text);
	}
}

static void test_reals(void **state)
{
	static const struct {
		double number;
		const char *text;
	} reals[] = {
		{0, "0"},
		{2.6, "2.6"},
		{3840, "3840"},
		{-1.5, "-1.5"},
		{1e-6, "0.000001"},
		{1e-7, "1e-07"},
		{1e19, "10000000000000000000"},
		{1e20, "1e+20"},
		{1.0 / 3, "0.3333333333333333"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(reals) / sizeof(*reals); i++) {
		_cleanup_str_ struct str out = STR_INIT;

		hist_spelling_real(reals[i].number, &out);
		assert_string_equal(str_text(&out), reals[i].text);
	}
}

static void test_labels(void **state)
{
	_cleanup_hist_table_ struct hist_table table = HIST_TABLE_INIT;
	_cleanup_str_ struct str all = STR_INIT, without = STR_INIT;

	(void)state;
	sample_key(&table, "le", NULL, HIST_SHAPE_STRING);
	sample_key(&table, "9", NULL, HIST_SHAPE_STRING);
	sample_key(&table, "$a", NULL, HIST_SHAPE_STRING);
	sample_key(&table, "a", NULL, HIST_SHAPE_STRING);
	sample_value(&table, "hits", NULL, HIST_VALUE_COUNT);
	sample_row(&table, 1);
	sample_text(&table, "\"\\\n");
	sample_text(&table, "");
	sample_text(&table, "x");
	sample_text(&table, "y");
	metric_print_labels(&table, table.rows.data, SIZE_MAX, &all);
	metric_print_labels(&table, table.rows.data, 2, &without);
	assert_string_equal(str_text(&all), "le_key=\"\\\"\\\\?\",key_9=\"\",a=\"x\",a_4=\"y\"");
	assert_string_equal(str_text(&without), "le_key=\"\\\"\\\\?\",key_9=\"\",a=\"y\"");
}

static void test_value_names(void **state)
{
	static const struct {
		const char *title, *name;
		enum hist_value_role role;
	} rows[] = {
		{"hits", "hits", HIST_VALUE_COUNT},
		{"sum(count)", "sum_count", HIST_VALUE_SUM},
		{"count", "sum_count", HIST_VALUE_SUM},
		{"sum", "sum", HIST_VALUE_SUM},
		{"mean", "mean", HIST_VALUE_MEAN},
		{"max(latency)", "max_latency", HIST_VALUE_MAX},
		{"$retval at max", "worst_retval", HIST_VALUE_WORST},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const struct hist_column column = {.title = (char *)rows[i].title,
						   .role = rows[i].role};
		_cleanup_str_ struct str out = STR_INIT;

		hist_spelling_value_name(&column, &out);
		assert_string_equal(str_text(&out), rows[i].name);
	}
}

/* Numbers that the kernel has in another unit: of milliseconds, microseconds. */
static void test_scaled(void **state)
{
	_cleanup_hist_table_ struct hist_table table = HIST_TABLE_INIT;
	_cleanup_str_ struct str metrics = STR_INIT, folded = STR_INIT;

	(void)state;
	table.title = sample_copy("f: latency");
	sample_key(&table, "latency", "ms", HIST_SHAPE_LOG2);
	sample_value(&table, "hits", NULL, HIST_VALUE_COUNT);
	sample_value(&table, "sum(latency)", "ms", HIST_VALUE_SUM);
	free(table.values.data[1].field);
	table.values.data[1].field = sample_copy("latency");
	sample_value(&table, "max", "ms", HIST_VALUE_MAX);
	table.values.data[1].scale = table.values.data[2].scale = 1000;
	for (unsigned i = 1; i < 3; i++) {
		sample_row(&table, i);
		sample_log2(&table, i);
		for (size_t k = 0; k < 2; k++)
			check_ok(vec_push(&vec_last(&table.rows)->values,
					  ((struct hist_value){.kind = HIST_VALUE_REAL,
							       .integer = 1500 * i,
							       .real = 1.5 * i})));
	}
	check_ok(hist_openmetrics_print(&table, HIST_METRICS_OPENMETRICS, &metrics));
	assert_non_null(strstr(str_text(&metrics), "sonde_f_latency_seconds_sum 0.0045\n"
						   "sonde_f_latency_seconds_count 3\n"));
	assert_non_null(strstr(str_text(&metrics), "sonde_f_max_seconds 0.003\n"));
	check_ok(hist_folded_print(&table, &folded));
	assert_string_equal(str_text(&folded), "2ms 1.5\n(2ms, 4ms] 3\n");
}

static void test_format(void **state)
{
	(void)state;
	assert_int_equal(hist_metrics_format_of(NULL), HIST_METRICS_OPENMETRICS);
	assert_int_equal(hist_metrics_format_of("a.txt"), HIST_METRICS_OPENMETRICS);
	assert_int_equal(hist_metrics_format_of("dir/.prom"), HIST_METRICS_PROMETHEUS);
	assert_int_equal(hist_metrics_format_of("a.prom"), HIST_METRICS_PROMETHEUS);
	assert_int_equal(hist_metrics_format_of("a.promo"), HIST_METRICS_OPENMETRICS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_samples),	    cmocka_unit_test(test_names),
		cmocka_unit_test(test_bounds),	    cmocka_unit_test(test_reals),
		cmocka_unit_test(test_labels),	    cmocka_unit_test(test_format),
		cmocka_unit_test(test_value_names), cmocka_unit_test(test_scaled),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
