/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The debug sections of an image, copied into memory so that more can be put behind them, and the
 * ELF file that they become: what libdw is given in the place of the image's own. Offsets in what
 * the image has stay as they are.
 */
#ifndef IMAGE_JOIN_H
#define IMAGE_JOIN_H

#include <libelf.h>

#include "base/err.h"
#include "base/str.h"

enum join_section {
	JOIN_INFO,
	JOIN_ABBREV,
	JOIN_STR,
	JOIN_STR_OFFSETS,
	JOIN_ADDR,
	JOIN_LOC,
	JOIN_LOCLISTS,
	JOIN_RANGES,
	JOIN_RNGLISTS,
	JOIN_TYPES,
	JOIN_LINE,
	JOIN_LINE_STR,
	JOIN_FRAME,
	JOIN_SECTIONS,
};

struct join {
	/** The bytes of each, as str_append_bytes() put them there. */
	struct str sections[JOIN_SECTIONS];
};

/** The name of a section (`.debug_info`). */
const char *join_name(enum join_section section);

/**
 * Copy the sections of @p elf.
 *
 * @param ret empty; the caller deinits it, on failure too
 */
struct sonde_error *join_init(Elf *elf, struct join *ret);

/** Free what it holds. */
void join_deinit(struct join *join);

/**
 * Make an ELF file of the sections, which are gone afterwards.
 *
 * @param elf what the image itself is: machine and byte order are taken from it
 * @param bytes gets the memory of the new file; the caller frees it after @p ret
 * @param ret the new file; the caller ends it by elf_end()
 */
struct sonde_error *join_finish(struct join *join, Elf *elf, char **bytes, Elf **ret);

#endif /* IMAGE_JOIN_H */
