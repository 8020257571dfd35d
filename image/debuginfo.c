/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The debuginfo of an image, by libdw. image/no_debuginfo.c stands in where there is none. */
#include "image/elf.h"

#include <elfutils/libdw.h>

bool image_has_dwarf_support(void)
{
	return true;
}

struct sonde_error *image_debuginfo_open(struct image *image)
{
	if (image->dwarf)
		return NULL;
	image->dwarf = dwarf_begin_elf(image->elf, DWARF_C_READ, NULL);
	if (!image->dwarf)
		return sonde_error_hint(
			sonde_error_new(SONDE_ERROR_NOT_FOUND, "%s has no debuginfo: %s.",
					image->path, dwarf_errmsg(-1)),
			"Give the file with debuginfo by -k, e.g. the vmlinux of the kernel's -dbg "
			"or -debuginfo package.");
	return NULL;
}

void image_debuginfo_close(struct image *image)
{
	if (image->dwarf)
		dwarf_end(image->dwarf);
	image->dwarf = NULL;
}
