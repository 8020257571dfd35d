/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tables made one, subtracted, sorted, cut, and their percentiles. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "hist/differ.h"
#include "hist/merge.h"
#include "hist/order.h"
#include "hist/percentile.h"
#include "tests/unit/hist_tables.h"

/* comm, count.log2: hits, sum, mean, max of count, and the caller then. */
static void reads_layout(struct hist_layout *layout)
{
	hist_test_key(layout, "comm", HIST_SHAPE_STRING, 0);
	hist_test_key(layout, "count", HIST_SHAPE_LOG2, 8);
	hist_test_value(layout, "hits", "hitcount", HIST_VALUE_COUNT, 8);
	hist_test_value(layout, "sum", "count", HIST_VALUE_SUM, 8);
	hist_test_value(layout, "mean", "count", HIST_VALUE_MEAN, 8);
	hist_test_value(layout, "max", "max", HIST_VALUE_MAX, 8);
	hist_test_value(layout, "caller", "caller", HIST_VALUE_WORST, 8);
}

/* The table of rows with one text key, hits, a signed sum, a maximum and a text saved then. */
static void made(const char *rows, unsigned entries, struct hist_table *ret)
{
	_cleanup_hist_raw_file_ struct hist_raw_file file = HIST_RAW_FILE_INIT;
	_cleanup_hist_layout_ struct hist_layout layout = HIST_LAYOUT_INIT;

	hist_test_layout(&layout, "k", HIST_SHAPE_PLAIN, 8);
	hist_test_value(&layout, "sum", "v", HIST_VALUE_SUM, -8);
	hist_test_value(&layout, "mean", "v", HIST_VALUE_MEAN, -8);
	hist_test_value(&layout, "max", "max", HIST_VALUE_MAX, -8);
	hist_test_value(&layout, "who", "comm", HIST_VALUE_WORST, 0);
	hist_text_read("keys=k:vals=hitcount,v:m=v:size=128:onmax($m).save(comm) [active]", rows,
		       entries, &file);
	check_ok(hist_table_make(&file.hists.data[0], &layout, ret));
}

#define ROW(key, hits, sum, max, who)                                                           \
	"{ k:          " key " } hitcount:          " hits "  v: " sum "\n\tmax:          " max \
	"  comm: " who "                               \n"

static void equal_rows_are_added(void **state)
{
	_cleanup_hist_table_ struct hist_table table = HIST_TABLE_INIT, other = HIST_TABLE_INIT;

	(void)state;
	made(ROW("1", "2", "         8", "7", "a") ROW("2", "1", "         3", "3", "b"), 2,
	     &table);
	made(ROW("3", "1", "         1", "1", "c") ROW("1", "2", "18446744073709551604", "9", "d"),
	     2, &other);
	table.missed = 1;
	other.missed = 2;
	other.seconds = 3;
	check_ok(hist_table_merge(&table, &other));
	hist_test_is(&table, "1: 4 -4 -1.00 9 d\n2: 1 3 3.00 3 b\n3: 1 1 1.00 1 c\n");
	assert_int_equal(table.hits, 14);
	assert_int_equal(table.dropped, 6);
	assert_int_equal(table.entries, 4);
	assert_int_equal(table.size, 256);
	assert_int_equal(table.missed, 3);
	assert_true(table.seconds == 3);
	assert_int_equal(other.rows.size, 0);
	check_error(hist_table_merge(&table, &other), SONDE_ERROR_MISMATCH, "other columns");
}

static void unknown_misses_stay_unknown(void **state)
{
	_cleanup_hist_table_ struct hist_table table = HIST_TABLE_INIT, other = HIST_TABLE_INIT;

	(void)state;
	made("", 0, &table);
	made("", 0, &other);
	other.missed = 2;
	check_ok(hist_table_merge(&table, &other));
	assert_true(table.missed == UINT64_MAX);
}

