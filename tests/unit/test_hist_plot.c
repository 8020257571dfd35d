/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tables in a terminal: bars, columns, stacks, footers, texts that would command it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/wide.h"
#include "hist/bar.h"
#include "hist/label.h"
#include "hist/order.h"
#include "hist/plot.h"
#include "tests/unit/check.h"
#include "tests/unit/hist_golden.h"
#include "tests/unit/hist_samples.h"

static void print(const struct sample *sample, const struct hist_style *style, struct str *out)
{
	_cleanup_hist_table_ struct hist_table table = HIST_TABLE_INIT;

	sample->make(&table);
	check_ok(hist_plot_print(&table, style, out));
}

static void test_samples(void **state)
{
	static const struct {
		const char *suffix;
		struct hist_style style;
	} styles[] = {
		{"ascii", {.width = 80}},
		{"utf8", {.utf8 = true, .width = 100}},
		{"colour", {.utf8 = true, .colour = true, .width = 60}},
		{"file", {.utf8 = true}},
	};

	(void)state;
	for (size_t i = 0; i < SAMPLE_COUNT; i++) {
		for (size_t k = 0; k < sizeof(styles) / sizeof(*styles); k++) {
			_cleanup_str_ struct str out = STR_INIT;

			print(&samples[i], &styles[k].style, &out);
			check_golden(samples[i].name, styles[k].suffix, &out);
		}
	}
}

/* Of ours there are only the codes of colours. */
static void check_harmless(const char *text)
{
	size_t left = strlen(text);

	while (left) {
		uint32_t code = 0;
		const size_t size = str_character(text, left, &code);

		assert_true(size > 0);
		assert_true(*text == '\n' || !str_is_command(code));
		text += size;
		left -= size;
	}
}

static void test_harmless(void **state)
{
	(void)state;
	for (unsigned width = 0; width < 130; width++) {
		const struct hist_style style = {.utf8 = width % 2, .width = width};

		for (size_t i = 0; i < SAMPLE_COUNT; i++) {
			_cleanup_str_ struct str out = STR_INIT;

			print(&samples[i], &style, &out);
			check_harmless(str_text(&out));
		}
	}
}

/* The width of the widest line, footers left out: they are sentences. */
static size_t widest(char *text)
{
	char *end = strstr(text, "\n\n"), *place = NULL;
	size_t width = 0;

	assert_non_null(end);
	*end = '\0';
	for (char *line = strtok_r(text, "\n", &place); line; line = strtok_r(NULL, "\n", &place))
		if (wide_text(line) > width)
			width = wide_text(line);
	return width;
}

static void test_width(void **state)
{
	(void)state;
	for (unsigned width = 60; width < 200; width += 7) {
		const struct hist_style style = {.utf8 = width % 2, .width = width};
		_cleanup_str_ struct str latency = STR_INIT, names = STR_INIT;

		print(&samples[0], &style, &latency);
		print(&samples[2], &style, &names);
		assert_true(widest(latency.data) <= width);
		assert_true(widest(names.data) <= width);
	}
}

/* Stacks that are sorted by a sum have its bars and shares, as lists have. */
static void test_stacks_by_sum(void **state)
{
	static const uint64_t hits[] = {1, 3, 2}, sums[] = {300, 100, 0};
	_cleanup_hist_table_ struct hist_table table = HIST_TABLE_INIT;
	_cleanup_str_ struct str out = STR_INIT, cut = STR_INIT;

	(void)state;
	sample_key(&table, "stack", NULL, HIST_SHAPE_STACK);
	sample_value(&table, "hits", NULL, HIST_VALUE_COUNT);
	sample_value(&table, "sum(count)", NULL, HIST_VALUE_SUM);
	for (size_t i = 0; i < 3; i++) {
		sample_row(&table, hits[i]);
		sample_stack(&table, "f", NULL);
		sample_integer(&table, (int64_t)sums[i], false);
	}
	check_ok(hist_plot_print(&table, &(struct hist_style){.utf8 = false}, &out));
	assert_non_null(
		strstr(str_text(&out), "1 hit, sum(count) 300  75.0%  ####################\n"));
	assert_non_null(strstr(str_text(&out), "3 hits, sum(count) 100  25.0%  #######\n"));
	/* Of what was left out the sum is not known. */
	check_ok(hist_table_top(&table, 2));
	check_ok(hist_plot_print(&table, &(struct hist_style){.utf8 = false}, &cut));
	assert_non_null(strstr(str_text(&cut), "3 hits, sum(count) 100  #######\n"));
}

static void test_bars(void **state)
{
	static const struct {
		double share;
		bool utf8;
		const char *bar;
	} bars[] = {
		{0, true, ""},
		{-1, true, ""},
		{1e-9, true, "\xe2\x96\x8f"},
		{1e-9, false, "."},
		{0.25, true, "\xe2\x96\x88"},
		{0.25 + 4.0 / 32, true, "\xe2\x96\x88\xe2\x96\x8c"},
		{0.25, false, "#"},
		{1, false, "####"},
		{7, false, "####"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bars) / sizeof(*bars); i++) {
		_cleanup_str_ struct str out = STR_INIT;

		hist_bar_print(bars[i].share, 4, bars[i].utf8, &out);
		assert_string_equal(str_text(&out), bars[i].bar);
	}
}

