/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Paths of source files, as DWARF gives them.
 */
#ifndef PROBE_PATH_H
#define PROBE_PATH_H

#include <stdint.h>

#include <elfutils/libdw.h>

#include "base/err.h"
#include "base/map.h"
#include "base/path.h"
#include "base/vec.h"

/** No file: what a DIE without the attribute has. */
#define PATH_NONE UINT32_MAX

/**
 * The source file that an attribute names by its number in a line table: DW_AT_decl_file, looked
 * up through abstract origin and specification, or DW_AT_call_file. The table is that of the
 * unit that has the attribute (DWARF 5, 6.2.4). In DWARF 5 file 0 is the unit's own.
 *
 * @return NULL for none; borrowed from libdw
 */
const char *path_of_attribute(Dwarf_Die *die, unsigned attribute);

/** Paths, each with a number: equal paths have equal numbers. */
struct paths {
	/** By number; borrowed from libdw. */
	VEC(const char *) texts;
	/** Path -> its place in `texts`. */
	struct map numbers;
};

/** Free the list. */
void paths_deinit(struct paths *paths);

/** The number of @p path, a new one if need be; PATH_NONE for NULL. */
struct sonde_error *paths_number(struct paths *paths, const char *path, uint32_t *ret);

#endif /* PROBE_PATH_H */
