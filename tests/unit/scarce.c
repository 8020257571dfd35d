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
#include <stdlib.h>
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

/* What has been allocated and not been freed, the newest last. */
static void *live[MANY];
static size_t live_count;

static void *remember(void *pointer)
{
	if (pointer) {
		assert_in_range(live_count, 0, MANY - 1);
		live[live_count++] = pointer;
	}
	return pointer;
}

/* What a library has allocated is not there. */
static void forget(const void *pointer)
{
	for (size_t i = live_count; i-- > 0;) {
		if (live[i] != pointer)
			continue;
		memmove(&live[i], &live[i + 1], (--live_count - i) * sizeof(*live));
		return;
	}
}

/* The linker makes __wrap_malloc() of malloc(), and malloc() of __real_malloc(). */
#define WRAP(result, name, parameters)   \
	result __real_##name parameters; \
	result __wrap_##name parameters; \
	result __wrap_##name parameters

WRAP(void *, malloc, (size_t size))
{
	return strikes() ? NULL : remember(__real_malloc(size));
}

WRAP(void *, calloc, (size_t count, size_t size))
{
	return strikes() ? NULL : remember(__real_calloc(count, size));
}

WRAP(void *, realloc, (void *pointer, size_t size))
{
	void *moved = strikes() ? NULL : __real_realloc(pointer, size);

	if (moved)
		forget(pointer);
	return remember(moved);
}

WRAP(void, free, (void *pointer))
{
	forget(pointer);
	__real_free(pointer);
}

WRAP(char *, strdup, (const char *text))
{
	return strikes() ? NULL : remember(__real_strdup(text));
}

WRAP(char *, strndup, (const char *text, size_t size))
{
	return strikes() ? NULL : remember(__real_strndup(text, size));
}

WRAP(int, vasprintf, (char **text, const char *format, va_list arguments))
{
	const int size = strikes() ? -1 : __real_vasprintf(text, format, arguments);

	if (size >= 0)
		remember(*text);
	return size;
}

/* The text is the library's. */
WRAP(FILE *, open_memstream, (char **text, size_t *size))
{
	return strikes() ? NULL : __real_open_memstream(text, size);
}

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
	if (!is_short && strcmp(str_text(&out), str_text(good)) != 0)
		fail_msg("%s: allocation %lu failed, and it goes on with: %s\ninstead of: %s", what,
			 at, str_text(&out), str_text(good));
	return has_struck;
}

unsigned long scarce_run(const char *what, scarce_fn *run, const void *data)
{
	_cleanup_str_ struct str good = STR_INIT;
	unsigned long failed = 0;
	size_t before;

	finish(run(data, &good), &good);
	assert_false(good.failed);
	before = live_count;
	while (fails_at(what, run, data, failed + 1, &good)) {
		assert_in_range(++failed, 0, MANY);
		if (live_count != before)
			fail_msg("%s: allocation %lu failed, and %ld others are not freed", what,
				 failed, (long)(live_count - before));
	}
	return failed;
}
