/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Tables that the linker gathers in an image of a kernel or module: of addresses, or of entries
 * that say how far away something is. A kernel's stand between two symbols
 * (include/asm-generic/vmlinux.lds.h), a module's are sections.
 */
#ifndef IMAGE_TABLE_H
#define IMAGE_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/vec.h"
#include "image/elf.h"

/** Where a table is; a name is NULL where such an image has no such table. */
struct image_table_name {
	/** The symbols of a kernel at its first byte and behind its last one. */
	const char *start;
	const char *stop;
	/** The section of a module. */
	const char *section;
};

/** The bytes of a table. */
struct image_table {
	/** Of its first byte. */
	uint64_t address;
	/** Borrowed from the image; NULL where the table is empty. */
	const unsigned char *bytes;
	size_t size;
};

/** Whether a table can be read. */
enum image_table_state {
	/** There is none. */
	IMAGE_TABLE_ABSENT,
	/** It can. */
	IMAGE_TABLE_FOUND,
	/** There is one, and its bytes are not in the file: it has the debuginfo alone, or is
	 * damaged. */
	IMAGE_TABLE_UNREADABLE,
};

/** Addresses, in order, each once. */
struct image_addresses VEC_BODY(uint64_t);

/**
 * Find a table. A module's is relocated by image_prepare_tables().
 *
 * @param ret of size 0 where the table is empty; set for FOUND only
 */
enum image_table_state image_table_find(const struct image *image,
					const struct image_table_name *name,
					struct image_table *ret);

/**
 * Make the tables of a module say what they say once it is loaded: their entries are filled in by
 * relocations. Of a kernel there is nothing to do.
 *
 * @return as module_relocate()
 */
struct sonde_error *image_prepare_tables(struct image *image);

/** The address that the 32-bit distance at @p offset leads to, which counts from itself. */
uint64_t image_table_target(const struct image_table *table, size_t offset);

/**
 * Whether @p address is in code of the image, whose bytes are there.
 *
 * @param section all zero at first; kept for the next call, since most addresses are in one section
 */
bool image_is_code(const struct image *image, uint64_t address, struct image_section *section);

/**
 * The addresses that a table consists of, 64 bits each. In a position independent kernel (arm64)
 * the file has zeros, and the linker's R_*_RELATIVE entries (.rela.dyn) say what the kernel will
 * put there when it boots. Zeros are left out: the linker's helpers leave them for functions that
 * another one replaced.
 *
 * @param ret empty before; the caller frees it with vec_deinit()
 */
struct sonde_error *image_table_addresses(const struct image *image,
					  const struct image_table *table,
					  struct image_addresses *ret);

/** Put addresses in order, and leave out what is there twice. */
void image_addresses_sort(struct image_addresses *addresses);

/** Whether an address that is at least @p start and less than @p end is among them. */
bool image_addresses_have(const struct image_addresses *addresses, uint64_t start, uint64_t end);

#endif /* IMAGE_TABLE_H */
