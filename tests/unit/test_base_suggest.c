/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/suggest.h"

struct distance_row {
	const char *a, *b;
	size_t limit;
	size_t distance;
};

static void test_distance(void **state)
{
	static const struct distance_row rows[] = {
		{"", "", 3, 0},
		{"abc", "abc", 3, 0},
		{"abc", "abd", 3, 1},
		{"abc", "ab", 3, 1},
		{"abc", "xabc", 3, 1},
		{"abcd", "abdc", 3, 1},
		{"ab", "ba", 1, 1},
		{"vfs_raed", "vfs_read", 2, 1},
		{"kitten", "sitting", 3, 3},
		{"kitten", "sitting", 2, 3},
		{"abc", "xyz", 1, 2},
		{"", "abc", 3, 3},
		{"", "abc", 2, 3},
		{"a", "abcdefgh", 2, 3},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const struct distance_row *row = &rows[i];

		if (suggest_distance(row->a, row->b, row->limit) != row->distance)
			fail_msg("'%s' and '%s'", row->a, row->b);
		assert_int_equal(suggest_distance(row->b, row->a, row->limit), row->distance);
	}
}

/* Names over the internal bound are far from everything, and harmless. */
static void test_long(void **state)
{
	char a[300], b[300];

	(void)state;
	memset(a, 'a', sizeof(a));
	a[sizeof(a) - 1] = '\0';
	memcpy(b, a, sizeof(b));
	b[5] = 'b';
	assert_int_equal(suggest_distance(a, b, 9), 10);
	a[127] = b[127] = '\0';
	assert_int_equal(suggest_distance(a, b, 9), 1);
	a[127] = b[127] = 'a';
	a[128] = b[128] = '\0';
	assert_int_equal(suggest_distance(a, b, 9), 10);
}

static void test_offer(void **state)
{
	struct suggest suggest;
	struct sonde_error *error = sonde_error_new(SONDE_ERROR_NOT_FOUND, "No.");

	(void)state;
	suggest_init(&suggest, "vfs_raed");
	suggest_offer(&suggest, "ext4_read");
	assert_null(suggest.nearest);
	assert_ptr_equal(suggest_hint(&suggest, error), error);
	assert_null(error->hint);
	suggest_offer(&suggest, "vfs_rea");
	assert_string_equal(suggest.nearest, "vfs_rea");
	suggest_offer(&suggest, "vfs_read");
	assert_string_equal(suggest.nearest, "vfs_read");
	assert_int_equal(suggest.distance, 1);
	/* Neither one as near, nor the name itself. */
	suggest_offer(&suggest, "vfs_rae");
	suggest_offer(&suggest, "vfs_raed");
	assert_string_equal(suggest.nearest, "vfs_read");
	suggest_hint(&suggest, error);
	assert_string_equal(error->hint, "Did you mean 'vfs_read'?");
	suggest_deinit(&suggest);
	suggest_deinit(&suggest);
	sonde_error_destroy(error);
}

static void test_short(void **state)
{
	struct suggest suggest;

	(void)state;
	/* A third of two bytes is nothing. */
	suggest_init(&suggest, "ab");
	suggest_offer(&suggest, "ac");
	assert_null(suggest.nearest);
	suggest_deinit(&suggest);
	suggest_init(&suggest, "abc");
	suggest_offer(&suggest, "abd");
	assert_string_equal(suggest.nearest, "abd");
	suggest_deinit(&suggest);
}

/* However long it is, what has nothing in common but its end is no typing mistake. */
static void test_far(void **state)
{
	struct suggest suggest;

	(void)state;
	suggest_init(&suggest, "no_such_function");
	suggest_offer(&suggest, "io_wake_function");
	suggest_offer(&suggest, "no_fizz_function");
	assert_null(suggest.nearest);
	suggest_offer(&suggest, "no_suhc_funktio");
	assert_string_equal(suggest.nearest, "no_suhc_funktio");
	assert_int_equal(suggest.distance, 3);
	suggest_deinit(&suggest);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_distance), cmocka_unit_test(test_long),
		cmocka_unit_test(test_offer),	 cmocka_unit_test(test_short),
		cmocka_unit_test(test_far),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