/* Between the two files a process has read as before, and 4096 bytes seven times. */
static void intervals_have_what_came(void **state)
{
	_cleanup_hist_layout_ struct hist_layout layout = HIST_LAYOUT_INIT;
	_cleanup_hist_table_ struct hist_table before = HIST_TABLE_INIT, now = HIST_TABLE_INIT,
					       table = HIST_TABLE_INIT;

	(void)state;
	reads_layout(&layout);
	hist_test_file("6.12-amd64/first", 0, &layout, &before);
	hist_test_file("6.12-amd64/second", 0, &layout, &now);
	before.ended = 100;
	now.ended = 102.5;
	check_ok(hist_table_differ(&now, &before, &table));
	assert_int_equal(table.hits, now.hits - before.hits);
	assert_true(table.seconds == 2.5);
	assert_int_equal(table.rows.size, 4);
	/* Greatest ones that have not grown are unknown. */
	assert_string_equal(table.rows.data[0].cells.data[0].text, "busybox");
	assert_int_equal(table.rows.data[0].values.data[3].kind, HIST_VALUE_NONE);
	assert_int_equal(table.rows.data[0].values.data[4].kind, HIST_VALUE_NONE);
	assert_string_equal(table.rows.data[3].cells.data[0].text, "dd");
	assert_int_equal(table.rows.data[3].cells.data[1].high, 4096);
	assert_int_equal(table.rows.data[3].values.data[0].integer, 7);
	assert_int_equal(table.rows.data[3].values.data[1].integer, 7 * 4096);
	assert_true(table.rows.data[3].values.data[2].real == 4096);
	assert_int_equal(table.rows.data[3].values.data[3].integer, 4096);
	assert_int_equal(table.rows.data[3].values.data[4].kind, HIST_VALUE_INTEGER);
	assert_int_equal(table.remarks.size, 0);
}

static void rows_without_hits_are_not_in_it(void **state)
{
	_cleanup_hist_table_ struct hist_table before = HIST_TABLE_INIT, now = HIST_TABLE_INIT,
					       table = HIST_TABLE_INIT, none = HIST_TABLE_INIT;

	(void)state;
	made(ROW("1", "2", "         8", "7", "a") ROW("2", "1", "         3", "3", "b"), 2,
	     &before);
	made(ROW("1", "5", "         2", "9", "z") ROW("2", "1", "         3", "3", "b"), 2, &now);
	check_ok(hist_table_differ(&now, &before, &table));
	hist_test_is(&table, "1: 3 -6 -2.00 9 z\n");
	assert_true(table.seconds == 0);
	check_ok(hist_table_differ(&now, &now, &none));
	assert_int_equal(none.rows.size, 0);
	assert_int_equal(none.hits, 0);
}

static void what_was_emptied_is_told(void **state)
{
	_cleanup_hist_table_ struct hist_table before = HIST_TABLE_INIT, now = HIST_TABLE_INIT,
					       table = HIST_TABLE_INIT;

	(void)state;
	made(ROW("1", "9", "         8", "7", "a") ROW("2", "1", "         3", "3", "b"), 2,
	     &before);
	made(ROW("1", "2", "         4", "2", "z"), 1, &now);
	check_ok(hist_table_differ(&now, &before, &table));
	hist_test_is(&table, "1: 2 4 2.00 2 z\n");
	assert_int_equal(table.remarks.size, 1);
	assert_non_null(strstr(table.remarks.data[0], "was emptied in between"));
}

static void sorted(struct hist_table *table, const char *sort, const char *want)
{
	_cleanup_str_ struct str keys = STR_INIT;

	check_ok(hist_table_sort(table, sort));
	vec_for_each(&table->rows, row)
		str_appendf(&keys, "%" PRIu64 " ", row->cells.data[0].low);
	assert_string_equal(str_text(&keys), want);
}

