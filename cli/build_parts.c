/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/build_parts.h"

#include <stdbool.h>
#include <string.h>

#include "blacklist/boundary.h"
#include "bpf/filter.h"
#include "image/demangle.h"
#include "image/elf.h"
#include "image/xz.h"
#include "image/zstd.h"

static const char *on(bool is_there)
{
	return is_there ? "on" : NULL;
}

struct sonde_error *build_parts_get(struct build_part ret[BUILD_PARTS])
{
	bool has_decoder;

	TRY(boundary_has_decoder(&has_decoder));
	const struct build_part parts[BUILD_PARTS] = {
		{"dwarf", on(image_has_dwarf_support()),
		 "Debuginfo cannot be read: variables and lines come from the cache only."},
		{"libbpf", filter_library_version(),
		 "No programs are loaded: conditions are those that the kernel's own filters can "
		 "say."},
		{"capstone", on(has_decoder),
		 "It is not known where x86-64 instructions begin: the kernel itself refuses "
		 "places "
		 "within one."},
		{"libiberty", on(demangle_is_there()),
		 "Symbols of C++ and Rust have no readable names."},
		{"zstd", on(zstd_is_there()),
		 "Debuginfo that is compressed by zstd may not be readable."},
		{"lzma", on(xz_is_there()),
		 "Of programs that were stripped the symbols in .gnu_debugdata are not read."},
	};

	memcpy(ret, parts, sizeof(parts));
	return NULL;
}
