/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Units by the source files that their code is from.
 */
#ifndef PROBE_UNITS_H
#define PROBE_UNITS_H

#include <elfutils/libdw.h>

#include "base/err.h"
#include "base/notes.h"
#include "base/suggest.h"
#include "image/elf.h"
#include "image/index.h"
#include "probe/line.h"

/**
 * Add the DIEs of the units that have code from a file whose path ends with @p file: those that
 * declare a function there, by the index; where there is none, those that name the file at all (it
 * may have been included in a function's body). The image's debuginfo is open.
 */
struct sonde_error *units_of_file(const struct image *image, const char *file,
				  struct index_dies *ret);

/** Offer the files that have code, by as many components of their paths as @p file has. */
void units_suggest_file(const struct image *image, const char *file, struct suggest *suggest);

/**
 * Note it if more than one file with code ends with @p file, with the first of them: all of them
 * are meant.
 */
struct sonde_error *units_note_files(const struct image *image, const char *file,
				     struct notes *notes);

/** DW_AT_comp_dir of the unit that @p die is in, or NULL; borrowed from libdw. */
const char *unit_comp_dir(Dwarf_Die *die);

/** The line table of the unit that was looked at last: what belongs together comes unit by unit. */
struct unit_lines {
	/** Set before the first call. What was read of its file is given back on the way. */
	const struct image *image;
	Dwarf_CU *unit;
	struct line_table *table;
	/** So many units were looked at. */
	size_t count;
};

/** Free the table. */
void unit_lines_deinit(struct unit_lines *lines);

/** The line table of the unit that @p die is in; borrowed until the next call. */
struct sonde_error *unit_lines_of(struct unit_lines *lines, Dwarf_Die *die,
				  const struct line_table **ret);

/** The same of the DIE at @p offset of .debug_info; NULL where there is no DIE. */
struct sonde_error *unit_lines_at(struct unit_lines *lines, Dwarf_Off offset,
				  const struct line_table **ret);

#endif /* PROBE_UNITS_H */
