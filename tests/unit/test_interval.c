/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <limits.h>
#include <math.h>

#include "cli/run/interval.h"

#define SECOND 1000000000ULL

static void test_seconds(void **state)
{
	(void)state;
	assert_int_equal(interval_of_seconds(0), 0);
	assert_int_equal(interval_of_seconds(-1), 0);
	assert_int_equal(interval_of_seconds(NAN), 0);
	assert_int_equal(interval_of_seconds(0.25), SECOND / 4);
	assert_int_equal(interval_of_seconds(3), 3 * SECOND);
	assert_int_equal(interval_of_seconds(INFINITY), interval_of_seconds(INTERVAL_MOST));
}

static void test_none(void **state)
{
	struct interval interval = interval_init(5, 0);

	(void)state;
	assert_false(interval_is_over(&interval, UINT64_MAX - 1));
	assert_false(interval_spent(&interval, SECOND));
	assert_int_equal(interval_wait(5, interval.next, INTERVAL_NEVER), -1);
}

/* However late one is looked at, the next one ends at a multiple of its length. */
static void test_does_not_drift(void **state)
{
	const uint64_t start = 7 * SECOND + 123;
	struct interval interval = interval_init(start, 2);

	(void)state;
	assert_false(interval_is_over(&interval, start));
	assert_false(interval_is_over(&interval, start + 2 * SECOND - 1));
	assert_true(interval_is_over(&interval, start + 2 * SECOND + 300));
	assert_int_equal(interval.next, start + 4 * SECOND);
	assert_true(interval_is_over(&interval, start + 4 * SECOND));
	assert_int_equal(interval.next, start + 6 * SECOND);
	/* Stopped for some of them, as by Ctrl-Z. */
	assert_true(interval_is_over(&interval, start + 11 * SECOND));
	assert_int_equal(interval.next, start + 12 * SECOND);
}

static void test_backs_off(void **state)
{
	struct interval interval = interval_init(0, 1);

	(void)state;
	assert_true(interval_is_over(&interval, SECOND));
	assert_false(interval_spent(&interval, SECOND / 10));
	assert_int_equal(interval.next, 2 * SECOND);
	assert_true(interval_spent(&interval, SECOND / 10 + 1));
	assert_int_equal(interval.step, 2 * SECOND);
	assert_int_equal(interval.next, 3 * SECOND);
	/* As often as it needs. */
	assert_true(interval_spent(&interval, SECOND));
	assert_int_equal(interval.step, 16 * SECOND);
	assert_false(interval_spent(&interval, SECOND));
}

static void test_waits_for_the_first(void **state)
{
	(void)state;
	assert_int_equal(interval_wait(SECOND, 2 * SECOND, INTERVAL_NEVER), 1000);
	assert_int_equal(interval_wait(SECOND, 3 * SECOND, 2 * SECOND), 1000);
	/* Not less, or it would wake up before. */
	assert_int_equal(interval_wait(0, 1, INTERVAL_NEVER), 1);
	assert_int_equal(interval_wait(2, 1, INTERVAL_NEVER), 0);
	assert_int_equal(interval_wait(0, INTERVAL_NEVER - 1, INTERVAL_NEVER), INT_MAX);
	assert_int_equal(interval_shorter(3, 2), 2);
	assert_int_equal(interval_shorter(0, 2), 0);
	assert_int_equal(interval_shorter(-1, 2), 2);
	assert_int_equal(interval_shorter(3, -1), 3);
	assert_int_equal(interval_shorter(-1, -1), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_seconds),
		cmocka_unit_test(test_none),
		cmocka_unit_test(test_does_not_drift),
		cmocka_unit_test(test_backs_off),
		cmocka_unit_test(test_waits_for_the_first),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
