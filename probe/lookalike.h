/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Whether two units mean the same by one name. Each has DIEs of its own for the types of a header;
 * nothing but their looks tells that they are one.
 */
#ifndef PROBE_LOOKALIKE_H
#define PROBE_LOOKALIKE_H

#include <stdbool.h>

#include <elfutils/libdw.h>

#include "base/err.h"
#include "image/line_files.h"

/**
 * Whether @p a and @p b, types of one name, are one type: typedefs, qualifiers and pointers apart
 * they are of one kind and size, declared at the same line of the same file (DW_AT_decl_file, as a
 * full path). A declaration looks like each definition of its name.
 *
 * @param sections those of the image that both are in
 * @param ret untouched on failure
 */
struct sonde_error *lookalike(const struct line_sections *sections, Dwarf_Die *a, Dwarf_Die *b,
			      bool *ret);

#endif /* PROBE_LOOKALIKE_H */
