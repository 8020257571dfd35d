/* SPDX-License-Identifier: GPL-2.0-or-later */
/* In the place of image/debuginfo.c in a build without libdw. */
#include "image/elf.h"

bool image_has_dwarf_support(void)
{
	return false;
}

struct sonde_error *image_debuginfo_open(struct image *image)
{
	return sonde_error_hint(sonde_error_new(SONDE_ERROR_UNSUPPORTED,
						"This sonde was built without DWARF support and "
						"cannot read the debuginfo of %s.",
						image->path),
				"Cache the definition with a full build on a development machine: "
				"sonde probe -k VMLINUX --cache -n -a DEFINITION.");
}

void image_debuginfo_close(struct image *image)
{
	(void)image;
}
