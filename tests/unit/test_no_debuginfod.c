/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a static program says instead of asking servers for debuginfo. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "image/debuginfod.h"
#include "tests/unit/check.h"

static void test_says_why(void **state)
{
	_cleanup_str_ struct str tried = STR_INIT;
	struct build_id id = {.bytes = {1, 2, 3}, .size = 3};
	char path[] = "left from before";
	char *found = path;

	(void)state;
	setenv("DEBUGINFOD_URLS", "http://127.0.0.1:1", 1);
	check_ok(debuginfod_find(&id, &tried, &found));
	assert_null(found);
	assert_string_equal(str_text(&tried),
			    "\n  debuginfod: not asked, as this sonde is linked statically");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_says_why),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
