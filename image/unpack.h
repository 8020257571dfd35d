/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Compressed sections of debuginfo: what libelf does not unpack by itself.
 */
#ifndef IMAGE_UNPACK_H
#define IMAGE_UNPACK_H

#include "base/err.h"
#include "image/elf.h"

/** ELFCOMPRESS_ZSTD of the gABI, which older headers lack. */
#define UNPACK_BY_ZSTD 2

/**
 * The bytes of a section that zstd has compressed.
 *
 * @param data the section as it is in the file: a head, and what is packed
 * @param size how many bytes they are, by its head
 * @param ret the caller frees them; NULL where the section is damaged, or says it has more than can
 * be
 * @return NO_MEMORY
 */
struct sonde_error *unpack_zstd(const Elf_Data *data, uint64_t size, void **ret);

/**
 * Unpack, in memory, the sections of @p image's own file that have DWARF and are compressed by
 * zstd. libdw unpacks the others (zlib, in both ways) when they are opened.
 *
 * @return NOT_FOUND for one that is damaged: its debuginfo is not to be had
 */
struct sonde_error *unpack_sections(struct image *image);

/**
 * Check that no section of its DWARF is compressed any more, after libdw has opened it: libdw does
 * without those that it cannot unpack, and names are missing then.
 *
 * @return NOT_FOUND for one that is damaged, or that nobody here unpacks
 */
struct sonde_error *unpack_check(const struct image *image);

#endif /* IMAGE_UNPACK_H */
