/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Hist files read, questions made into what is written, and tables printed while memory is short.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "hist/csv.h"
#include "hist/differ.h"
#include "hist/folded.h"
#include "hist/heat.h"
#include "hist/merge.h"
#include "hist/openmetrics.h"
#include "hist/order.h"
#include "hist/plot.h"
#include "hist/svg.h"
#include "tests/unit/hist_files.h"
#include "tests/unit/hist_question.h"
#include "tests/unit/hist_samples.h"
#include "tests/unit/scarce.h"

static struct sonde_error *read_file(const void *data, struct str *out)
{
	_cleanup_hist_raw_file_ struct hist_raw_file file = HIST_RAW_FILE_INIT;
	const struct str *text = data;

	TRY(hist_read(str_text(text), text->size, &file));
	vec_for_each(&file.hists, hist) {
		str_appendf(out, "%zu keys %zu rows %zu cells\n", hist->keys.size, hist->rows.size,
			    hist->cells.size);
	}
	return str_check(out);
}

static void test_files(void **state)
{
	static const char *const names[] = {"latency", "stackcomm", "several", "strings",
					    "saves2",  "log2",	    "execstr", "negativelog2"};

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		_cleanup_str_ struct str text = STR_INIT, name = STR_INIT;

		str_appendf(&name, "6.12-amd64/%s", names[i]);
		hist_file_text(str_text(&name), &text);
		assert_true(scarce_run(names[i], read_file, &text) > 5);
	}
}

static struct sonde_error *set_up(const void *data, struct str *out)
{
	_cleanup_hist_setup_ struct hist_setup setup = HIST_SETUP_INIT;

	TRY(hist_setup_make(data, &setup));
	vec_for_each(&setup.writes, write)
		str_appendf(out, "%s\n", write->text);
	vec_for_each(&setup.sources, source)
		hist_layout_print(&source->layout, out);
	return str_check(out);
}

static void test_questions(void **state)
{
	_cleanup_hist_question_ struct hist_question table = HIST_QUESTION_INIT;
	_cleanup_hist_question_ struct hist_question latency = HIST_QUESTION_INIT;

	(void)state;
	table.group = latency.group = "sonde_1";
	table.kernel = latency.kernel = KERNEL;
	add_event(&table, "p:sonde_1/vfs_read vfs_read count=%dx:u64 name=+0(%si):string",
		  "count:u64 name:str");
	table.by = "comm,count.log2,name";
	table.sum = "count";
	table.filter = "count > 3 && name == \"a*\"";
	table.sort = "hits";
	assert_true(scarce_run("table", set_up, &table) > 20);
	table.by = "nosuch";
	scarce_run("no such key", set_up, &table);
	latency.ask = HIST_ASK_LATENCY;
	latency.starts = 1;
	latency.stats = true;
	latency.by = "comm";
	latency.worst = "count";
	add_event(&latency, "p:sonde_1/vfs_read vfs_read count=%dx:u64", "count:u64");
	add_event(&latency, "r:sonde_1/vfs_read__return vfs_read ret=$retval:s64",
		  "$retval=ret:s64");
	assert_true(scarce_run("latency", set_up, &latency) > 20);
}

/* Every way to change a table. */
static struct sonde_error *print_changed(const void *data, struct str *out)
{
	_cleanup_hist_table_ struct hist_table copy = HIST_TABLE_INIT, none = HIST_TABLE_INIT;
	_cleanup_hist_table_ struct hist_table other = HIST_TABLE_INIT;

	TRY(hist_table_copy(data, &copy));
	TRY(hist_table_copy(data, &other));
	TRY(hist_table_merge(&copy, &other));
	TRY(hist_table_differ(&copy, data, &none));
	TRY(hist_table_top(&copy, 5));
	TRY(hist_csv_print_head(&copy, true, out));
	TRY(hist_csv_print_rows(&copy, true, out));
	return str_check(out);
}

static struct sonde_error *print_metrics(const void *data, struct str *out)
{
	TRY(hist_openmetrics_print(data, HIST_METRICS_OPENMETRICS, out));
	return str_check(out);
}

static struct sonde_error *print_plot(const void *data, struct str *out)
{
	const struct hist_style style = {.width = 80};

	TRY(hist_plot_print(data, &style, out));
	return str_check(out);
}

static struct sonde_error *print_svg(const void *data, struct str *out)
{
	TRY(hist_svg_print(data, out));
	return str_check(out);
}

static struct sonde_error *print_heat(const void *data, struct str *out)
{
	_cleanup_hist_heat_ struct hist_heat heat = HIST_HEAT_INIT;

	for (unsigned i = 0; i < 3; i++)
		TRY(hist_heat_add(&heat, data));
	TRY(hist_heat_print(&heat, out));
	return str_check(out);
}

/* More intervals than a map has columns: two of them become one. */
static struct sonde_error *fold_heat(const void *data, struct str *out)
{
	_cleanup_hist_heat_ struct hist_heat heat = HIST_HEAT_INIT;

	for (unsigned i = 0; i <= HIST_HEAT_COLUMNS; i++)
		TRY(hist_heat_add(&heat, data));
	str_appendf(out, "%zu columns of %zu\n", heat.columns.size, heat.fold);
	vec_for_each(&heat.columns, column) {
		for (size_t i = 0; i < column->counts.size; i++)
			str_appendf(out, "%llu ", (unsigned long long)column->counts.data[i]);
	}
	return str_check(out);
}

static struct sonde_error *print_folded(const void *data, struct str *out)
{
	TRY(hist_folded_print(data, out));
	return str_check(out);
}

static void each_table(const char *what, scarce_fn *print)
{
	for (size_t i = 0; i < SAMPLE_COUNT; i++) {
		_cleanup_hist_table_ struct hist_table table = HIST_TABLE_INIT;

		samples[i].make(&table);
		scarce_run(what, print, &table);
	}
}

static void test_changed(void **state)
{
	(void)state;
	each_table("changed tables", print_changed);
}

static void test_metrics(void **state)
{
	(void)state;
	each_table("OpenMetrics", print_metrics);
}

static void test_plot(void **state)
{
	(void)state;
	each_table("plot", print_plot);
}

static void test_svg(void **state)
{
	(void)state;
	each_table("drawing", print_svg);
}

static void test_heat(void **state)
{
	_cleanup_hist_table_ struct hist_table table = HIST_TABLE_INIT;

	(void)state;
	each_table("heat map", print_heat);
	samples[0].make(&table);
	assert_true(scarce_run("columns folded", fold_heat, &table) > HIST_HEAT_COLUMNS);
}

static void test_folded(void **state)
{
	(void)state;
	each_table("folded stacks", print_folded);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_files),	cmocka_unit_test(test_questions),
		cmocka_unit_test(test_changed), cmocka_unit_test(test_metrics),
		cmocka_unit_test(test_plot),	cmocka_unit_test(test_folded),
		cmocka_unit_test(test_svg),	cmocka_unit_test(test_heat),
	};

	return cmocka_run_group_tests_name("scarce_hist", tests, NULL, NULL);
}