static void test_cut(void **state)
{
	static const struct {
		const char *text;
		size_t width;
		bool utf8;
		const char *cut;
	} cuts[] = {
		{"abcdefgh", 8, true, "abcdefgh"},
		{"abcdefgh", 7, true,
		 "abc\xe2\x80\xa6"
		 "fgh"},
		{"abcdefgh", 7, false, "ab...gh"},
		{"abcdefgh", 2, false, "ab"},
		{"abcdefgh", 0, false, ""},
		{"\xe6\x97\xa5\xe6\x97\xa5\xe6\x97\xa5", 6, true,
		 "\xe6\x97\xa5\xe6\x97\xa5\xe6\x97\xa5"},
		{"\xe6\x97\xa5\xe6\x97\xa5\xe6\x97\xa5", 4, true, "\xe6\x97\xa5\xe2\x80\xa6"},
		{"e\xcc\x81t\xc3\xa9", 3, true, "e\xcc\x81t\xc3\xa9"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cuts) / sizeof(*cuts); i++) {
		_cleanup_str_ struct str out = STR_INIT;

		wide_cut(cuts[i].text, cuts[i].width, cuts[i].utf8, &out);
		assert_string_equal(str_text(&out), cuts[i].cut);
		assert_true(wide_text(str_text(&out)) <= cuts[i].width);
	}
}

static void test_bounds(void **state)
{
	static const struct {
		enum hist_shape shape;
		const char *unit;
		uint64_t bound;
		bool is_signed;
		const char *label;
	} bounds[] = {
		{HIST_SHAPE_LOG2, NULL, 0, false, "0"},
		{HIST_SHAPE_LOG2, NULL, 512, false, "512"},
		{HIST_SHAPE_LOG2, NULL, 1024, false, "1K"},
		{HIST_SHAPE_LOG2, "B", 1025, false, "1025"},
		{HIST_SHAPE_LOG2, "B", (uint64_t)1 << 63, false, "8E"},
		{HIST_SHAPE_LOG2, "us", 512, false, "512us"},
		{HIST_SHAPE_LOG2, "us", 1024, false, "1.02ms"},
		{HIST_SHAPE_LOG2, "us", 65536, false, "65.5ms"},
		{HIST_SHAPE_LOG2, "us", 524288, false, "524ms"},
		{HIST_SHAPE_LOG2, "us", 1048576, false, "1.05s"},
		{HIST_SHAPE_LOG2, "ns", 1048576, false, "1.05ms"},
		{HIST_SHAPE_LOG2, "ms", 2, false, "2ms"},
		{HIST_SHAPE_LOG2, NULL, (uint64_t)-4, true, "-4"},
		{HIST_SHAPE_LINEAR, "us", 1048576, false, "1048576"},
		{HIST_SHAPE_LINEAR, NULL, UINT64_MAX, true, "-1"},
		{HIST_SHAPE_LINEAR, NULL, UINT64_MAX, false, "18446744073709551615"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bounds) / sizeof(*bounds); i++) {
		const struct hist_column column = {.shape = bounds[i].shape,
						   .unit = (char *)bounds[i].unit};
		_cleanup_str_ struct str out = STR_INIT;

		hist_label_bound(&column, bounds[i].bound, bounds[i].is_signed, &out);
		assert_string_equal(str_text(&out), bounds[i].label);
	}
}

/* What is counted in a larger unit than the kernel's has no bucket of one number. */
static void test_begun(void **state)
{
	static const struct {
		enum hist_shape shape;
		uint64_t low, high;
		const char *label;
	} rows[] = {
		{HIST_SHAPE_LOG2, 0, 1, "[0ms, 1ms]"}, {HIST_SHAPE_LOG2, 2, 2, "(1ms, 2ms]"},
		{HIST_SHAPE_LOG2, 5, 8, "(4ms, 8ms]"}, {HIST_SHAPE_LINEAR, 1, 1, "(0, 1]"},
		{HIST_SHAPE_LINEAR, 5, 6, "(4, 6]"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const struct hist_column column = {
			.shape = rows[i].shape, .unit = (char *)"ms", .scale = 1000};
		const struct hist_cell cell = {
			.kind = HIST_CELL_RANGE, .low = rows[i].low, .high = rows[i].high};
		_cleanup_str_ struct str out = STR_INIT;

		hist_label_cell(&column, &cell, &out);
		assert_string_equal(str_text(&out), rows[i].label);
	}
}

static void test_numbers(void **state)
{
	static const struct {
		double number;
		const char *real, *brief;
	} numbers[] = {
		{0, "0.00", "0"},
		{2.6, "2.60", "2.6"},
		{99.94, "99.9", "99.9"},
		{999.4, "999", "999"},
		{999.6, "1,000", "1k"},
		{1234567, "1,234,567", "1.23M"},
		{-1234.5, "-1,234", "-1.23e+03"},
		{1e18, "1,000,000,000,000,000,000", "1E"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
		_cleanup_str_ struct str real = STR_INIT, brief = STR_INIT;

		hist_label_real(numbers[i].number, &real);
		hist_label_short(numbers[i].number, &brief);
		assert_string_equal(str_text(&real), numbers[i].real);
		assert_string_equal(str_text(&brief), numbers[i].brief);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_samples),	      cmocka_unit_test(test_harmless),
		cmocka_unit_test(test_width),	      cmocka_unit_test(test_bars),
		cmocka_unit_test(test_stacks_by_sum), cmocka_unit_test(test_cut),
		cmocka_unit_test(test_bounds),	      cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_begun),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
