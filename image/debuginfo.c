/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The debuginfo of an image, by libdw. image/no_debuginfo.c stands in where there is none. */
#include "image/elf.h"

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <elfutils/libdwelf.h>

#include "image/alt.h"
#include "image/apart.h"
#include "image/module.h"
#include "image/unpack.h"

#include "base/str.h"
#include "image/index.h"
#include "image/index_format.h"
#include "image/index_make.h"
#include "image/split.h"

/* Units, of half a million bytes each or less. */
#define RELEASE_INTERVAL 128

bool image_has_dwarf_support(void)
{
	return true;
}

/*
 * To find a DIE by its offset libdw reads the headers of all units before it. Of a kernel that is
 * one here and one there in 200 MB, and the system maps what lies around each, too. So they are
 * read at once, and given back on the way. Returns whether there are units that are split off.
 */
static bool read_unit_headers(struct image *image)
{
	bool has_skeletons = false;
	Dwarf_CU *unit = NULL;
	size_t count = 0;
	uint8_t type;

	while (dwarf_get_units(image->dwarf, unit, &unit, NULL, &type, NULL, NULL) == 0) {
		has_skeletons |= type == DW_UT_skeleton;
		if (++count % RELEASE_INTERVAL == 0)
			image_release_pages(image);
	}
	if (count >= RELEASE_INTERVAL)
		image_release_pages(image);
	return has_skeletons;
}

struct sonde_error *image_unpack(struct image *image)
{
	image->elf = dwelf_elf_begin(image->fd);
	if (image->elf && elf_kind(image->elf) == ELF_K_ELF)
		return NULL;
	if (!image->elf && sonde_error_is_short(elf_errmsg(-1)))
		return &sonde_error_no_memory;
	return sonde_error_hint(
		sonde_error_new(SONDE_ERROR_FORMAT,
				"%s is no ELF file, nor one that is compressed in a "
				"way that the libdw here can unpack.",
				image->path),
		"Unpack it first, e.g. by unxz or unzstd.");
}

/* Which file to give, and how. */
static const char *where_debuginfo_is(const struct image *image)
{
	if (image->kind == IMAGE_MODULE)
		return "Give the file with debuginfo by -m PATH or --modules-dir, e.g. the module "
		       "of the kernel's -dbg or -debuginfo package.";
	if (image->kind == IMAGE_USER)
		return "Install its debuginfo, or give the program as it was linked, before that "
		       "was put apart.";
	return "Give the file with debuginfo by -k, e.g. the vmlinux of the kernel's -dbg "
	       "or -debuginfo package.";
}

static struct sonde_error *not_found(const struct image *image, const char *why)
{
	struct sonde_error *error;

	if (sonde_error_is_short(why))
		return &sonde_error_no_memory;
	error = image->apart_tried.size
			? sonde_error_new(SONDE_ERROR_NOT_FOUND,
					  "%s has no debuginfo, and none was found elsewhere:%s",
					  image->path, str_text(&image->apart_tried))
			: sonde_error_new(SONDE_ERROR_NOT_FOUND, "%s has no debuginfo: %s.",
					  image->path, why);

	return sonde_error_hint(error, "%s", where_debuginfo_is(image));
}

/* Make what is compressed or relocatable readable. */
static struct sonde_error *prepare(struct image *image)
{
	TRY(unpack_sections(image));
	return image->kind == IMAGE_MODULE ? module_relocate(image) : NULL;
}

static struct sonde_error *open_dwarf(struct image *image)
{
	struct image *debug;

	TRY(apart_find(image, ""));
	debug = apart_dwarf_image(image);
	TRY(prepare(image));
	if (debug != image)
		TRY(prepare(debug));
	TRY(alt_open(image));
	image->dwarf = dwarf_begin_elf(debug->elf, DWARF_C_READ, NULL);
	TRY(unpack_check(debug));
	if (!image->dwarf)
		return not_found(image, dwarf_errmsg(-1));
	if (read_unit_headers(image))
		TRY(split_open(image));
	if (image->alt)
		dwarf_setalt(image->dwarf, image->alt->dwarf);
	return NULL;
}

struct sonde_error *image_debuginfo_open(struct image *image)
{
	struct sonde_error *error;

	if (image->dwarf)
		return NULL;
	error = open_dwarf(image);
	if (error)
		image_debuginfo_close(image);
	return error;
}

struct sonde_error *image_use_index(struct image *image, struct index *index)
{
	const uint32_t *order;
	size_t count;
	const struct symbol *symbols = index_symbols(index, &order, &count);

	symbols_deinit(&image->symbols);
	image_index_close(image);
	image->index = index;
	return symbols_init_sorted(apart_symbol_files(image), image->path, symbols, order, count,
				   &image->symbols);
}

struct sonde_error *image_make_index(struct image *image, const struct index_progress *progress)
{
	const struct index_progress nobody = {0};
	struct sonde_error *error = image_debuginfo_open(image);
	struct index *index;

	/* Without debuginfo it has the symbols only. */
	if (error && error->kind != SONDE_ERROR_NOT_FOUND)
		return error;
	sonde_error_destroy(image->dwarf_refusal);
	image->dwarf_refusal = image_has_debuginfo(image) ? take_ptr(error) : NULL;
	sonde_error_destroy(error);
	TRY(index_make(image, progress ? progress : &nobody, &index));
	return image_use_index(image, index);
}

void image_index_close(struct image *image)
{
	index_destroy(image->index);
	image->index = NULL;
}

void image_debuginfo_close(struct image *image)
{
	if (image->dwarf)
		dwarf_end(image->dwarf);
	image->dwarf = NULL;
	split_destroy(take_ptr(image->split));
}

void image_split_note(const struct image *image, struct str *out)
{
	const struct split *split = image->split;

	if (!split || !split->first_missing)
		return;
	str_appendf(
		out,
		"%zu of the %zu units whose debuginfo was split off %s cannot be read: functions "
		"in them are known by their symbols only. The first: %s. Copy the .dwo files "
		"there, or give %s.dwp, which dwp or llvm-dwp make of them.",
		split->missing, split->count, image->path, split->first_missing, image->path);
}

struct sonde_error *image_check_index(struct image *image, const struct index *index)
{
	if (index->header->split_sum)
		TRY(image_debuginfo_open(image));
	if (index->header->split_sum == image->split_sum)
		return NULL;
	return sonde_error_new(SONDE_ERROR_FORMAT,
			       "The index cannot be used: the files of split units have changed.");
}
