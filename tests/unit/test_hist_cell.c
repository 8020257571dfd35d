/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Hist files of kernels, and what they mean. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/hist_tables.h"

/* The table of the file @p name by one key is as @p want says. */
static void file_is(const char *name, const char *field, enum hist_shape shape, int size,
		    const char *want)
{
	_cleanup_hist_layout_ struct hist_layout layout = HIST_LAYOUT_INIT;
	_cleanup_hist_table_ struct hist_table table = HIST_TABLE_INIT;

	hist_test_layout(&layout, field, shape, size);
	hist_test_file(name, 0, &layout, &table);
	hist_test_is(&table, want);
}

/* The file was made by 0 1 1 2 3 4 5 8 9 100 1000 1048577 8589934592 9223372036854775807. */
static void buckets_have_the_numbers_that_the_kernel_puts_there(void **state)
{
	(void)state;
	file_is("6.12-amd64/log2", "length", HIST_SHAPE_LOG2, 8,
		"[0, 1]: 3\n2: 1\n[3, 4]: 2\n[5, 8]: 2\n[9, 16]: 1\n[65, 128]: 1\n[513, 1024]: 1\n"
		"[1048577, 2097152]: 1\n[4294967297, 8589934592]: 1\n"
		"[4611686018427387905, 9223372036854775808]: 1\n");
	file_is("6.1-amd64/log2", "length", HIST_SHAPE_LOG2, -8,
		"[0, 1]: 3\n2: 1\n[3, 4]: 2\n[5, 8]: 2\n[9, 16]: 1\n[65, 128]: 1\n[513, 1024]: 1\n"
		"[1048577, 2097152]: 1\n[4294967297, 8589934592]: 1\n"
		"[4611686018427387905, 9223372036854775807]: 1\n");
	file_is("6.12-amd64/linear", "length", HIST_SHAPE_LINEAR, 8,
		"[0, 99]: 9\n[100, 199]: 1\n[1000, 1099]: 1\n[1048500, 1048599]: 1\n"
		"[8589934500, 8589934599]: 1\n[9223372036854775800, 9223372036854775899]: 1\n");
	file_is("6.12-amd64/hex", "length", HIST_SHAPE_HEX, 8,
		"0x0: 1\n0x1: 2\n0x2: 1\n0x3: 1\n0x4: 1\n0x5: 1\n0x8: 1\n0x9: 1\n0x64: 1\n0x3e8: "
		"1\n0x100001: 1\n0x200000000: 1\n0x7fffffffffffffff: 1\n");
}

/* Buckets that the kernel cannot make are the same as those that it makes. */
static void plain_numbers_are_put_into_buckets(void **state)
{
	_cleanup_hist_layout_ struct hist_layout log2 = HIST_LAYOUT_INIT, linear = HIST_LAYOUT_INIT,
						 minus = HIST_LAYOUT_INIT;
	_cleanup_hist_table_ struct hist_table table = HIST_TABLE_INIT, tens = HIST_TABLE_INIT,
					       below = HIST_TABLE_INIT;

	(void)state;
	hist_test_layout(&log2, "length", HIST_SHAPE_LOG2, 8);
	log2.keys.data[0].is_folded = true;
	hist_test_file("6.12-amd64/several", 0, &log2, &table);
	hist_test_is(&table, "[0, 1]: 3\n2: 1\n[3, 4]: 2\n[5, 8]: 2\n[9, 16]: 1\n[65, 128]: 1\n"
			     "[513, 1024]: 1\n[1048577, 2097152]: 1\n[4294967297, 8589934592]: 1\n"
			     "[4611686018427387905, 9223372036854775808]: 1\n");
	hist_test_layout(&linear, "length", HIST_SHAPE_LINEAR, 8);
	linear.keys.data[0].is_folded = true;
	linear.keys.data[0].width = 100;
	hist_test_file("6.12-amd64/several", 0, &linear, &tens);
	hist_test_is(&tens, "[0, 99]: 9\n[100, 199]: 1\n[1000, 1099]: 1\n[1048500, 1048599]: 1\n"
			    "[8589934500, 8589934599]: 1\n"
			    "[9223372036854775800, 9223372036854775899]: 1\n");
	hist_test_key(&minus, "r64", HIST_SHAPE_LOG2, -8);
	hist_test_key(&minus, "r32", HIST_SHAPE_LINEAR, -4);
	hist_test_key(&minus, "r16", HIST_SHAPE_PLAIN, -2);
	minus.keys.data[0].is_folded = minus.keys.data[1].is_folded = true;
	minus.keys.data[1].width = 10;
	hist_test_value(&minus, "hits", "hitcount", HIST_VALUE_COUNT, 8);
	hist_test_file("6.12-amd64/negative", 0, &minus, &below);
	hist_test_is(&below, "[-9223372036854775808, -1] [-20, -11] -20: 1\n"
			     "[-9223372036854775808, -1] [-10, -1] -2: 12\n[3, 4] [0, 9] 4: 45\n");
}