static void rows_are_sorted_by_columns(void **state)
{
	_cleanup_hist_table_ struct hist_table table = HIST_TABLE_INIT;

	(void)state;
	made(ROW("3", "2", "         8", "7", "b") ROW("1", "2", "18446744073709551604", "3", "a")
		     ROW("2", "5", "         3", "5", "c"),
	     3, &table);
	sorted(&table, NULL, "1 2 3 ");
	sorted(&table, "hits", "1 3 2 ");
	sorted(&table, "hits.desc", "2 1 3 ");
	sorted(&table, "hitcount.descending,k.desc", "2 3 1 ");
	sorted(&table, "sum", "1 2 3 ");
	sorted(&table, "max.desc", "3 2 1 ");
	sorted(&table, "mean.desc,hits", "3 2 1 ");
	sorted(&table, "who.asc", "1 3 2 ");
	sorted(&table, "k.ascending", "1 2 3 ");
	free(table.sort);
	table.sort = hist_test_copy("k.desc");
	sorted(&table, NULL, "3 2 1 ");
}

static void orders_are_refused(void **state)
{
	static const struct {
		const char *sort, *part;
		size_t column;
	} bad[] = {
		{"", "no column ''", 1},
		{"hits,", "no column ''", 6},
		{"hits,summ.desc", "no column 'summ'", 6},
		{"hist", "Did you mean 'hits'?", 1},
		{"hits.up", "no column 'hits.up'", 1},
		{".desc", "no column '.desc'", 1},
	};
	_cleanup_hist_table_ struct hist_table table = HIST_TABLE_INIT;

	(void)state;
	made("", 0, &table);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct sonde_error *error = hist_table_sort(&table, bad[i].sort);

		assert_non_null(error);
		assert_int_equal(error->column, bad[i].column);
		check_error(error, SONDE_ERROR_NOT_FOUND, bad[i].part);
	}
}

static void what_is_left_out_is_counted(void **state)
{
	_cleanup_hist_table_ struct hist_table table = HIST_TABLE_INIT;

	(void)state;
	made(ROW("3", "2", "         8", "7", "b") ROW("1", "4", "         8", "3", "a")
		     ROW("2", "5", "         3", "5", "c"),
	     3, &table);
	check_ok(hist_table_sort(&table, "hits.desc"));
	check_ok(hist_table_top(&table, 5));
	assert_int_equal(table.left_out, 0);
	check_ok(hist_table_top(&table, 1));
	hist_test_is(&table, "2: 5 3 0.60 5 c\n");
	assert_int_equal(table.left_out, 2);
	assert_int_equal(table.left_out_hits, 6);
	check_ok(hist_table_top(&table, 0));
	assert_int_equal(table.rows.size, 0);
	assert_int_equal(table.left_out, 3);
}

/* Percentiles of rows `{ k: CELL } hitcount: N`, of one key. */
static void percentiles_of(const char *trigger, enum hist_shape shape, int size, const char *rows,
			   struct hist_percentiles *ret)
{
	static const double wanted[] = {50, 90, 99, 100};
	_cleanup_hist_raw_file_ struct hist_raw_file file = HIST_RAW_FILE_INIT;
	_cleanup_hist_layout_ struct hist_layout layout = HIST_LAYOUT_INIT;
	_cleanup_hist_table_ struct hist_table table = HIST_TABLE_INIT;

	hist_test_layout(&layout, "k", shape, size);
	hist_text_read(trigger, rows, 1, &file);
	check_ok(hist_table_make(&file.hists.data[0], &layout, &table));
	check_ok(hist_percentiles_make(&table, 0, wanted, 4, ret));
}

static void about(double got, double want)
{
	if (got < want - 1e-6 || got > want + 1e-6)
		fail_msg("%f is not %f", got, want);
}

static void percentiles_of_numbers_are_exact(void **state)
{
	_cleanup_hist_percentiles_ struct hist_percentiles p = HIST_PERCENTILES_INIT;

	(void)state;
	percentiles_of(
		"keys=k:vals=hitcount:size=128 [active]", HIST_SHAPE_PLAIN, -4,
		"{ k: 4294967293 } hitcount:         50\n{ k:          7 } hitcount:         40\n"
		"{ k:       1000 } hitcount:         10\n",
		&p);
	assert_false(p.is_interpolated);
	assert_int_equal(p.groups.size, 1);
	assert_int_equal(p.groups.data[0].count, 100);
	about(p.groups.data[0].values.data[0], -3);
	about(p.groups.data[0].values.data[1], 7);
	about(p.groups.data[0].values.data[2], 1000);
	about(p.groups.data[0].values.data[3], 1000);
}

