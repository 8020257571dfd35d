/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The symbol table of an image, by name and by address.
 */
#ifndef IMAGE_SYMBOLS_H
#define IMAGE_SYMBOLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <libelf.h>

#include "base/err.h"
#include "base/vec.h"

struct symbol {
	/** Borrowed from the image. */
	const char *name;
	uint64_t address;
	/** Bytes; 0 where the table does not say (assembler labels). */
	uint64_t size;
	/** STT_FUNC (or an untyped label in code). */
	bool is_function;
	bool is_global;
	/** Index of the section it lies in. */
	uint16_t section;
};

struct symbols {
	/** By address; of one address functions first, then global ones, then by name. */
	VEC(struct symbol) sorted;
	/** Indices into `sorted`, ordered by name. */
	VEC(uint32_t) by_name;
};

/**
 * Read .symtab, or .dynsym where that is stripped. A file without either gives an empty
 * table. Names are borrowed from @p elf.
 */
struct sonde_error *symbols_init(Elf *elf, const char *path, struct symbols *ret);

/** Free what it holds. */
void symbols_deinit(struct symbols *symbols);

/**
 * All symbols called @p name.
 *
 * @param ret the first of them in by_name order: `sorted.data[by_name.data[*ret + i]]`
 * @return how many there are
 */
size_t symbols_named(const struct symbols *symbols, const char *name, size_t *ret);

/** The only symbol of this name, or NULL where there is none or more than one. */
const struct symbol *symbols_unique(const struct symbols *symbols, const char *name);

/**
 * The symbol that @p address lies in: the nearest one at or below it, whose size (if it has
 * one) reaches it. Functions before others, names that are unique before others. NULL if none.
 */
const struct symbol *symbols_at(const struct symbols *symbols, uint64_t address);

#endif /* IMAGE_SYMBOLS_H */