/* Buckets of 100 as numbers of hundreds, which have buckets of their own. */
static void buckets_of_a_smaller_unit(void **state)
{
	_cleanup_hist_layout_ struct hist_layout log2 = HIST_LAYOUT_INIT;
	_cleanup_hist_table_ struct hist_table table = HIST_TABLE_INIT;

	(void)state;
	hist_test_layout(&log2, "length", HIST_SHAPE_LOG2, 8);
	log2.keys.data[0].is_folded = true;
	log2.keys.data[0].scale = 100;
	hist_test_file("6.12-amd64/linear", 0, &log2, &table);
	/* 100 to 199 are above one hundred, up to two. */
	hist_test_is(&table,
		     "[0, 1]: 9\n2: 1\n[9, 16]: 1\n[8193, 16384]: 1\n[67108865, 134217728]: 1\n"
		     "[72057594037927937, 144115188075855872]: 1\n");
}

static void units_divide_what_the_kernel_has(void **state)
{
	_cleanup_hist_layout_ struct hist_layout layout = HIST_LAYOUT_INIT;
	_cleanup_hist_table_ struct hist_table table = HIST_TABLE_INIT;

	(void)state;
	hist_test_key(&layout, "comm", HIST_SHAPE_STRING, 0);
	hist_test_key(&layout, "count", HIST_SHAPE_LOG2, 8);
	hist_test_value(&layout, "hits", "hitcount", HIST_VALUE_COUNT, 8);
	hist_test_value(&layout, "sum", "count", HIST_VALUE_SUM, 8);
	hist_test_value(&layout, "mean", "count", HIST_VALUE_MEAN, 8);
	hist_test_value(&layout, "max", "max", HIST_VALUE_MAX, 8);
	for (size_t i = 1; i < 4; i++)
		layout.values.data[i].scale = 1000;
	hist_test_file("6.12-amd64/second", 0, &layout, &table);
	hist_test_is(&table,
		     "busybox [0, 1]: 542 0.54 0.00 0.00\n"
		     "cat [32769, 65536]: 5 327.68 65.54 65.54\n"
		     "dd [257, 512]: 6 3.07 0.51 0.51\ndd [2049, 4096]: 7 28.67 4.10 4.10\n");
	assert_int_equal(table.rows.data[1].values.data[1].integer, 327680);
}

/* The file was made by -20, -2 and 4. */
static void signs_are_put_back(void **state)
{
	static const char *const kernels[] = {"6.12-amd64", "6.1-amd64", "6.12-arm64", "6.1-arm64"};
	_cleanup_hist_layout_ struct hist_layout keys = HIST_LAYOUT_INIT, linear = HIST_LAYOUT_INIT;
	_cleanup_hist_table_ struct hist_table table = HIST_TABLE_INIT, buckets = HIST_TABLE_INIT;

	(void)state;
	hist_test_key(&keys, "r64", HIST_SHAPE_ERRNO, -8);
	hist_test_key(&keys, "r32", HIST_SHAPE_PLAIN, -4);
	hist_test_key(&keys, "r16", HIST_SHAPE_PLAIN, 2);
	hist_test_value(&keys, "hits", "hitcount", HIST_VALUE_COUNT, 8);
	hist_test_file("6.12-amd64/negative", 0, &keys, &table);
	hist_test_is(&table, "ENOTDIR -20 65516: 1\nENOENT -2 65534: 12\n4 4 4: 45\n");
	hist_test_layout(&linear, "r64", HIST_SHAPE_LINEAR, -8);
	hist_test_file("6.12-amd64/negativelog2", 2, &linear, &buckets);
	hist_test_is(&buckets, "[-26, -17]: 1\n[-6, -1]: 12\n[0, 9]: 49\n");
	for (size_t i = 0; i < 4; i++) {
		_cleanup_hist_layout_ struct hist_layout layout = HIST_LAYOUT_INIT;
		_cleanup_hist_table_ struct hist_table log2 = HIST_TABLE_INIT;
		_cleanup_free_ char *name = NULL;

		assert_true(asprintf(&name, "%s/negativelog2", kernels[i]) >= 0);
		hist_test_layout(&layout, "r64", HIST_SHAPE_LOG2, -8);
		hist_test_file(name, 0, &layout, &log2);
		assert_int_equal(log2.rows.size, 2);
		assert_true((int64_t)log2.rows.data[0].cells.data[0].low == INT64_MIN);
		assert_true((int64_t)log2.rows.data[0].cells.data[0].high == -1);
		assert_int_equal(log2.rows.data[0].values.data[0].integer, 13);
		assert_int_equal(log2.rows.data[1].cells.data[0].low, 3);
	}
}

