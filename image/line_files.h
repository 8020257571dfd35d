/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The source files that a unit's line table names: DWARF 5, 6.2.4; DWARF 2 to 4 alike but for
 * the form. libdw gives them only after running the whole line program, which takes most of a
 * second for the units of a kernel.
 */
#ifndef IMAGE_LINE_FILES_H
#define IMAGE_LINE_FILES_H

#include <libelf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"
#include "base/vec.h"

/** The sections that hold line tables. */
struct line_sections {
	/** Whose they are. */
	Elf *elf;
	/** .debug_line, NULL without it; then that section's strings. Borrowed from the Elf. */
	Elf_Data *line;
	Elf_Data *line_str;
	Elf_Data *str;
	/** .debug_abbrev, for who asks for the forms of attributes. */
	Elf_Data *abbrev;
	/** .debug_loclists; of several libdw takes the first. */
	Elf_Data *loclists;
};

/** Find them. The Elf's Dwarf is open: that has unpacked compressed sections. */
struct line_sections line_sections_of(Elf *elf);

struct line_file {
	/** As it stands in the table; borrowed from the sections. */
	const char *name;
	/** Position of its directory in `directories`. */
	uint64_t directory;
};

struct line_files {
	/** Borrowed from the sections. By number; [0] is the unit's own (before DWARF 5: NULL). */
	VEC(const char *) directories;
	/** By number. Before DWARF 5 numbers start from 1, and [0] has no name. */
	VEC(struct line_file) files;
};

/** Free what it holds. */
void line_files_deinit(struct line_files *files);

/**
 * Read the table that starts at @p offset of .debug_line (DW_AT_stmt_list).
 *
 * @param ret initialised by this, and empty but for what could be read on failure; the caller
 *            deinits it
 * @return FORMAT for a table that is damaged or of a version that is not known
 */
struct sonde_error *line_files_read(const struct line_sections *sections, uint64_t offset,
				    struct line_files *ret);

/**
 * Append the path of a file as dwarf_filesrc() gives it: below its directory, unless it is
 * absolute. Relative directories stay relative.
 *
 * @param comp_dir DW_AT_comp_dir of the unit, may be NULL
 * @return false where there is no such number
 */
bool line_files_path(const struct line_files *files, const char *comp_dir, uint64_t number,
		     struct str *out);

#endif /* IMAGE_LINE_FILES_H */
