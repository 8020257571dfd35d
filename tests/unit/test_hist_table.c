/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tables of hits: cells, their order, their texts, copies. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "hist/table.h"

static struct hist_cell number(uint64_t low)
{
	return (struct hist_cell){.kind = HIST_CELL_NUMBER, .low = low, .high = low};
}

static struct hist_cell minus(int64_t low)
{
	return (struct hist_cell){.kind = HIST_CELL_NUMBER,
				  .is_signed = true,
				  .low = (uint64_t)low,
				  .high = (uint64_t)low};
}

static struct hist_cell range(uint64_t low, uint64_t high)
{
	return (struct hist_cell){.kind = HIST_CELL_RANGE, .low = low, .high = high};
}

static struct hist_cell text(char *text)
{
	return (struct hist_cell){.kind = HIST_CELL_TEXT, .text = text};
}

static void before(struct hist_cell a, struct hist_cell b)
{
	assert_true(hist_cell_compare(&a, &b) < 0);
	assert_true(hist_cell_compare(&b, &a) > 0);
	assert_int_equal(hist_cell_compare(&a, &a), 0);
}

static void cells_have_an_order(void **state)
{
	char *shorter[] = {"a+0x1", "b+0x2"}, *longer[] = {"a+0x1", "b+0x2", "c+0x3"};
	struct hist_cell a = {.kind = HIST_CELL_STACK, .frames = {shorter, 2, 2}};
	struct hist_cell b = {.kind = HIST_CELL_STACK, .frames = {longer, 3, 3}};

	(void)state;
	before(number(1), number(UINT64_MAX));
	before(minus(-1), minus(0));
	before(minus(-2), minus(-1));
	before(minus(-1), minus(INT64_MAX));
	before(range(0, 1), range(2, 2));
	before(range(3, 4), range(3, 8));
	before(text("a"), text("b"));
	before(text(NULL), text("b"));
	before(a, b);
	before(number(5), text("1"));
}

static void values_have_an_order(void **state)
{
	const struct hist_value none = {0},
				small = {HIST_VALUE_INTEGER, true, (uint64_t)-3, 0, NULL},
				big = {HIST_VALUE_INTEGER, true, 3, 0, NULL},
				mean = {HIST_VALUE_REAL, false, 5, 2.5, NULL},
				word = {HIST_VALUE_TEXT, false, 0, 0, "w"};
	const struct hist_value *order[] = {&none, &small, &mean, &big, &word};

	(void)state;
	for (size_t i = 0; i < 5; i++) {
		for (size_t j = 0; j < 5; j++)
			assert_int_equal(hist_value_compare(order[i], order[j]), (i > j) - (i < j));
	}
}

static void cell_is(enum hist_shape shape, struct hist_cell cell, const char *want)
{
	const struct hist_column column = {.shape = shape};
	_cleanup_str_ struct str out = STR_INIT;

	hist_cell_print(&column, &cell, &out);
	assert_string_equal(str_text(&out), want);
}

static void cells_are_printed(void **state)
{
	char *frames[] = {"vfs_open+0x5", "do_open+0x1 [m]"};
	struct hist_cell process = number(12), name = minus(-2);

	(void)state;
	process.text = "cat";
	name.text = "ENOENT";
	cell_is(HIST_SHAPE_PLAIN, number(UINT64_MAX), "18446744073709551615");
	cell_is(HIST_SHAPE_PLAIN, minus(-1), "-1");
	cell_is(HIST_SHAPE_HEX, minus(-1), "0xffffffffffffffff");
	cell_is(HIST_SHAPE_LOG2, range(5, 8), "[5, 8]");
	cell_is(HIST_SHAPE_LOG2, range(2, 2), "2");
	cell_is(HIST_SHAPE_STRING, text(NULL), "");
	cell_is(HIST_SHAPE_ERRNO, name, "ENOENT");
	cell_is(HIST_SHAPE_PROCESS, process, "cat (12)");
	cell_is(HIST_SHAPE_PROCESS, number(12), "12");
	cell_is(HIST_SHAPE_STACK,
		(struct hist_cell){.kind = HIST_CELL_STACK, .frames = {frames, 2, 2}},
		"vfs_open+0x5 < do_open+0x1 [m]");
}

static void value_is(struct hist_value value, const char *want)
{
	const struct hist_column column = {0};
	_cleanup_str_ struct str out = STR_INIT;

	hist_value_print(&column, &value, &out);
	assert_string_equal(str_text(&out), want);
}

static void values_are_printed(void **state)
{
	(void)state;
	value_is((struct hist_value){0}, "-");
	value_is((struct hist_value){HIST_VALUE_INTEGER, true, (uint64_t)-7, 0, NULL}, "-7");
	value_is((struct hist_value){HIST_VALUE_INTEGER, false, 7, 0, "SEVEN"}, "SEVEN");
	value_is((struct hist_value){HIST_VALUE_REAL, false, 5, 2.5, NULL}, "2.50");
	value_is((struct hist_value){HIST_VALUE_TEXT, false, 0, 0, "w"}, "w");
}

static char *copy_of(const char *text)
{
	char *copy;

	assert_null(sonde_strdup(text, &copy));
	return copy;
}

static void a_copy_shares_nothing(void **state)
{
	_cleanup_hist_table_ struct hist_table table = HIST_TABLE_INIT, copy = HIST_TABLE_INIT;
	struct hist_row row = {0};
	struct hist_cell stack = {.kind = HIST_CELL_STACK};

	(void)state;
	assert_true(table.missed == UINT64_MAX);
	table.title = copy_of("vfs_read: count");
	table.hits = 7;
	table.missed = 3;
	assert_null(vec_push(&table.keys, (struct hist_column){.title = copy_of("stack")}));
	assert_null(vec_push(&table.values, (struct hist_column){.title = copy_of("hits")}));
	assert_null(vec_push(&stack.frames, copy_of("vfs_open+0x5")));
	assert_null(vec_push(&row.cells, stack));
	assert_null(vec_push(&row.values, (struct hist_value){HIST_VALUE_INTEGER, false, 7, 0,
							      copy_of("seven")}));
	assert_null(vec_push(&table.rows, row));
	assert_null(hist_table_remark(&table, "%d hits.", 7));
	assert_null(hist_table_remark(&table, "7 hits."));
	assert_null(hist_table_copy(&table, &copy));
	hist_table_deinit(&table);
	assert_string_equal(copy.title, "vfs_read: count");
	assert_true(copy.hits == 7 && copy.missed == 3);
	assert_string_equal(copy.keys.data[0].title, "stack");
	assert_string_equal(copy.values.data[0].title, "hits");
	assert_string_equal(copy.rows.data[0].cells.data[0].frames.data[0], "vfs_open+0x5");
	assert_string_equal(copy.rows.data[0].values.data[0].text, "seven");
	assert_true(hist_row_count(&copy.rows.data[0]) == 7);
	assert_int_equal(copy.remarks.size, 1);
	assert_string_equal(copy.remarks.data[0], "7 hits.");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cells_have_an_order),	 cmocka_unit_test(values_have_an_order),
		cmocka_unit_test(cells_are_printed),	 cmocka_unit_test(values_are_printed),
		cmocka_unit_test(a_copy_shares_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
