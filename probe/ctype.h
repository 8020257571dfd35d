/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Names of types as one writes them in C, held against those of debuginfo.
 */
#ifndef PROBE_CTYPE_H
#define PROBE_CTYPE_H

#include <stdbool.h>
#include <stddef.h>

#include <elfutils/libdw.h>

#include "base/err.h"

/** A type as it was written. */
struct ctype {
	/** DW_TAG_structure_type and the like for `struct NAME`; 0 without such a word. */
	int tag;
	/** The name behind that word, or all words; borrowed, not ended by a NUL. */
	const char *name;
	size_t size;
	/** Stars behind it. */
	unsigned stars;
};

/** Take @p text apart: words joined by one blank, then a blank and the stars. */
struct ctype ctype_parse(const char *text);

/** Whether @p die defines, declares or is the type without its stars. */
bool ctype_matches(const struct ctype *type, Dwarf_Die *die);

/** Whether @p die, const and the like apart, is the type with all of its stars. */
bool ctype_matches_pointer(const struct ctype *type, Dwarf_Die *die);

/** Whether it is `void`, which no DIE stands for. */
bool ctype_is_void(const struct ctype *type);

#endif /* PROBE_CTYPE_H */