/* A cell of a key that has a sign, as text. */
static void cell_is(const char *file, int size, uint64_t width, uint64_t scale, bool is_folded,
		    const char *want)
{
	_cleanup_hist_raw_file_ struct hist_raw_file raw = HIST_RAW_FILE_INIT;
	_cleanup_hist_layout_ struct hist_layout layout = HIST_LAYOUT_INIT;
	_cleanup_hist_table_ struct hist_table table = HIST_TABLE_INIT;
	_cleanup_str_ struct str text = STR_INIT;

	str_appendf(&text,
		    "# event histogram\n#\n# trigger info: hist:keys=us%s:vals=hitcount:sort=us:"
		    "size=2048 [active]\n#\n\n%s\nTotals:\n    Hits: 9\n    Entries: 9\n"
		    "    Dropped: 0\n",
		    strchr(file, '~') ? ".buckets=2" : "", file);
	hist_test_layout(&layout, "us", HIST_SHAPE_LINEAR, size);
	layout.keys.data[0].width = width;
	layout.keys.data[0].scale = scale;
	layout.keys.data[0].is_folded = is_folded;
	check_ok(hist_read(str_text(&text), text.size, &raw));
	check_ok(hist_table_make(&raw.hists.data[0], &layout, &table));
	hist_test_is(&table, want);
}

/* 4.5 is above 4 and up to 5: the whole one that was begun. */
static void buckets_of_milliseconds(void **state)
{
	(void)state;
	cell_is("{ us: ~ 0-999 } hitcount:          3\n"
		"{ us: ~ 1000-1999 } hitcount:          5\n"
		"{ us: ~ 4000-4999 } hitcount:          1\n",
		8, 1, 1000, true, "1: 3\n2: 5\n5: 1\n");
	cell_is("{ us: ~ 0-1999 } hitcount:          3\n"
		"{ us: ~ 4000-5999 } hitcount:          1\n",
		8, 2, 1000, true, "[1, 2]: 3\n[5, 6]: 1\n");
}

/* Buckets begin at multiples of the width below 0 too, and go no further than the numbers. */
static void buckets_of_numbers_with_a_sign(void **state)
{
	(void)state;
	cell_is("{ us: ~ 18446744073709551602-18446744073709551603 } hitcount:          3\n"
		"{ us: ~ 18446744073709551614-18446744073709551615 } hitcount:         58\n"
		"{ us: ~ 18446744073709551564-18446744073709551565 } hitcount:          1\n"
		"{ us: ~ 0-1 } hitcount:          2\n"
		"{ us: ~ 48-49 } hitcount:          1\n"
		"{ us: ~ 50-51 } hitcount:          4\n",
		-8, 50, 1, true, "[-100, -51]: 1\n[-50, -1]: 61\n[0, 49]: 3\n[50, 99]: 4\n");
	/* As many bytes as the field has. */
	cell_is("{ us: ~ 4294967282-4294967283 } hitcount:          3\n", -4, 50, 1, true,
		"[-50, -1]: 3\n");
	cell_is("{ us: ~ 65534-65535 } hitcount:          3\n", -2, 2, 0, false, "[-2, -1]: 3\n");
	cell_is("{ us: 18446744073709551615 } hitcount:          1\n"
		"{ us:          6 } hitcount:          1\n"
		"{ us: 9223372036854775808 } hitcount:          1\n"
		"{ us: 9223372036854775807 } hitcount:          1\n",
		-8, 10, 0, true,
		"[-9223372036854775808, -9223372036854775801]: 1\n[-10, -1]: 1\n[0, 9]: 1\n"
		"[9223372036854775800, 9223372036854775807]: 1\n");
	cell_is("{ us: 18446744073709551615 } hitcount:          1\n", -8, UINT64_MAX, 0, true,
		"[-9223372036854775808, -1]: 1\n");
}

