/* SPDX-License-Identifier: GPL-2.0-or-later */
/* In the place of image/debuginfo.c in a build without libdw. */
#include "image/elf.h"

#include "image/alt.h"
#include "image/apart.h"

bool image_has_dwarf_support(void)
{
	return false;
}

struct sonde_error *image_unpack(struct image *image)
{
	return sonde_error_hint(
		sonde_error_new(
			SONDE_ERROR_UNSUPPORTED,
			"%s is no ELF file. If it is compressed: this sonde was built without "
			"libdw and cannot unpack it.",
			image->path),
		"Unpack it first, e.g. by unxz or unzstd.");
}

struct sonde_error *image_debuginfo_open(struct image *image)
{
	return sonde_error_hint(sonde_error_new(SONDE_ERROR_UNSUPPORTED,
						"This sonde was built without DWARF support and "
						"cannot read the debuginfo of %s.",
						image->path),
				"Cache the definition with a full build on a development machine: "
				"sonde probe %s --cache -n -a DEFINITION.",
				image->kind == IMAGE_MODULE ? "-m MODULE.ko"
				: image->kind == IMAGE_USER ? "-x PROGRAM"
							    : "-k VMLINUX");
}

void image_split_note(const struct image *image, struct str *out)
{
	(void)image;
	(void)out;
}

struct sonde_error *image_check_index(struct image *image, const struct index *index)
{
	(void)image;
	(void)index;
	return NULL;
}

struct sonde_error *image_use_index(struct image *image, struct index *index)
{
	(void)index;
	symbols_deinit(&image->symbols);
	TRY(apart_find(image, ""));
	return symbols_init(apart_symbol_files(image), image->path, &image->symbols);
}

struct sonde_error *image_make_index(struct image *image, const struct index_progress *progress)
{
	(void)progress;
	return image_use_index(image, NULL);
}

struct sonde_error *alt_find(struct image *image, const char *root)
{
	(void)image;
	(void)root;
	return NULL;
}

void alt_destroy(struct alt *alt)
{
	(void)alt;
}

void image_index_close(struct image *image)
{
	(void)image;
}

void image_debuginfo_close(struct image *image)
{
	(void)image;
}
