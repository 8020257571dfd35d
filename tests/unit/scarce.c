/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/scarce.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* More allocations than anything here makes. */
#define MANY 1000000

/* Allocations left until one fails; 0: none will. */
static unsigned long countdown;
static bool has_struck;

static bool strikes(void)
{
	if (!countdown || --countdown)
		return false;
	has_struck = true;
	errno = ENOMEM;
	return true;
}

/* The linker makes __wrap_malloc() of malloc(), and malloc() of __real_malloc(). */
#define WRAP(result, name, failed, parameters, ...)                     \
	result __real_##name parameters;                                \
	result __wrap_##name parameters;                                \
	result __wrap_##name parameters                                 \
	{                                                               \
		return strikes() ? failed : __real_##name(__VA_ARGS__); \
	}

WRAP(void *, malloc, NULL, (size_t size), size)
WRAP(void *, calloc, NULL, (size_t count, size_t size), count, size)
WRAP(void *, realloc, NULL, (void *pointer, size_t size), pointer, size)
WRAP(char *, strdup, NULL, (const char *text), text)
WRAP(char *, strndup, NULL, (const char *text, size_t size), text, size)
WRAP(int, vasprintf, -1, (char **text, const char *format, va_list arguments), text, format,
     arguments)
WRAP(FILE *, open_memstream, NULL, (char **text, size_t *size), text, size)

/* What was found out, and how it ended. */
static void finish(struct sonde_error *error, struct str *out)
{
	if (error)
		sonde_error_format(error, out);
	sonde_error_destroy(error);
}

/* Whether the allocation number @p at was made, and failed. */
static bool fails_at(const char *what, scarce_fn *run, const void *data, unsigned long at,
		     const struct str *good)
{
	_cleanup_str_ struct str out = STR_INIT;
	struct sonde_error *error;
	bool is_short;

	countdown = at;
	has_struck = false;
	error = run(data, &out);
	countdown = 0;
	is_short = (error && error->kind == SONDE_ERROR_NO_MEMORY) || out.failed;
	if (is_short && !has_struck)
		fail_msg("%s: memory is short though nothing has failed", what);
	finish(error, &out);
	if (!is_short && strcmp(str_text(&out), str_text(good)))
		fail_msg("%s: allocation %lu failed, and it goes on with: %s\ninstead of: %s", what,
			 at, str_text(&out), str_text(good));
	return has_struck;
}

unsigned long scarce_run(const char *what, scarce_fn *run, const void *data)
{
	_cleanup_str_ struct str good = STR_INIT;
	unsigned long failed = 0;

	finish(run(data, &good), &good);
	assert_false(good.failed);
	while (fails_at(what, run, data, failed + 1, &good))
		assert_in_range(++failed, 0, MANY);
	return failed;
}