static void numbers_have_names(void **state)
{
	_cleanup_hist_raw_file_ struct hist_raw_file file = HIST_RAW_FILE_INIT;
	_cleanup_hist_layout_ struct hist_layout layout = HIST_LAYOUT_INIT;
	_cleanup_hist_table_ struct hist_table table = HIST_TABLE_INIT;

	(void)state;
	hist_test_layout(&layout, "e", HIST_SHAPE_ENUM, -4);
	check_ok(enumeration_add(&layout.keys.data[0].values, "NONE", 0));
	check_ok(enumeration_add(&layout.keys.data[0].values, "BAD", (uint64_t)-1));
	hist_text_read(
		"keys=e:vals=hitcount:size=128 [active]",
		"{ e:          0 } hitcount:          1\n{ e: 4294967295 } hitcount:          2\n"
		"{ e:          7 } hitcount:          3\n",
		3, &file);
	check_ok(hist_table_make(&file.hists.data[0], &layout, &table));
	hist_test_is(&table, "BAD: 2\nNONE: 1\n7: 3\n");
	file_is("6.12-amd64/syscall", "id", HIST_SHAPE_SYSCALL, 8,
		"set_tid_address: 13\nexit_group: 29\nopenat: 58\nset_robust_list: 43\npipe2: 1\n"
		"prlimit64: 13\ngetrandom: 13\nrseq: 13\n");
}

/* The first frames of the first row of a file. */
static void stack_begins(const char *name, const char *field, const char *want)
{
	_cleanup_hist_layout_ struct hist_layout layout = HIST_LAYOUT_INIT;
	_cleanup_hist_table_ struct hist_table table = HIST_TABLE_INIT;
	_cleanup_str_ struct str text = STR_INIT;

	hist_test_layout(&layout, field, HIST_SHAPE_STACK, 0);
	hist_test_file(name, 0, &layout, &table);
	vec_for_each(&table.rows, row) {
		str_truncate(&text, 0);
		hist_cell_print(&table.keys.data[0], &row->cells.data[0], &text);
		if (strncmp(str_text(&text), want, strlen(want)) != 0)
			fail_msg("%s: '%s' does not begin with '%s'", name, str_text(&text), want);
	}
	assert_true(table.rows.size > 0);
}

/* The remarks of the table of a file of stacks. */
static size_t remarks_of(const char *name)
{
	_cleanup_hist_layout_ struct hist_layout layout = HIST_LAYOUT_INIT;
	_cleanup_hist_table_ struct hist_table table = HIST_TABLE_INIT;

	hist_test_layout(&layout, "stacktrace", HIST_SHAPE_STACK, 0);
	hist_test_file(name, 0, &layout, &table);
	vec_for_each(&table.remarks, remark)
		assert_non_null(strstr(*remark, "the kernel keeps 16 frames"));
	return table.remarks.size;
}

/* Those of arm64 are, since half of them is the probe's own. */
static void cut_stacks_are_told(void **state)
{
	(void)state;
	assert_int_equal(remarks_of("6.1-arm64/stack"), 1);
	assert_int_equal(remarks_of("6.12-amd64/stack"), 0);
}

