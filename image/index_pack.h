/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The tables of an index while they grow, and the file that they become.
 */
#ifndef IMAGE_INDEX_PACK_H
#define IMAGE_INDEX_PACK_H

#include <stdint.h>

#include "base/err.h"
#include "base/map.h"
#include "base/str.h"
#include "base/vec.h"
#include "image/elf.h"
#include "image/index.h"
#include "image/index_format.h"
#include "image/symbols.h"

/** A name and what it stands for, before they are sorted. */
struct index_pair {
	/** Borrowed. */
	const char *name;
	/** str_prefix() of the name: it decides nearly all comparisons. */
	uint64_t prefix;
	/** A DIE, or the position of a unit. */
	uint64_t value;
};

struct index_pairs VEC_BODY(struct index_pair);

struct index_tables {
	/** See index_crosses_units(). */
	bool crosses_units;
	/** Offsets of the units' DIEs. */
	VEC(uint64_t) units;
	VEC(struct index_range) ranges;
	/** Functions; names are borrowed from the image. */
	struct index_pairs names;
	/** Source files of units; names are keys of `paths`. */
	struct index_pairs files;
	/** The paths; the value is the key itself. */
	struct map paths;
};

/** Free what it holds. */
void index_tables_deinit(struct index_tables *tables);

/** Begin a unit: ranges and files that are added from now on are its. */
struct sonde_error *index_tables_add_unit(struct index_tables *tables, uint64_t die);

/** Add a range of code of the last unit. */
struct sonde_error *index_tables_add_range(struct index_tables *tables, uint64_t start,
					   uint64_t end);

/** Add a function; @p name stays valid until the tables are packed. */
struct sonde_error *index_tables_add_name(struct index_tables *tables, const char *name,
					  uint64_t die);

/** Add a source file of the last unit; @p path is copied. */
struct sonde_error *index_tables_add_file(struct index_tables *tables, const char *path);

/** Sort and write all of it; the tables are of no use afterwards. */
struct sonde_error *index_tables_pack(struct index_tables *tables, const struct image *image,
				      const struct symbols *symbols, struct index **ret);

#endif /* IMAGE_INDEX_PACK_H */
