/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The functions of program files, by offsets in the file, for those who ask often.
 */
#ifndef CLI_TARGET_PROGRAM_SYMBOLS_H
#define CLI_TARGET_PROGRAM_SYMBOLS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "base/err.h"

struct program_symbols;

/**
 * Open a program or library.
 *
 * @param ret the caller destroys it
 * @return as image_create()
 */
struct sonde_error *program_symbols_create(const char *path, struct program_symbols **ret);

/** NULL is fine. */
void program_symbols_destroy(struct program_symbols *symbols);

/**
 * The function that the byte at @p file_offset is of, by its symbol table, or of a file that has
 * none by the dynamic one and image/mini.h.
 *
 * @param ret_distance bytes behind its start
 * @return its name, of C++ and Rust as people know it, borrowed; NULL where no symbol has it
 */
const char *program_symbols_find(struct program_symbols *symbols, uint64_t file_offset,
				 uint64_t *ret_distance);

#endif /* CLI_TARGET_PROGRAM_SYMBOLS_H */
