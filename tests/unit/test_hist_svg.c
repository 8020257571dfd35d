/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Drawings. hist_outputs.sh has others read what this has. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <time.h>

#include "hist/heat.h"
#include "hist/heat_draw.h"
#include "hist/svg.h"
#include "hist/svg_page.h"
#include "tests/unit/check.h"
#include "tests/unit/hist_golden.h"
#include "tests/unit/hist_samples.h"

static void test_samples(void **state)
{
	(void)state;
	for (size_t i = 0; i < SAMPLE_COUNT; i++) {
		_cleanup_hist_table_ struct hist_table table = HIST_TABLE_INIT;
		_cleanup_str_ struct str out = STR_INIT;

		samples[i].make(&table);
		check_ok(hist_svg_print(&table, &out));
		check_golden(samples[i].name, "svg", &out);
	}
}

/* A second of a service that has a slow moment, and gets slower. */
static void make_second(struct hist_table *table, unsigned second)
{
	const bool is_slow = second > 20 && second < 26;

	table->title = sample_copy("blk_mq_start_request, blk_mq_complete_request: latency");
	sample_key(table, "comm", NULL, HIST_SHAPE_STRING);
	sample_key(table, "latency", "us", HIST_SHAPE_LOG2);
	sample_value(table, "hits", NULL, HIST_VALUE_COUNT);
	for (unsigned power = 4; power < 18; power++) {
		const unsigned middle = 7 + second / 20,
			       far = power > middle ? power - middle : middle - power;
		uint64_t hits = far < 5 ? 20000 >> (2 * far) : 0;

		if (is_slow && power > 13 && power < 17)
			hits += 100 * power;
		if (!hits)
			continue;
		sample_row(table, hits);
		sample_text(table, power % 2 ? "fio" : "kworker/u8:2");
		sample_log2(table, power);
	}
	table->missed = second == 3;
	table->seconds = 1;
	table->ended = 1700000000 + second;
}

static void test_heat(void **state)
{
	_cleanup_hist_heat_ struct hist_heat heat = HIST_HEAT_INIT;
	_cleanup_str_ struct str nothing = STR_INIT, out = STR_INIT;

	(void)state;
	check_ok(hist_heat_print(&heat, &nothing));
	check_golden("heat-empty", "svg", &nothing);
	for (unsigned second = 0; second < 60; second++) {
		_cleanup_hist_table_ struct hist_table table = HIST_TABLE_INIT;

		make_second(&table, second);
		check_ok(hist_heat_add(&heat, &table));
	}
	assert_int_equal(heat.columns.size, 60);
	check_ok(hist_heat_print(&heat, &out));
	check_golden("heat", "svg", &out);
}

/* However many there are, memory is bounded and no hit is lost. */
static void test_many_columns(void **state)
{
	_cleanup_hist_heat_ struct hist_heat heat = HIST_HEAT_INIT;
	uint64_t hits = 0, counted = 0;

	(void)state;
	for (unsigned i = 0; i < 5000; i++) {
		_cleanup_hist_table_ struct hist_table table = HIST_TABLE_INIT;

		make_second(&table, i % 60);
		table.ended = 1700000000 + i;
		check_ok(hist_heat_add(&heat, &table));
		hits += table.hits;
		assert_true(heat.columns.size <= HIST_HEAT_COLUMNS);
	}
	vec_for_each(&heat.columns, column) {
		assert_true(column->end > column->begin);
		for (size_t i = 0; i < column->counts.size; i++)
			counted += column->counts.data[i];
	}
	assert_true(counted == hits && heat.total.hits == hits);
	assert_true(vec_last(&heat.columns)->end > 4998 && vec_last(&heat.columns)->end < 5001);
	assert_int_equal(heat.total.missed, 84);
}

static void test_heat_of_samples(void **state)
{
	(void)state;
	for (size_t i = 0; i < SAMPLE_COUNT; i++) {
		_cleanup_hist_heat_ struct hist_heat heat = HIST_HEAT_INIT;
		_cleanup_str_ struct str out = STR_INIT;
		_cleanup_free_ char *name = NULL;

		for (unsigned k = 0; k < 3; k++) {
			_cleanup_hist_table_ struct hist_table table = HIST_TABLE_INIT;

			samples[i].make(&table);
			check_ok(hist_heat_add(&heat, &table));
		}
		check_ok(hist_heat_print(&heat, &out));
		assert_true(asprintf(&name, "heat-%s", samples[i].name) > 0);
		check_golden(name, "svg", &out);
	}
}

static void test_colours(void **state)
{
	_cleanup_str_ struct str first = STR_INIT, last = STR_INIT;

	(void)state;
	heat_colour(0, &first);
	heat_colour(1, &last);
	assert_string_equal(str_text(&first), "#ffecb3");
	assert_string_equal(str_text(&last), "#6e0f41");
	assert_true(heat_part(1, 1, 1000) < 0.001);
	assert_true(heat_part(1000, 1, 1000) > 0.999);
	assert_true(heat_part(10, 1, 1000) > 0.33 && heat_part(10, 1, 1000) < 0.337);
	assert_true(heat_part(5, 5, 5) > 0.999);
}

/* Not more than asked for, and never less than the number; 1, 2 or 5 times a power of ten. */
static void test_ticks(void **state)
{
	static const double steps[][3] = {
		{10, 5, 2}, {1, 5, 0.2}, {12904, 6, 5000}, {1.8e19, 6, 5e18}, {0.003, 3, 0.001},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(steps) / sizeof(*steps); i++) {
		const double step = svg_tick_step(steps[i][0], (unsigned)steps[i][1]);

		assert_true(step > steps[i][2] * 0.999 && step < steps[i][2] * 1.001);
	}
}

static void test_lengths(void **state)
{
	static const struct {
		double length;
		const char *text;
	} lengths[] = {{0, "0"},	{-0.01, "0"}, {12, "12"},
		       {12.34, "12.3"}, {0.96, "1"},  {-1.5, "-1.5"}};

	(void)state;
	for (size_t i = 0; i < sizeof(lengths) / sizeof(*lengths); i++) {
		_cleanup_str_ struct str out = STR_INIT;

		svg_length(lengths[i].length, &out);
		assert_string_equal(str_text(&out), lengths[i].text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_samples),	     cmocka_unit_test(test_heat),
		cmocka_unit_test(test_many_columns), cmocka_unit_test(test_heat_of_samples),
		cmocka_unit_test(test_colours),	     cmocka_unit_test(test_ticks),
		cmocka_unit_test(test_lengths),
	};

	setenv("TZ", "UTC", 1);
	tzset();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
