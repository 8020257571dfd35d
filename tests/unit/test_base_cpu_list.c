/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lists of processors. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/cpu_list.h"
#include "tests/unit/check.h"

static void test_count(void **state)
{
	static const struct {
		const char *list;
		uint64_t count;
	} rows[] = {
		{"", 0},
		{"\n", 0},
		{"x", 0},
		{"0\n", 1},
		{"0-3\n", 4},
		{"0,3", 4},
		{"3,0", 4},
		{"0-1,4-7,9", 10},
		{"63", 64},
		{"64-127", 128},
		{"0-", 0},
		{"0,", 1},
		{"2x", 3},
		{"0-8191", 8192},
		{"0-8192", 0},
		{"3-1", 0},
		{"0-18446744073709551615", 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		if (cpu_list_count(rows[i].list) != rows[i].count)
			fail_msg("%s", rows[i].list);
	}
}

static void test_bits(void **state)
{
	struct cpu_bits bits = VEC_INIT;

	(void)state;
	check_ok(cpu_list_bits(NULL, &bits));
	assert_int_equal(bits.size, 0);
	check_ok(cpu_list_bits("0-2,33,62-65,200", &bits));
	assert_int_equal(bits.size, 4);
	assert_true(bits.data[0] == (UINT64_C(3) << 62 | UINT64_C(1) << 33 | 7));
	assert_true(bits.data[1] == 3);
	assert_true(bits.data[2] == 0);
	assert_true(bits.data[3] == UINT64_C(1) << (200 - 192));
	/* What would take all of memory. */
	check_error(cpu_list_bits("0,1-18446744073709551615", &bits), SONDE_ERROR_FORMAT,
		    "1-18446744073709551615 is no range of CPUs");
	vec_deinit(&bits);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_count),
		cmocka_unit_test(test_bits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
