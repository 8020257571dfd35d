/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The file of an image's index: a header, and tables behind it, each at a multiple of 8 bytes.
 * All numbers are in the byte order of the machine that made it; nothing in it depends on where
 * it is mapped. image/index_make.h makes it, image/index.h reads it.
 *
 *     UNITS          uint64_t: references to the units' own DIEs (image/dieref.h)
 *     RANGES         struct index_range, by start
 *     NAMES          struct index_entry, by name: functions, by the names that debuginfo has and by
 *                    `get` for `get<int>`; `first` is a position in DIES
 *     DIES           uint64_t: references to DIEs, ascending for each name
 *     FILES          struct index_entry, by name: source files; `first` is a position in FILE_UNITS
 *     FILE_UNITS     uint32_t: positions in UNITS, ascending for each file
 *     SYMBOLS        struct symbol, as in struct symbols
 *     SYMBOL_ORDER   uint32_t, as in struct symbols
 *     STRINGS        bytes: texts that end with a zero byte
 *
 * What belongs to an entry ends where the next one's begins, or with the table.
 */
#ifndef IMAGE_INDEX_FORMAT_H
#define IMAGE_INDEX_FORMAT_H

#include <stdint.h>

#include "image/elf.h"
#include "image/symbols.h"

#define INDEX_MAGIC "sondeidx"
/**
 * Counted up with every change of what this page says, and of what image/index_make.c, the order of
 * image/symbols.c and the layout of image/module.c put into the tables.
 */
#define INDEX_VERSION 5
/** How this machine stores it; of another byte order it reads as another number. */
#define INDEX_BYTE_ORDER 0x01020304U

enum index_table {
	INDEX_UNITS,
	INDEX_RANGES,
	INDEX_NAMES,
	INDEX_DIES,
	INDEX_FILES,
	INDEX_FILE_UNITS,
	INDEX_SYMBOLS,
	INDEX_SYMBOL_ORDER,
	INDEX_STRINGS,
	INDEX_TABLES,
};

/** Where a table lies in the file. */
struct index_span {
	uint64_t offset;
	/** Elements, not bytes. */
	uint64_t count;
};

struct index_header {
	char magic[8];
	uint32_t version;
	uint32_t byte_order;
	/** Of all bytes behind this field: index_checksum(). */
	uint64_t checksum;
	/** Of the whole file. */
	uint64_t size;
	/** Build id of the image, filled up with zeros, and the size that counts. */
	uint8_t build_id[BUILD_ID_SIZE_MAX];
	uint64_t build_id_size;
	/** As in struct image. */
	uint64_t section_sizes[IMAGE_SIZES];
	/** As in struct image. */
	uint64_t split_sum;
	/** 1: inlined calls in one unit are of functions of another: see index_crosses_units(). */
	uint64_t crosses_units;
	struct index_span tables[INDEX_TABLES];
};

/** A piece of code of a unit. */
struct index_range {
	uint64_t start;
	/** The first address behind it. */
	uint64_t end;
	/** Position in UNITS. */
	uint32_t unit;
	uint32_t zero;
};

struct index_entry {
	/** Position in STRINGS. */
	uint32_t name;
	/** Position of the first of what belongs to it. */
	uint32_t first;
};

/** A checksum against torn and damaged files. It does not protect from anybody. */
uint64_t index_checksum(const void *data, size_t size);

#endif /* IMAGE_INDEX_FORMAT_H */
