/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How the time grows that hist files take which are big, or made to take much. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <time.h>

#include "hist/differ.h"
#include "hist/merge.h"
#include "hist/percentile_line.h"
#include "tests/unit/hist_tables.h"

/* What `%-50s` makes of the text in front of it. */
#define PAD_CAT "cat                                               "

/* What grows with the square of the rows takes 64 times as long for 8 times as many. */
#define FEW	    12500U
#define MANY	    (8 * FEW)
#define MOST_GROWTH 44

/* Processor time of a text that is made to be read in as many ways as there are. */
static double seconds_of_odd_row(unsigned count)
{
	_cleanup_str_ struct str text = STR_INIT;
	_cleanup_hist_raw_file_ struct hist_raw_file file = HIST_RAW_FILE_INIT;
	_cleanup_error_ struct sonde_error *error = NULL;
	clock_t start;

	str_append(&text, "# event histogram\n#\n# trigger info: "
			  "hist:keys=a,a,a,a,a,a,a,a:vals=hitcount:size=128 [active]\n#\n\n{ a: ");
	for (unsigned i = 0; i < count; i++)
		str_append(&text, ", a: ");
	start = clock();
	error = hist_read(str_text(&text), text.size, &file);
	assert_non_null(error);
	return (double)(clock() - start) / CLOCKS_PER_SEC;
}

static void odd_rows_do_not_grow_with_the_square(void **state)
{
	/* The shorter one is over too soon to be measured once. */
	const double least = 0.001;
	const double few = seconds_of_odd_row(FEW), many = seconds_of_odd_row(MANY);

	(void)state;
	assert_true(many < (few > least ? few : least) * MOST_GROWTH);
}

/* Seconds that a file of @p count rows takes. */
static double seconds_of(size_t count)
{
	_cleanup_str_ struct str rows = STR_INIT;
	_cleanup_hist_raw_file_ struct hist_raw_file file = HIST_RAW_FILE_INIT;
	clock_t start;

	for (size_t i = 0; i < count; i++)
		str_appendf(&rows,
			    "{ comm: " PAD_CAT ", count: %10zu } hitcount: %10u  sum: %10u\n", i, 1,
			    2);
	start = clock();
	hist_text_read("keys=comm,count:vals=hitcount,sum:size=131072 [active]", str_text(&rows),
		       (unsigned)count, &file);
	assert_int_equal(file.hists.data[0].rows.size, count);
	return (double)(clock() - start) / CLOCKS_PER_SEC;
}

static void reading_does_not_grow_with_the_square(void **state)
{
	const double few = seconds_of(FEW), many = seconds_of(MANY);

	(void)state;
	printf("# %.0f ns a row of %u, %.0f ns of %u\n", few / FEW * 1e9, FEW, many / MANY * 1e9,
	       MANY);
	assert_true(many < few * MOST_GROWTH);
}

/* The table of rows `{ k: N } hitcount: N  v: N`. */
static void made(const char *rows, size_t entries, struct hist_table *ret)
{
	_cleanup_hist_raw_file_ struct hist_raw_file file = HIST_RAW_FILE_INIT;
	_cleanup_hist_layout_ struct hist_layout layout = HIST_LAYOUT_INIT;

	hist_test_layout(&layout, "k", HIST_SHAPE_PLAIN, 8);
	hist_test_value(&layout, "sum", "v", HIST_VALUE_SUM, -8);
	hist_text_read("keys=k:vals=hitcount,v:size=131072 [active]", rows, (unsigned)entries,
		       &file);
	check_ok(hist_table_make(&file.hists.data[0], &layout, ret));
}

/* Processor time of putting two tables of so many rows together, and of their difference. */
static double seconds_of_merging(unsigned count)
{
	_cleanup_hist_table_ struct hist_table table = HIST_TABLE_INIT, other = HIST_TABLE_INIT,
					       difference = HIST_TABLE_INIT;
	_cleanup_str_ struct str rows = STR_INIT;
	clock_t start, end;

	for (unsigned i = 0; i < count; i++)
		str_appendf(&rows, "{ k: %10" PRIu64 " } hitcount: %10u  v: %10u\n",
			    (uint64_t)i * 7919 % count, 1, 2);
	made(str_text(&rows), count, &table);
	made(str_text(&rows), count, &other);
	start = clock();
	check_ok(hist_table_merge(&table, &other));
	check_ok(hist_table_differ(&table, &table, &difference));
	end = clock();
	assert_int_equal(table.rows.size, count);
	assert_int_equal(difference.rows.size, 0);
	return (double)(end - start) / CLOCKS_PER_SEC;
}

static void merging_does_not_grow_with_the_square(void **state)
{
	const double few = seconds_of_merging(FEW), many = seconds_of_merging(MANY);

	(void)state;
	printf("# merging takes %.1f times as long for 8 times as many rows\n", many / few);
	assert_true(many < few * MOST_GROWTH);
}

/* Each of so many combinations of keys has percentiles of its own, and finds them. */
static double seconds_of_combinations(unsigned count)
{
	_cleanup_hist_raw_file_ struct hist_raw_file file = HIST_RAW_FILE_INIT;
	_cleanup_hist_layout_ struct hist_layout layout = HIST_LAYOUT_INIT;
	_cleanup_hist_table_ struct hist_table table = HIST_TABLE_INIT;
	_cleanup_hist_percentiles_ struct hist_percentiles percentiles = HIST_PERCENTILES_INIT;
	_cleanup_hist_groups_ struct hist_groups groups = {0};
	_cleanup_str_ struct str rows = STR_INIT;
	clock_t start;

	for (unsigned i = 0; i < count; i++)
		str_appendf(&rows, "{ k: %10u, n: ~ 2^%-2u } hitcount: %10u\n", i, i % 8 + 1, 1);
	hist_test_key(&layout, "k", HIST_SHAPE_PLAIN, 8);
	hist_test_key(&layout, "n", HIST_SHAPE_LOG2, 8);
	hist_test_value(&layout, "hits", "hitcount", HIST_VALUE_COUNT, 8);
	hist_text_read("keys=k,n.log2:vals=hitcount:size=131072 [active]", str_text(&rows), count,
		       &file);
	check_ok(hist_table_make(&file.hists.data[0], &layout, &table));
	start = clock();
	check_ok(hist_percentile_lines(&table, 1, &percentiles));
	check_ok(hist_groups_make(&table, 1, &groups));
	assert_int_equal(groups.groups.size, count);
	vec_for_each(&groups.groups, group) {
		_cleanup_str_ struct str line = STR_INIT;

		hist_percentile_line_print(&table, 1, &percentiles, group, &line);
		assert_true(line.size > 0);
	}
	return (double)(clock() - start) / CLOCKS_PER_SEC;
}

static void combinations_do_not_grow_with_the_square(void **state)
{
	const double few = seconds_of_combinations(FEW), many = seconds_of_combinations(MANY);

	(void)state;
	printf("# combinations take %.1f times as long for 8 times as many\n", many / few);
	assert_true(many < few * MOST_GROWTH);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(odd_rows_do_not_grow_with_the_square),
		cmocka_unit_test(reading_does_not_grow_with_the_square),
		cmocka_unit_test(merging_does_not_grow_with_the_square),
		cmocka_unit_test(combinations_do_not_grow_with_the_square),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
