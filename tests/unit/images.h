/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The images that tests/dwarf/build makes. Included after cmocka.h.
 */
#ifndef TESTS_UNIT_IMAGES_H
#define TESTS_UNIT_IMAGES_H

#include <stdlib.h>

#include "base/str.h"
#include "image/elf.h"
#include "tests/unit/check.h"

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

/** Open an image by its name, without symbols and index; the caller destroys it. */
static inline struct image *open_bare(const char *name, enum image_kind kind)
{
	_cleanup_str_ struct str path = STR_INIT;
	struct image *image = NULL;

	str_appendf(&path, "%s/tests/dwarf/%s", check_env("BUILDDIR"), name);
	check_ok(image_create(str_text(&path), kind, &image));
	return image;
}

/** Open an image of a kind by its name; the caller destroys it. */
static inline struct image *open_kind(const char *name, enum image_kind kind)
{
	struct image *image = open_bare(name, kind);

	check_ok(image_make_index(image, NULL));
	return image;
}

/** Open a kernel's image by its name; the caller destroys it. */
static inline struct image *open_image(const char *name)
{
	return open_kind(name, IMAGE_KERNEL);
}

#endif /* TESTS_UNIT_IMAGES_H */
