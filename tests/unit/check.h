/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Short ways to look at errors. Included after cmocka.h.
 */
#ifndef TESTS_UNIT_CHECK_H
#define TESTS_UNIT_CHECK_H

#include <string.h>

#include "base/err.h"

/** Fail the test, with the message, if there is an error. */
static inline void check_ok(struct sonde_error *error)
{
	_cleanup_error_ struct sonde_error *owned = error;

	if (owned)
		fail_msg("unexpected error: %s", owned->message);
}

/** Fail the test unless @p error is of @p kind and its message or hint holds @p part. */
static inline void check_error(struct sonde_error *error, enum sonde_error_kind kind,
			       const char *part)
{
	_cleanup_error_ struct sonde_error *owned = error;

	assert_non_null(owned);
	if (owned->kind != kind)
		fail_msg("error of kind %d: %s", owned->kind, owned->message);
	if (!strstr(owned->message, part) && !(owned->hint && strstr(owned->hint, part)))
		fail_msg("'%s' is not in: %s", part, owned->message);
}

#endif /* TESTS_UNIT_CHECK_H */
