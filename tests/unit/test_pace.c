/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How long removing takes: said once, of what is many and slow. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

#include "cli/run/pace.h"
#include "tests/unit/check.h"

#define MILLISECOND UINT64_C(1000000)

static void test_print(void **state)
{
	static const struct {
		size_t count, done;
		uint64_t passed;
		const char *want;
	} rows[] = {
		{388, 10, 600 * MILLISECOND,
		 "Note: To remove 388 probes takes some 23 s, because the kernel waits for each of "
		 "them; --expedite makes that short."},
		{51, 10, 200 * MILLISECOND,
		 "Note: To remove 51 probes takes some 1 s, because the kernel waits for each of "
		 "them; --expedite makes that short."},
		{50, 10, 1000 * MILLISECOND, ""},
		{388, 10, 10 * MILLISECOND, ""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		_cleanup_str_ struct str out = STR_INIT;

		pace_print("probes", rows[i].count, rows[i].done, rows[i].passed, &out);
		assert_string_equal(str_text(&out), rows[i].want);
	}
}

/* Nothing that is fast, or that is to be quiet, says anything. */
static void test_step(void **state)
{
	char *text = NULL;
	size_t size = 0;
	struct pace pace = {.err = open_memstream(&text, &size), .what = "probes"};
	struct pace quiet = {.what = "probes"};

	(void)state;
	assert_non_null(pace.err);
	for (size_t i = 0; i <= 100; i++) {
		pace_step(&pace, i, 100);
		pace_step(&quiet, i, 100);
	}
	assert_int_equal(fflush(pace.err), 0);
	assert_int_equal(size, 0);
	/* The clock began long ago; what is tried anew says nothing anew. */
	for (int attempt = 0; attempt < 2; attempt++) {
		pace_step(&pace, 0, 100);
		pace.start = quiet.start = 1;
		for (size_t i = 1; i <= 100; i++) {
			pace_step(&pace, i, 100);
			pace_step(&quiet, i, 100);
		}
	}
	assert_int_equal(fclose(pace.err), 0);
	assert_non_null(strstr(text, "Note: To remove 100 probes takes some "));
	assert_ptr_equal(strchr(text, '\n'), text + size - 1);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_print),
		cmocka_unit_test(test_step),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