static void percentiles_of_buckets_are_interpolated(void **state)
{
	_cleanup_hist_percentiles_ struct hist_percentiles log2 = HIST_PERCENTILES_INIT,
							   linear = HIST_PERCENTILES_INIT;

	(void)state;
	percentiles_of("keys=k.log2:vals=hitcount:size=128 [active]", HIST_SHAPE_LOG2, 8,
		       "{ k: ~ 2^3  } hitcount:         20\n{ k: ~ 2^4  } hitcount:         60\n"
		       "{ k: ~ 2^10 } hitcount:         20\n",
		       &log2);
	assert_true(log2.is_interpolated);
	/* 20 hits are up to 8; 30 of the 60 in (8, 16]; 10 of the 20 in (512, 1024]. */
	about(log2.groups.data[0].values.data[0], 12);
	about(log2.groups.data[0].values.data[1], 768);
	about(log2.groups.data[0].values.data[2], 512 + 512 * 19 / 20.0);
	about(log2.groups.data[0].values.data[3], 1024);
	percentiles_of(
		"keys=k.buckets=100:vals=hitcount:size=128 [active]", HIST_SHAPE_LINEAR, 8,
		"{ k: ~ 0-99 } hitcount:         99\n{ k: ~ 100-199 } hitcount:          1\n",
		&linear);
	assert_true(linear.is_interpolated);
	about(linear.groups.data[0].values.data[0], 50);
	about(linear.groups.data[0].values.data[2], 99);
	about(linear.groups.data[0].values.data[3], 199);
}

static void percentiles_are_of_groups(void **state)
{
	static const double wanted[] = {50};
	_cleanup_hist_layout_ struct hist_layout layout = HIST_LAYOUT_INIT;
	_cleanup_hist_table_ struct hist_table table = HIST_TABLE_INIT;
	_cleanup_hist_percentiles_ struct hist_percentiles p = HIST_PERCENTILES_INIT;

	(void)state;
	reads_layout(&layout);
	hist_test_file("6.12-amd64/second", 0, &layout, &table);
	check_error(hist_percentiles_make(&table, 0, wanted, 1, &p), SONDE_ERROR_UNAVAILABLE,
		    "'comm' has no percentiles");
	check_ok(hist_percentiles_make(&table, 1, wanted, 1, &p));
	assert_int_equal(p.groups.size, 3);
	/* busybox, cat, dd: 6 of 512 bytes, 7 of 4096, of which the first is the seventh. */
	assert_string_equal(table.rows.data[p.groups.data[2].row].cells.data[0].text, "dd");
	assert_int_equal(p.groups.data[2].count, 13);
	about(p.groups.data[2].values.data[0], 2048 + 2048 / 7.0);
}

static void nothing_has_no_percentiles(void **state)
{
	_cleanup_hist_table_ struct hist_table table = HIST_TABLE_INIT;
	_cleanup_hist_percentiles_ struct hist_percentiles p = HIST_PERCENTILES_INIT;
	static const double wanted[] = {50};

	(void)state;
	made("", 0, &table);
	check_ok(hist_percentiles_make(&table, 0, wanted, 1, &p));
	assert_int_equal(p.groups.size, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(equal_rows_are_added),
		cmocka_unit_test(unknown_misses_stay_unknown),
		cmocka_unit_test(intervals_have_what_came),
		cmocka_unit_test(rows_without_hits_are_not_in_it),
		cmocka_unit_test(what_was_emptied_is_told),
		cmocka_unit_test(rows_are_sorted_by_columns),
		cmocka_unit_test(orders_are_refused),
		cmocka_unit_test(what_is_left_out_is_counted),
		cmocka_unit_test(percentiles_of_numbers_are_exact),
		cmocka_unit_test(percentiles_of_buckets_are_interpolated),
		cmocka_unit_test(percentiles_are_of_groups),
		cmocka_unit_test(nothing_has_no_percentiles),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
