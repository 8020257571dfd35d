/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * How a program or shared library lies in memory when it runs, by its program headers.
 */
#ifndef IMAGE_PROGRAM_H
#define IMAGE_PROGRAM_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "image/elf.h"

/**
 * Find where the instruction at @p address lies in the file, as the loader maps it: in a PT_LOAD
 * segment that is executable, within the bytes that come from the file.
 *
 * @return false where no such segment has it, or the file has no bytes of it (debuginfo alone)
 */
bool program_code_offset(const struct image *image, uint64_t address, uint64_t *ret);

/**
 * The other way round: the address of the instruction at @p offset of the file.
 *
 * @return false where no executable segment has bytes from there
 */
bool program_code_address(const struct image *image, uint64_t offset, uint64_t *ret);

/**
 * Find where the datum at @p address lies in the file, as program_code_offset() does, in a segment
 * that the program can write: where the kernel counts up a semaphore (valid_ref_ctr_vma() of
 * kernel/events/uprobes.c).
 */
bool program_data_offset(const struct image *image, uint64_t address, uint64_t *ret);

/**
 * Addresses less file offsets, which is one number for all of the program's code.
 *
 * @return UNAVAILABLE where it has code in segments that differ in this, or none
 */
struct sonde_error *program_code_bias(const struct image *image, uint64_t *ret);

/**
 * Whether the datum at @p address may be another one's at run time: a shared library exports it by
 * name, and the program, or a library before it, may have one of that name, which both then use
 * (the program has a copy of its own in any case where it was not compiled as PIC: R_*_COPY).
 */
bool program_data_may_move(const struct image *image, uint64_t address);

/** Whether the program, or the loader that a library is, starts at @p address (ELF e_entry). */
bool program_starts_at(const struct image *image, uint64_t address);

/**
 * Whether a symbol table of the file, or of the one with its debuginfo, has a function at
 * @p address: a symbol of that type, or one in code that has a size. A label of an assembler has
 * neither unless its source says so.
 */
bool program_has_function_at(const struct image *image, uint64_t address);

/**
 * Whether the file says that data lie at @p address between code: by the nearest mapping symbol at
 * or below it, `$d` for data and `$x` for code (ELF for the Arm 64-bit Architecture). A file
 * without such says nothing.
 *
 * @param start of the section
 */
bool program_has_data_at(const struct image *image, uint64_t start, uint64_t address);

#endif /* IMAGE_PROGRAM_H */
