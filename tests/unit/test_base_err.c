/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "base/str.h"

static void test_new(void **state)
{
	_cleanup_error_ struct sonde_error *error = NULL;

	(void)state;
	error = sonde_error_new(SONDE_ERROR_REFUSED, "no %s", "way");
	assert_int_equal(error->kind, SONDE_ERROR_REFUSED);
	assert_string_equal(error->message, "no way");
	assert_int_equal(error->errnum, 0);
	assert_int_equal(error->column, 0);
	assert_null(error->text);
	assert_null(error->hint);
	assert_ptr_equal(sonde_error_hint(error, "do %d", 1), error);
	assert_ptr_equal(sonde_error_hint(error, "do %d", 2), error);
	assert_string_equal(error->hint, "do 2");
	assert_ptr_equal(sonde_error_prefix(error, "%s: ", "f"), error);
	assert_string_equal(error->message, "f: no way");
}

struct os_row {
	int errnum;
	enum sonde_error_kind kind;
};

static void test_os(void **state)
{
	static const struct os_row rows[] = {
		{EACCES, SONDE_ERROR_PERMISSION},
		{EPERM, SONDE_ERROR_PERMISSION},
		{EROFS, SONDE_ERROR_PERMISSION},
		{ENOENT, SONDE_ERROR_NOT_FOUND},
		{EIO, SONDE_ERROR_OS},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		_cleanup_error_ struct sonde_error *error = sonde_error_os(rows[i].errnum,
									   "Cannot open %s", "x");

		assert_int_equal(error->kind, rows[i].kind);
		assert_int_equal(error->errnum, rows[i].errnum);
		assert_memory_equal(error->message, "Cannot open x: ", 15);
		assert_non_null(strstr(error->message, strerror(rows[i].errnum)));
		assert_int_equal(error->message[strlen(error->message) - 1], '.');
	}
	assert_ptr_equal(sonde_error_os(ENOMEM, "x"), &sonde_error_no_memory);
}

static void assert_format(const struct sonde_error *error, const char *expected)
{
	_cleanup_str_ struct str out = STR_INIT;

	sonde_error_format(error, &out);
	assert_string_equal(str_text(&out), expected);
}

static void test_format(void **state)
{
	_cleanup_error_ struct sonde_error *plain = sonde_error_new(SONDE_ERROR_OS, "a\nb");
	_cleanup_error_ struct sonde_error *caret = sonde_error_syntax("a\tbc", 4, "Bad.");
	_cleanup_error_ struct sonde_error *end = sonde_error_syntax("ab", 3, "Short.");
	_cleanup_error_ struct sonde_error *wide = sonde_error_syntax("\303\251x", 3, "Wide.");

	(void)state;
	assert_format(plain, "a\nb\n");
	assert_int_equal(caret->kind, SONDE_ERROR_SYNTAX);
	caret = sonde_error_hint(caret, "Do it.");
	assert_format(caret, "Bad.\n  a\tbc\n   \t ^\nDo it.\n");
	assert_format(end, "Short.\n  ab\n    ^\n");
	/* The caret counts characters, the column bytes. */
	assert_format(wide, "Wide.\n  \303\251x\n   ^\n");
}

/* Bytes that would command a terminal do not reach it. */
static void test_clean(void **state)
{
	_cleanup_error_ struct sonde_error *error = sonde_error_syntax("a\033\nb", 4, "x\033y\177");

	(void)state;
	assert_format(error, "x?y?\n  a??b\n     ^\n");
}

static void test_no_memory(void **state)
{
	struct sonde_error *error = &sonde_error_no_memory;

	(void)state;
	assert_int_equal(error->kind, SONDE_ERROR_NO_MEMORY);
	assert_ptr_equal(sonde_error_hint(error, "x"), error);
	assert_ptr_equal(sonde_error_prefix(error, "x"), error);
	assert_null(error->hint);
	sonde_error_destroy(error);
	sonde_error_destroy(NULL);
	assert_format(error, "Out of memory.\n");
}

static void test_strdup(void **state)
{
	_cleanup_free_ char *copy = NULL;
	_cleanup_free_ char *part = NULL;
	char *none = (char *)"x";

	(void)state;
	assert_null(sonde_strdup("ab", &copy));
	assert_string_equal(copy, "ab");
	assert_null(sonde_strndup("abc", 2, &part));
	assert_string_equal(part, "ab");
	assert_null(sonde_strdup(NULL, &none));
	assert_null(none);
}

static struct sonde_error *try_it(struct sonde_error *error, int *steps)
{
	(*steps)++;
	TRY(error);
	(*steps)++;
	return NULL;
}

static void test_try(void **state)
{
	int steps = 0;

	(void)state;
	assert_null(try_it(NULL, &steps));
	assert_int_equal(steps, 2);
	assert_ptr_equal(try_it(&sonde_error_no_memory, &steps), &sonde_error_no_memory);
	assert_int_equal(steps, 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_new),	  cmocka_unit_test(test_os),
		cmocka_unit_test(test_format),	  cmocka_unit_test(test_clean),
		cmocka_unit_test(test_no_memory), cmocka_unit_test(test_strdup),
		cmocka_unit_test(test_try),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
