/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * A file of split units: a .dwo, which a compiler has written beside its object file
 * (-gsplit-dwarf), or a .dwp, the package of several (DWARF 5, 7.3.5; for DWARF 4 as GNU has it,
 * https://gcc.gnu.org/wiki/DebugFissionDWP).
 */
#ifndef IMAGE_SPLIT_FILE_H
#define IMAGE_SPLIT_FILE_H

#include <libelf.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/vec.h"
#include "image/bytes.h"

/** Sections of such a file, without `.dwo`. */
enum split_section {
	SPLIT_INFO,
	SPLIT_TYPES,
	SPLIT_ABBREV,
	SPLIT_LINE,
	SPLIT_LOC,
	SPLIT_LOCLISTS,
	SPLIT_RNGLISTS,
	SPLIT_STR_OFFSETS,
	SPLIT_STR,
	SPLIT_CU_INDEX,
	SPLIT_TU_INDEX,
	SPLIT_SECTIONS,
};

/** What belongs to one unit: where its part of each section starts. */
struct split_part {
	uint64_t starts[SPLIT_SECTIONS];
	/** It lies in .debug_types.dwo. */
	bool is_in_types;
};

struct split_parts VEC_BODY(struct split_part);

struct split_file {
	int fd;
	Elf *elf;
	/** Size 0 for those that it does not have. */
	struct span sections[SPLIT_SECTIONS];
	/** The bytes of those of which it has several: a .dwo has one for each type. Owned. */
	struct str merged[SPLIT_SECTIONS];
};

/**
 * Open the file @p path.
 *
 * @param machine the e_machine that it must have
 * @param ret the caller closes it
 * @return NOT_FOUND where there is none, FORMAT for what is no such file, OS: the message says
 *         what is wrong, and names no path
 */
struct sonde_error *split_file_open(const char *path, uint16_t machine, struct split_file *ret);

/** Close it. */
void split_file_close(struct split_file *file);

/**
 * Find its units: of a .dwo one after the other, of a .dwp by its index.
 *
 * @param ret empty; the caller deinits it, on failure too
 * @return FORMAT where they cannot be told apart
 */
struct sonde_error *split_file_parts(const struct split_file *file, struct split_parts *ret);

/** Free the list. */
void split_parts_deinit(struct split_parts *parts);

#endif /* IMAGE_SPLIT_FILE_H */
