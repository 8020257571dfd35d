/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cli/measure/options.h"
#include "tests/unit/check.h"

static void check_time(const char *text, double seconds)
{
	double value = 0;

	check_ok(option_read_time("--x", text, &value));
	if (value < seconds * 0.999999 || value > seconds * 1.000001)
		fail_msg("%s is %g", text, value);
}

static void test_times(void **state)
{
	(void)state;
	check_time("5", 5);
	check_time("5s", 5);
	check_time("0.5", 0.5);
	check_time(".25", 0.25);
	check_time("2.", 2);
	check_time("500ms", 0.5);
	check_time("1500us", 0.0015);
	check_time("2m", 120);
	check_time("1.5h", 5400);
	check_time("1ms", 0.001);
}

static void test_no_times(void **state)
{
	static const char *const none[] = {"",	"x",   "-1",  "5x",  "5 s", "1e3", "inf",
					   ".", "0x5", "5s ", "5,2", "nan", "1:30"};
	static const char *const far[] = {"0", "0.0", "999us", "9999999999", "99999999h"};
	double value = 42;

	(void)state;
	for (size_t i = 0; i < sizeof(none) / sizeof(*none); i++)
		check_error(option_read_time("--x", none[i], &value), SONDE_ERROR_USAGE,
			    "--x takes a time as 5, 0.5, 500ms, 2m or 1h, not");
	for (size_t i = 0; i < sizeof(far) / sizeof(*far); i++)
		check_error(option_read_time("--x", far[i], &value), SONDE_ERROR_USAGE,
			    "--x takes a time from 1ms to ten years, not");
	assert_true(value == 42);
}

static void test_pids(void **state)
{
	struct measure_options options = {0};

	(void)state;
	check_ok(measure_options_take(&options, UNDERTAKING_OPTION_PID, "12,345"));
	check_ok(measure_options_take(&options, UNDERTAKING_OPTION_PID, "4194304"));
	assert_int_equal(options.common.pids.size, 3);
	assert_int_equal(options.common.pids.data[0], 12);
	assert_int_equal(options.common.pids.data[1], 345);
	assert_int_equal(options.common.pids.data[2], 4194304);
	check_error(measure_options_take(&options, UNDERTAKING_OPTION_PID, "1,"), SONDE_ERROR_USAGE,
		    "not '1,'");
	check_error(measure_options_take(&options, UNDERTAKING_OPTION_PID, "0"), SONDE_ERROR_USAGE,
		    "not '0'");
	check_error(measure_options_take(&options, UNDERTAKING_OPTION_PID, "4194305"),
		    SONDE_ERROR_USAGE, "not '4194305'");
	check_error(measure_options_take(&options, UNDERTAKING_OPTION_PID, "1 2"),
		    SONDE_ERROR_USAGE, "not '1 2'");
	measure_options_deinit(&options);
}

static void refused(const struct measure_options *options, const char *message)
{
	check_error(measure_options_check(options), SONDE_ERROR_USAGE, message);
}

/* What would be left out in silence, or would overwrite something else. */
static void test_not_together(void **state)
{
	(void)state;
	refused(&(struct measure_options){.format = MEASURE_OPENMETRICS, .top = 3},
		"--openmetrics cannot be used with --top");
	refused(&(struct measure_options){.common.output = "/tmp/x", .svg = "/tmp/x"}, "same file");
	refused(&(struct measure_options){.keep = "a", .top = 3},
		"--keep cannot be used with --top");
	refused(&(struct measure_options){.keep = "a", .sort = "n"},
		"--keep cannot be used with --sort");
	refused(&(struct measure_options){.keep = "123"}, "not a number as '123'");
	check_ok(measure_options_check(&(struct measure_options){.keep = "1a"}));
	check_ok(measure_options_check(
		&(struct measure_options){.common.output = "/tmp/x", .svg = "/tmp/y", .top = 1}));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_times),
		cmocka_unit_test(test_no_times),
		cmocka_unit_test(test_pids),
		cmocka_unit_test(test_not_together),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
