/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/run/possible_cpus.h"

#include "tests/unit/check.h"

/* A file with this text. */
static void write_list(const char *text, char *path)
{
	FILE *file = fdopen(mkstemp(path), "w");

	assert_non_null(file);
	fputs(text, file);
	assert_int_equal(fclose(file), 0);
}

static void test_lists(void **state)
{
	static const struct {
		const char *possible, *asked;
		/* NULL: all of them are there. */
		const char *lacking;
	} rows[] = {
		{"0-3\n", "0-3", NULL},		{"0-3\n", "3,0,1-2", NULL},
		{"0-3\n", "4", "CPU 4 "},	{"0-3\n", "2-5", "CPU 4 "},
		{"0-1,4-5\n", "0-1,5", NULL},	{"0-1,4-5\n", "0-5", "CPU 2 "},
		{"0-1,2,3-5\n", "0-5", NULL},	{"0\n", "0", NULL},
		{"0\n", "99,0", "CPU 99 "},	{"", "99", NULL},
		{"0-127\n", "128", "CPU 128 "},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		char path[] = "/tmp/possible-XXXXXX";
		struct sonde_error *error;

		write_list(rows[i].possible, path);
		error = possible_cpus_check(path, rows[i].asked);
		unlink(path);
		if (rows[i].lacking)
			check_error(error, SONDE_ERROR_NOT_FOUND, rows[i].lacking);
		else
			check_ok(error);
	}
}

/* The kernel of another machine may have it. */
static void test_no_file(void **state)
{
	(void)state;
	check_ok(possible_cpus_check("/nonexistent/possible", "99"));
}

/* How many there can be, not how many there are. */
static void test_count(void **state)
{
	static const struct {
		const char *possible;
		/* 0: it is no list. */
		unsigned count;
	} rows[] = {
		{"0\n", 1},	  {"0-3\n", 4}, {"0-1,4-5\n", 6}, {"4-5,0\n", 6},
		{"0-127\n", 128}, {"", 0},	{"\n", 0},	  {"x\n", 0},
	};
	unsigned count;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		char path[] = "/tmp/possible-XXXXXX";
		struct sonde_error *error;

		write_list(rows[i].possible, path);
		count = 0;
		error = possible_cpus_count(path, &count);
		unlink(path);
		if (!rows[i].count)
			check_error(error, SONDE_ERROR_FORMAT, "no list of CPUs");
		else
			check_ok(error);
		assert_int_equal(count, rows[i].count);
	}
	check_error(possible_cpus_count("/nonexistent/possible", &count), SONDE_ERROR_NOT_FOUND,
		    "possible");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lists),
		cmocka_unit_test(test_no_file),
		cmocka_unit_test(test_count),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
