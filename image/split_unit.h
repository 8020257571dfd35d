/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Split units, put into the sections of the image that they were split off, where they become units
 * like all others (DWARF 5, 3.1.2 and 7.3.2). What a split unit leaves to its skeleton is said in
 * the unit itself then: its code, its line table, where its addresses are.
 */
#ifndef IMAGE_SPLIT_UNIT_H
#define IMAGE_SPLIT_UNIT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/vec.h"
#include "image/join.h"
#include "image/split_file.h"

struct skeleton_range {
	uint64_t start;
	uint64_t end;
};

/** What an image has itself of a unit that was split off. */
struct skeleton {
	/** The number that the split unit has, too: the compiler's checksum of it. */
	uint64_t id;
	/** DW_AT_dwo_name and DW_AT_comp_dir, borrowed from the image; each may be NULL. */
	const char *name;
	const char *comp_dir;
	/** Its part of .debug_addr and, before DWARF 5, of .debug_ranges. */
	uint64_t addr_base;
	uint64_t ranges_base;
	/** Its line table; has_lines is false without one. */
	bool has_lines;
	uint64_t lines;
	/** What addresses of lists count from; 0 where they do from nothing. */
	uint64_t low_pc;
	/** DW_AT_ranges says where its code is. */
	bool has_ranges;
	/** Its code. */
	VEC(struct skeleton_range) ranges;
	/** The unit was found, and put into the sections. */
	bool is_joined;
	/** Why it was not, for a message; NULL where no file was found. Owned. */
	char *refusal;
};

/** A file of split units whose sections were put behind those of the image. */
struct split_joining {
	struct join *join;
	const struct split_file *file;
	/** Where each of its sections is now; that of .debug_loc.dwo is nowhere. */
	uint64_t starts[SPLIT_SECTIONS];
	/** The size that .debug_addr of the image has itself. */
	uint64_t addr_size;
	/** That of .debug_loc before lists of this file were put behind it. */
	uint64_t loc_size;
	/** The abbreviations that the last type unit got, and what for: many have the same. */
	uint64_t type_abbrevs;
	uint64_t type_abbrevs_of;
	uint64_t type_strings;
	bool has_type_abbrevs;
};

/** A unit of such a file. */
struct split_unit {
	/** Where it starts, where it ends and where its own DIE is, in its section of the file. */
	uint64_t start;
	uint64_t end;
	uint64_t die;
	uint64_t abbrevs;
	unsigned version;
	/** DW_UT_...; before DWARF 5 what is meant by it. */
	unsigned type;
	/** Of the skeleton, or the signature of a type. */
	uint64_t id;
};

/**
 * Read the head of a unit, of DWARF 4 the number in its own DIE as well.
 *
 * @return FORMAT: the message says what is wrong with it
 */
struct sonde_error *split_unit_read(const struct split_file *file, const struct split_part *part,
				    struct split_unit *ret);

/**
 * Put the sections of @p file behind those of @p join.
 *
 * @param addr_size see struct split_joining
 * @return FORMAT where its units do not follow one another: nothing was changed then
 */
struct sonde_error *split_joining_init(struct join *join, const struct split_file *file,
				       uint64_t addr_size, struct split_joining *ret);

/**
 * Make a unit of the file one of the image.
 *
 * @param skeleton that of the unit, NULL for the unit of a type
 * @return FORMAT where that cannot be done; the unit stays what it is
 */
struct sonde_error *split_unit_join(struct split_joining *joining, const struct split_part *part,
				    const struct split_unit *unit, const struct skeleton *skeleton);

#endif /* IMAGE_SPLIT_UNIT_H */
