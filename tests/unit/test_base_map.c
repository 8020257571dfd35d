/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/map.h"

static void test_empty(void **state)
{
	_cleanup_map_ struct map map = MAP_INIT;
	int count = 0;

	(void)state;
	assert_null(map_get(&map, "a"));
	assert_false(map_has(&map, "a"));
	map_for_each(&map, entry)
		count++;
	assert_int_equal(count, 0);
}

static void test_put(void **state)
{
	_cleanup_map_ struct map map = MAP_INIT;
	char key[] = "a";
	int one, two;

	(void)state;
	assert_null(map_put(&map, key, &one));
	/* The key is a copy. */
	key[0] = 'b';
	assert_ptr_equal(map_get(&map, "a"), &one);
	assert_false(map_has(&map, "b"));
	assert_null(map_put(&map, "a", &two));
	assert_ptr_equal(map_get(&map, "a"), &two);
	assert_int_equal(map.size, 1);
	assert_null(map_put(&map, "null", NULL));
	assert_true(map_has(&map, "null"));
	assert_null(map_get(&map, "null"));
	assert_null(map_put(&map, "", &one));
	assert_ptr_equal(map_get(&map, ""), &one);
	assert_int_equal(map.size, 3);
}

static void test_many(void **state)
{
	enum {
		COUNT = 10000
	};
	_cleanup_map_ struct map map = MAP_INIT;
	static char values[COUNT];
	char key[32];
	size_t seen = 0;

	(void)state;
	for (int i = 0; i < COUNT; i++) {
		snprintf(key, sizeof(key), "key%d", i);
		assert_null(map_put(&map, key, &values[i]));
	}
	assert_int_equal(map.size, COUNT);
	for (int i = 0; i < COUNT; i++) {
		snprintf(key, sizeof(key), "key%d", i);
		assert_ptr_equal(map_get(&map, key), &values[i]);
	}
	snprintf(key, sizeof(key), "key%d", COUNT);
	assert_null(map_get(&map, key));
	map_for_each(&map, entry) {
		char *value = entry->value;

		seen++;
		(*value)++;
	}
	assert_int_equal(seen, COUNT);
	for (int i = 0; i < COUNT; i++)
		assert_int_equal(values[i], 1);
	map_deinit(&map);
	assert_int_equal(map.size, 0);
	assert_false(map_has(&map, "key0"));
}

/* Copies are the map's own; that they are freed is what the sanitizer build sees. */
static void test_copies(void **state)
{
	struct map map = MAP_INIT;
	int number = 7;

	(void)state;
	assert_null(map_put_copy(&map, "seven", &number, sizeof(number)));
	assert_null(map_put_copy(&map, "nothing", NULL, sizeof(number)));
	number = 8;
	assert_ptr_not_equal(map_get(&map, "seven"), &number);
	assert_int_equal(*(int *)map_get(&map, "seven"), 7);
	assert_true(map_has(&map, "nothing"));
	assert_null(map_get(&map, "nothing"));
	map_deinit_values(&map);
	assert_int_equal(map.size, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_empty),
		cmocka_unit_test(test_put),
		cmocka_unit_test(test_many),
		cmocka_unit_test(test_copies),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