static void stacks_begin_with_what_is_probed(void **state)
{
	(void)state;
	stack_begins("6.12-amd64/stack", "stacktrace", "vfs_open+0x9 < path_openat+0x7f0 < ");
	stack_begins("6.12-amd64/stackret", "stacktrace", "path_openat+0x7f0 < do_filp_open+");
	stack_begins("6.12-amd64/stackint3", "stacktrace", "vfs_open+0x13 < path_openat+0x7f0 < ");
	stack_begins("6.1-amd64/stack", "stacktrace", "vfs_open+0x5 < path_openat+0xb7d < ");
	stack_begins("6.1-amd64/stackret", "common_stacktrace", "path_openat+0xb7d < ");
	stack_begins("6.1-amd64/stackint3", "stacktrace", "vfs_open+0x9");
	stack_begins("6.1-arm64/stack", "stacktrace", "vfs_open+0x0 < do_filp_open+0xa4 < ");
	stack_begins("6.1-arm64/stackret", "stacktrace", "path_openat+0xa4c < do_filp_open+");
	stack_begins("6.1-arm64/stackint3", "stacktrace", "vfs_open+0x14 < do_filp_open+");
	stack_begins("6.12-arm64/stack", "stacktrace", "vfs_open+0x0 < do_filp_open+0xa4 < ");
	stack_begins("6.12-arm64/stackret", "stacktrace", "path_openat+0x7bc < do_filp_open+");
	stack_begins("6.12-arm64/stackint3", "stacktrace", "vfs_open+0x14 < do_filp_open+");
}

/* A tracepoint's stacks have nothing of a probe: all of their lines stay. */
static void stacks_of_others_stay(void **state)
{
	_cleanup_hist_raw_file_ struct hist_raw_file file = HIST_RAW_FILE_INIT;
	_cleanup_hist_layout_ struct hist_layout layout = HIST_LAYOUT_INIT;
	_cleanup_hist_table_ struct hist_table table = HIST_TABLE_INIT;

	(void)state;
	stack_begins("6.12-amd64/switchstack", "stacktrace", "__schedule+0x5bc < ");
	hist_test_layout(&layout, "stacktrace", HIST_SHAPE_STACK, 0);
	hist_text_read(
		"keys=stacktrace:vals=hitcount:size=128 [active]",
		"{ stacktrace:\n         f+0x1/0x2 [m]\n         asm_exc_int3+0x1/0x2\n"
		"         0xffffffffc03de034\n} hitcount:          1\n"
		"{ stacktrace:\n         kprobe_ftrace_handler+0x1/0x2\n"
		"         0xffffffffc03de034\n         g+0x1/0x2\n         asm_exc_int3+0x1/0x2\n"
		"} hitcount:          2\n"
		"{ stacktrace:\n         opt_pre_handler+0x1/0x2\n         0xffffffffc03de034\n"
		"} hitcount:          4\n"
		"{ stacktrace:\n         aggr_pre_handler+0x1/0x2\n"
		"         kprobe_ftrace_handler+0x1/0x2\n         0xffffffffc03de034\n"
		"         g+0x1/0x2\n         asm_exc_int3+0x1/0x2\n} hitcount:          3\n",
		4, &file);
	check_ok(hist_table_make(&file.hists.data[0], &layout, &table));
	/* Two that differed in the probe are one; of the last nothing is left. */
	hist_test_is(&table, ": 4\nf+0x1 [m] < asm_exc_int3+0x1 < 0xffffffffc03de034: 1\n"
			     "g+0x1 < asm_exc_int3+0x1: 5\n");
}

static void symbols_have_offsets_or_are_functions(void **state)
{
	_cleanup_hist_layout_ struct hist_layout offsets = HIST_LAYOUT_INIT,
						 functions = HIST_LAYOUT_INIT;
	_cleanup_hist_table_ struct hist_table table = HIST_TABLE_INIT, made = HIST_TABLE_INIT;

	(void)state;
	hist_test_layout(&offsets, "caller", HIST_SHAPE_SYM, 8);
	hist_test_value(&offsets, "count", "count", HIST_VALUE_SUM, 8);
	hist_test_file("6.12-amd64/symoffset", 0, &offsets, &table);
	hist_test_is(&table, "ksys_read+0x6f: 5 132608\nksys_read+0xbb: 271 271\n");
	assert_int_equal(table.rows.data[0].cells.data[0].kind, HIST_CELL_NUMBER);
	/* Both places are in one function. */
	hist_test_layout(&functions, "caller", HIST_SHAPE_FUNC, 8);
	hist_test_value(&functions, "mean", "count", HIST_VALUE_MEAN, 8);
	hist_test_file("6.12-amd64/symoffset", 0, &functions, &made);
	hist_test_is(&made, "ksys_read: 276 481.45\n");
	assert_true(made.rows.data[0].values.data[1].integer == 132608 + 271);
}

