/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a question calls the arguments of a definition. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cli/ask/arg.h"
#include "probe/grammar.h"
#include "tests/unit/check.h"

static void test_fetches(void **state)
{
	static const struct {
		const char *definition, *name;
		bool is;
	} rows[] = {
		{"f count", "count", true},
		{"f count", "counts", false},
		{"f n=count", "n", true},
		/* What it fetches, whatever it is called and of which type it is. */
		{"f n=count", "count", true},
		{"f n=count:u32", "count", true},
		{"f name=file->f_path.dentry:string", "file->f_path.dentry", true},
		{"f file->f_path.dentry", "file.f_path->dentry", true},
		{"f file->f_path.dentry", "dentry", true},
		{"f file->f_path.dentry", "file->f_path", false},
		{"f a[2].b", "a[2].b", true},
		{"f a[2].b", "a[1].b", false},
		{"f%return $retval", "$retval", true},
		{"f%return $retval", "ret", true},
		{"f%return r=$retval", "ret", true},
		{"f%return $retval->x", "ret", false},
		{"f ret", "$retval", false},
		/* Nobody knows yet which these are. */
		{"f $params", "count", false},
		{"f $vars", "count", false},
		{"f", "count", false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		_cleanup_probe_def_ struct probe_def def = {0};

		check_ok(probe_def_parse(rows[i].definition, &def));
		if (ask_def_fetches(&def, rows[i].name) != rows[i].is)
			fail_msg("'%s' and '%s'", rows[i].definition, rows[i].name);
	}
}

static void test_retval(void **state)
{
	(void)state;
	assert_true(ask_is_retval("$retval"));
	assert_true(ask_is_retval("ret"));
	assert_false(ask_is_retval("retval"));
	assert_false(ask_is_retval("$ret"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fetches),
		cmocka_unit_test(test_retval),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
