/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tables as JSON. hist_outputs.sh has others read what this has. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "cli/measure/json.h"
#include "tests/unit/check.h"
#include "tests/unit/hist_golden.h"
#include "tests/unit/hist_samples.h"

static void test_samples(void **state)
{
	(void)state;
	for (size_t i = 0; i < SAMPLE_COUNT; i++) {
		_cleanup_hist_table_ struct hist_table table = HIST_TABLE_INIT;
		_cleanup_str_ struct str lines = STR_INIT, line = STR_INIT;

		samples[i].make(&table);
		check_ok(json_print_table(&table, false, &lines));
		check_golden(samples[i].name, "json", &lines);
		check_ok(json_print_table(&table, true, &line));
		check_golden(samples[i].name, "line.json", &line);
		assert_ptr_equal(strchr(str_text(&line), '\n'), str_text(&line) + line.size - 1);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_samples),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