static void commands_and_constants_are_texts(void **state)
{
	_cleanup_hist_layout_ struct hist_layout layout = HIST_LAYOUT_INIT;
	_cleanup_hist_table_ struct hist_table table = HIST_TABLE_INIT;

	(void)state;
	hist_test_key(&layout, "fd", HIST_SHAPE_PLAIN, 4);
	hist_test_key(&layout, "=work", HIST_SHAPE_STRING, 0);
	hist_test_key(&layout, "common_pid", HIST_SHAPE_COMM, 4);
	hist_test_key(&layout, "length", HIST_SHAPE_PLAIN, 8);
	hist_test_value(&layout, "hits", "hitcount", HIST_VALUE_COUNT, 8);
	hist_test_file("6.12-amd64/execname3", 0, &layout, &table);
	assert_int_equal(table.rows.size, 13);
	assert_int_equal(table.rows.data[1].values.data[0].integer, 2);
	assert_string_equal(table.rows.data[1].cells.data[1].text, "work");
	assert_string_equal(table.rows.data[1].cells.data[2].text, "truncate");
}

/* All keys are the same in all rows: what the kernel has counted by instead says nothing. */
static void constants_alone_are_one_row(void **state)
{
	static const char text[] =
		"# event histogram\n#\n# trigger info: hist:keys=common_cpu:vals=hitcount:"
		"sort=hitcount:size=2048 [active]\n#\n\n{ common_cpu:          0 } hitcount:      "
		"    3\n{ common_cpu:          1 } hitcount:          4\n\nTotals:\n    Hits: 7\n"
		"    Entries: 2\n    Dropped: 0\n";
	_cleanup_hist_raw_file_ struct hist_raw_file file = HIST_RAW_FILE_INIT;
	_cleanup_hist_layout_ struct hist_layout layout = HIST_LAYOUT_INIT,
						 lacking = HIST_LAYOUT_INIT;
	_cleanup_hist_table_ struct hist_table table = HIST_TABLE_INIT;

	(void)state;
	check_ok(hist_read(text, strlen(text), &file));
	hist_test_layout(&layout, "=work", HIST_SHAPE_FUNC, 0);
	check_ok(hist_table_make(&file.hists.data[0], &layout, &table));
	hist_test_is(&table, "work: 7\n");
	/* With another one it is a key that was not asked for. */
	hist_test_key(&lacking, "=work", HIST_SHAPE_FUNC, 0);
	hist_test_layout(&lacking, "comm", HIST_SHAPE_STRING, 0);
	hist_table_deinit(&table);
	check_error(hist_table_make(&file.hists.data[0], &lacking, &table), SONDE_ERROR_MISMATCH,
		    "lacks 'comm'");
}

static void the_worst_comes_with_what_was_saved(void **state)
{
	_cleanup_hist_layout_ struct hist_layout layout = HIST_LAYOUT_INIT;
	_cleanup_hist_table_ struct hist_table table = HIST_TABLE_INIT;

	(void)state;
	hist_test_layout(&layout, "comm", HIST_SHAPE_STRING, 0);
	hist_test_value(&layout, "max", "max", HIST_VALUE_MAX, 8);
	hist_test_value(&layout, "comm", "comm", HIST_VALUE_WORST, 0);
	hist_test_value(&layout, "caller", "caller", HIST_VALUE_WORST, 8);
	layout.values.data[3].shape = HIST_SHAPE_HEX;
	layout.sort = hist_test_copy("max.desc");
	hist_test_file("6.1-amd64/onmax", 0, &layout, &table);
	assert_int_equal(table.values.data[3].of, 1);
	assert_string_equal(table.rows.data[0].cells.data[0].text, "cat");
	assert_int_equal(table.rows.data[0].values.data[1].integer, 65536);
	assert_string_equal(table.rows.data[0].values.data[2].text, "cat");
	assert_int_equal(table.rows.data[2].values.data[1].integer, 1);
}

