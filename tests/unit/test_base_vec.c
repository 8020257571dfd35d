/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/vec.h"

struct pair {
	int a;
	int b;
};

struct pairs VEC_BODY(struct pair);

static void test_push(void **state)
{
	VEC(uint64_t) numbers = VEC_INIT;
	uint64_t sum = 0;

	(void)state;
	for (uint64_t i = 0; i < 1000; i++)
		assert_null(vec_push(&numbers, i));
	assert_int_equal(numbers.size, 1000);
	assert_int_equal(numbers.data[999], 999);
	assert_int_equal(*vec_last(&numbers), 999);
	vec_for_each(&numbers, number)
		sum += *number;
	assert_int_equal(sum, 499500);
	vec_deinit(&numbers);
	assert_null(numbers.data);
	assert_int_equal(numbers.size, 0);
	assert_int_equal(numbers.capacity, 0);
}

static void test_structs(void **state)
{
	struct pairs pairs = VEC_INIT;
	const struct pairs *constant = &pairs;
	int count = 0;

	(void)state;
	vec_for_each(&pairs, pair)
		count++;
	assert_int_equal(count, 0);
	assert_null(vec_push(&pairs, (struct pair){1, 2}));
	assert_null(vec_push(&pairs, (struct pair){.b = 4}));
	/* A vector that may only be read can be walked too. */
	vec_for_each(constant, pair)
		count += pair->a + pair->b;
	assert_int_equal(count, 7);
	vec_deinit(&pairs);
	vec_deinit(&pairs);
}

static void test_grow(void **state)
{
	size_t capacity = 0;
	void *data = NULL;

	(void)state;
	assert_null(vec_grow(&data, &capacity, 0, 4));
	assert_null(data);
	assert_null(vec_grow(&data, &capacity, 9, 4));
	assert_non_null(data);
	assert_in_range(capacity, 9, 100);
	memset(data, 1, capacity * 4);
	free(data);
}

static void test_overflow(void **state)
{
	size_t capacity = 0;
	void *data = NULL;

	(void)state;
	assert_ptr_equal(vec_grow(&data, &capacity, SIZE_MAX, 1), &sonde_error_no_memory);
	assert_ptr_equal(vec_grow(&data, &capacity, SIZE_MAX / 4, 16), &sonde_error_no_memory);
	assert_null(data);
	assert_int_equal(capacity, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_push),
		cmocka_unit_test(test_structs),
		cmocka_unit_test(test_grow),
		cmocka_unit_test(test_overflow),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
