/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Short ways to look at errors, and the images that tests/dwarf/build makes. Included after
 * cmocka.h.
 */
#ifndef TESTS_UNIT_CHECK_H
#define TESTS_UNIT_CHECK_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/str.h"
#include "image/elf.h"

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

/** A variable of the environment that make check sets. */
static inline const char *check_env(const char *name)
{
	const char *value = getenv(name);

	if (!value)
		fail_msg("%s is not set: run this by make check", name);
	return value;
}

/** A cmocka group setup: make the images. */
static inline int make_images(void **state)
{
	(void)state;
	check_env("BUILDDIR");
	check_env("SRCDIR");
	return system("sh \"$SRCDIR/tests/dwarf/build\" >/dev/null");
}

/** Open an image by its name; the caller destroys it. */
static inline struct image *open_image(const char *name)
{
	_cleanup_str_ struct str path = STR_INIT;
	struct image *image = NULL;

	str_appendf(&path, "%s/tests/dwarf/%s", check_env("BUILDDIR"), name);
	check_ok(image_create(str_text(&path), IMAGE_KERNEL, &image));
	return image;
}

#endif /* TESTS_UNIT_CHECK_H */