static void the_table_says_what_the_file_does(void **state)
{
	_cleanup_hist_layout_ struct hist_layout layout = HIST_LAYOUT_INIT,
						 length = HIST_LAYOUT_INIT;
	_cleanup_hist_table_ struct hist_table table = HIST_TABLE_INIT, paused = HIST_TABLE_INIT;

	(void)state;
	hist_test_layout(&layout, "common_timestamp", HIST_SHAPE_PLAIN, 8);
	layout.title = hist_test_copy("calls");
	hist_test_file("6.12-amd64/dropped", 0, &layout, &table);
	assert_string_equal(table.title, "calls");
	assert_true(table.dropped > 0);
	assert_int_equal(table.entries, 128);
	assert_int_equal(table.size, 128);
	assert_int_equal(table.hits, 128);
	assert_true(table.missed == UINT64_MAX);
	assert_int_equal(table.remarks.size, 0);
	hist_test_layout(&length, "length", HIST_SHAPE_PLAIN, 8);
	hist_test_file("6.12-amd64/paused", 0, &length, &paused);
	assert_int_equal(paused.remarks.size, 1);
	assert_non_null(strstr(paused.remarks.data[0], "is paused"));
}

static void rows_that_texts_have_forged_are_told(void **state)
{
	_cleanup_hist_raw_file_ struct hist_raw_file file = HIST_RAW_FILE_INIT;
	_cleanup_hist_layout_ struct hist_layout layout = HIST_LAYOUT_INIT;
	_cleanup_hist_table_ struct hist_table table = HIST_TABLE_INIT;
	_cleanup_str_ struct str rows = STR_INIT;

	(void)state;
	str_appendf(&rows, "{ f: %-50s } hitcount: %10u\n{ f: %-50s } hitcount: %10u\n", "a", 9,
		    "b", 1);
	hist_text_read("keys=f:vals=hitcount:size=128 [active]", str_text(&rows), 1, &file);
	hist_test_layout(&layout, "f", HIST_SHAPE_STRING, 0);
	check_ok(hist_table_make(&file.hists.data[0], &layout, &table));
	assert_int_equal(table.remarks.size, 1);
	assert_non_null(strstr(table.remarks.data[0], "says 1 rows and shows 2"));
}

/* The error of a layout that is not that of the file. */
static void refused(const char *name, const char *field, enum hist_shape shape, const char *part)
{
	_cleanup_hist_raw_file_ struct hist_raw_file file = HIST_RAW_FILE_INIT;
	_cleanup_hist_layout_ struct hist_layout layout = HIST_LAYOUT_INIT;
	_cleanup_hist_table_ struct hist_table table = HIST_TABLE_INIT;

	hist_file_read(name, &file);
	hist_test_layout(&layout, field, shape, 8);
	check_error(hist_table_make(&file.hists.data[0], &layout, &table), SONDE_ERROR_MISMATCH,
		    part);
}

static void other_layouts_are_refused(void **state)
{
	(void)state;
	refused("6.12-amd64/log2", "width", HIST_SHAPE_LOG2, "lacks 'width'. Its trigger: hist:");
	refused("6.12-amd64/repeated", "length", HIST_SHAPE_PLAIN, "has more keys");
	refused("6.12-amd64/nohitcount", "comm", HIST_SHAPE_STRING, "lacks 'hitcount'");
	for (int shape = 0; shape < HIST_SHAPE_COUNT; shape++) {
		if (shape != HIST_SHAPE_LOG2)
			refused("6.12-amd64/log2", "length", (enum hist_shape)shape,
				"has 'length' in another shape");
	}
	refused("6.12-amd64/hex", "length", HIST_SHAPE_LOG2, "in another shape than 'log2'");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(buckets_have_the_numbers_that_the_kernel_puts_there),
		cmocka_unit_test(plain_numbers_are_put_into_buckets),
		cmocka_unit_test(buckets_of_a_smaller_unit),
		cmocka_unit_test(units_divide_what_the_kernel_has),
		cmocka_unit_test(signs_are_put_back),
		cmocka_unit_test(buckets_of_numbers_with_a_sign),
		cmocka_unit_test(buckets_of_milliseconds),
		cmocka_unit_test(numbers_have_names),
		cmocka_unit_test(stacks_begin_with_what_is_probed),
		cmocka_unit_test(cut_stacks_are_told),
		cmocka_unit_test(stacks_of_others_stay),
		cmocka_unit_test(symbols_have_offsets_or_are_functions),
		cmocka_unit_test(commands_and_constants_are_texts),
		cmocka_unit_test(constants_alone_are_one_row),
		cmocka_unit_test(the_worst_comes_with_what_was_saved),
		cmocka_unit_test(the_table_says_what_the_file_does),
		cmocka_unit_test(rows_that_texts_have_forged_are_told),
		cmocka_unit_test(other_layouts_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
