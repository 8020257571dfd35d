/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/tracing_tree.h"
#include "tracefs/refusal.h"

#define FILL "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"

struct column_row {
	/** The kernel's, with its caret. */
	const char *command;
	size_t column;
	const char *line;
	size_t want;
};

static const struct column_row rows[] = {
	{"hist:keys=nosuch:sort=hitcount", 11, "hist:keys=nosuch:sort=hitcount", 11},
	{"hist:keys=other", 11, "hist:keys=nosuch", 0},
	/* A filter is shown by itself. */
	{"nosuch > 5", 0, "hist:keys=ret:sort=hitcount if nosuch > 5", 31},
	{"nosuch > 5", 1, "hist:keys=ret:sort=hitcount if nosuch > 5", 32},
	{"nosuch > 5", 8, "hist:keys=ret:sort=hitcount if nosuch > 5", 39},
	{"nosuch > 5", 99, "hist:keys=ret:sort=hitcount if nosuch > 5", 42},
	{"such > 5", 1, "hist:keys=ret if nosuch > 5", 0},
	{"", 1, "hist:keys=ret if nosuch > 5", 0},
	/* The kernel keeps 255 bytes. */
	{"hist:keys=" FILL FILL FILL, 241, "hist:keys=" FILL FILL FILL FILL ":y=nosuch", 241},
	{"hist:keys=" FILL FILL FILL, 335, "hist:keys=" FILL FILL FILL FILL ":y=nosuch", 335},
	{"hist:keys=" FILL FILL FILL, 999, "hist:keys=" FILL FILL FILL FILL ":y=nosuch", 340},
	/* What is so short was not cut. */
	{"hist:keys=" FILL, 20, "hist:keys=" FILL FILL, 0},
	{"s:sonde_x_lat nosuch lat", 15, "s:sonde_x_lat nosuch lat", 15},
};

static void test_columns(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		_cleanup_free_ char *command = strdup(rows[i].command);
		const struct errlog_entry entry = {.stamp = (char[]){"1"},
						   .location = (char[]){"x"},
						   .text = (char[]){"y"},
						   .command = command,
						   .column = rows[i].column};

		if (refusal_column(&entry, rows[i].line) != rows[i].want)
			fail_msg("row %zu: column %zu", i, refusal_column(&entry, rows[i].line));
	}
}

#define ENTRY(stamp, location, text, command, caret)     \
	"[   " stamp "] " location ": error: " text "\n" \
	"  Command: " command "\n"                       \
	"           " caret "^\n"

static const char line[] = "hist:keys=ret if nosuch > 5";

static void test_explained(void **state)
{
	_cleanup_errlog_ struct errlog before = VEC_INIT;
	_cleanup_errlog_ struct errlog later = VEC_INIT;
	struct sonde_error *error;

	put_file(*state, "error_log",
		 ENTRY("1.000001", "event filter parse error", "Field not found", "nosuch > 5", "")
			 ENTRY("1.000002", "hist:a:b", "Couldn't find field", "hist:keys=x",
			       "          "));
	error = refusal_explain(*state, &before, line, EINVAL);
	assert_int_equal(error->column, 18);
	assert_string_equal(error->text, line);
	check_error(error, SONDE_ERROR_REFUSED, "Invalid argument\nIt says: Field not found.");
	/* What it said before is no answer to this. */
	check_ok(errlog_read(*state, &later));
	error = refusal_explain(*state, &later, line, EINVAL);
	assert_int_equal(error->column, 0);
	check_error(error, SONDE_ERROR_REFUSED, "does not say why");
	check_error(refusal_explain(*state, &later, line, EEXIST), SONDE_ERROR_EXISTS,
		    "has a trigger already");
	check_error(refusal_explain(*state, &later, line, EROFS), SONDE_ERROR_PERMISSION,
		    "mounted read-only");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_columns),
		cmocka_unit_test_setup_teardown(test_explained, make_directory, remove_directory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
