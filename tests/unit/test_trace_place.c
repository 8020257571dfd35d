/* SPDX-License-Identifier: GPL-2.0-or-later */
/* At which place of an event a hit was. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cli/trace/place.h"

/* Of functions that begin with endbr64, one that does not, and one that is not known. */
#define FIRST	UINT64_C(0xffffffff81000010)
#define SECOND	UINT64_C(0xffffffff81000040)
#define UNKNOWN 2

static struct trace_addresses kernel_places(void)
{
	struct trace_addresses addresses = {0};

	assert_null(vec_push(&addresses.list, FIRST));
	assert_null(vec_push(&addresses.list, SECOND));
	assert_null(vec_push(&addresses.list, (uint64_t)0));
	return addresses;
}

static void hits_of_the_kernel_have_places(void **state)
{
	struct trace_addresses addresses = kernel_places();

	(void)state;
	assert_int_equal(trace_addresses_place(&addresses, SECOND), 1);
	assert_int_equal(trace_addresses_place(&addresses, FIRST), 0);
	/* Behind endbr64. */
	assert_int_equal(trace_addresses_place(&addresses, SECOND + 4), 1);
	assert_true(trace_addresses_place(&addresses, SECOND + 5) == SIZE_MAX);
	assert_true(trace_addresses_place(&addresses, SECOND - 4) == SIZE_MAX);
	assert_true(trace_addresses_place(&addresses, 0) == SIZE_MAX);
	assert_true(trace_addresses_place(&addresses, 4) == SIZE_MAX);
	/* A place of its own is there before it. */
	assert_null(vec_push(&addresses.list, SECOND + 4));
	assert_int_equal(trace_addresses_place(&addresses, SECOND + 4), 3);
	trace_addresses_deinit(&addresses);
}

static void addresses_are_those_of_places(void **state)
{
	struct trace_addresses addresses = kernel_places();

	(void)state;
	assert_true(trace_addresses_of_hit(&addresses, 1, SECOND + 4) == SECOND);
	assert_true(trace_addresses_of_hit(&addresses, UNKNOWN, FIRST + 4) == FIRST + 4);
	assert_true(trace_addresses_of_hit(&addresses, SIZE_MAX, FIRST + 4) == FIRST + 4);
	/* Of a program it is known where in the file it is. */
	addresses.is_user = true;
	assert_true(trace_addresses_of_hit(&addresses, 0, 0x55550010) == 0x55550010);
	trace_addresses_deinit(&addresses);
}

static void hits_of_programs_have_places(void **state)
{
	struct trace_addresses addresses = {.is_user = true};

	(void)state;
	assert_null(vec_push(&addresses.list, (uint64_t)0x1010));
	assert_int_equal(trace_addresses_place(&addresses, 0x7), 0);
	assert_null(vec_push(&addresses.list, (uint64_t)0x2020));
	assert_int_equal(trace_addresses_place(&addresses, 0x55556020), 1);
	assert_true(trace_addresses_place(&addresses, 0x55556024) == SIZE_MAX);
	assert_null(vec_push(&addresses.list, (uint64_t)0x5020));
	assert_true(trace_addresses_place(&addresses, 0x55556020) == SIZE_MAX);
	trace_addresses_deinit(&addresses);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hits_of_the_kernel_have_places),
		cmocka_unit_test(addresses_are_those_of_places),
		cmocka_unit_test(hits_of_programs_have_places),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
