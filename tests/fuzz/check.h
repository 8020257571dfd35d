/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * What a fuzz target holds an answer against. It stays on in any build, unlike assert().
 */
#ifndef TESTS_FUZZ_CHECK_H
#define TESTS_FUZZ_CHECK_H

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/str.h"

/** abort(), which libFuzzer and replay.c take for a failure, unless it @p holds. */
static inline void check(bool holds)
{
	if (!holds)
		abort();
}

/**
 * Whether there is no @p error; another one is destroyed. Each says something, points into its text
 * where it has one, and can be shown. Of what a target is given nothing needs so much memory that
 * there is none: tests/fuzz/run sets a limit.
 */
static inline bool succeeded(struct sonde_error *error)
{
	_cleanup_str_ struct str out = STR_INIT;

	if (!error)
		return true;
	check(error->kind != SONDE_ERROR_NO_MEMORY);
	check(error->message && *error->message);
	check(!error->text || error->column <= strlen(error->text) + 1);
	sonde_error_format(error, &out);
	sonde_error_destroy(error);
	return false;
}

/**
 * As succeeded(), of what libraries have a part in: how much memory they ask for may be what an
 * image says, and that nobody has so much is an answer.
 */
static inline bool succeeded_by_libraries(struct sonde_error *error)
{
	if (!error || error->kind != SONDE_ERROR_NO_MEMORY)
		return succeeded(error);
	sonde_error_destroy(error);
	return false;
}

#endif /* TESTS_FUZZ_CHECK_H */
