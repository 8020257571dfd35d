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

/** One symbol. It is stored as it is in the image's index (image/index_format.h). */
struct symbol {
	uint64_t address;
	/** Bytes; 0 where the table does not say (assembler labels). */
	uint64_t size;
	/** Offset of its name; symbols_name() gives the text. */
	uint32_t name;
	/** Index of the section it lies in. */
	uint16_t section;
	/** 1 for STT_FUNC (or an untyped label in code), else 0. */
	uint8_t is_function;
	/** 1 for what the linker saw in all files, 0 for static. */
	uint8_t is_global;
};

struct symbols {
	/** By address; of one address functions first, then global ones, then by name. */
	const struct symbol *sorted;
	/** Indices into `sorted`, ordered by name. */
	const uint32_t *by_name;
	/** How many there are. */
	size_t count;
	/** How many of them are functions. */
	size_t functions;
	/** The string table, which ends with a zero byte; borrowed from the image, or `own_names`.
	 */
	const char *names;
	size_t names_size;
	/** `sorted` and `by_name`, where they are the table's own; else NULL. */
	void *owned[2];
	/** A copy of the string table whose names end before their `@VERSION`, or one of both
	 * files' tables; else NULL. */
	char *own_names;
};

/** Where symbols are read from. All is borrowed. */
struct symbol_files {
	/** The file whose .symtab, or .dynsym, it is. */
	Elf *elf;
	/** A file whose .symtab has what that lacks (image/mini.h), or NULL. */
	Elf *more;
};

/** Whether a file has a .symtab, which strip(1) removes. */
bool symbols_has_table(Elf *elf);

/**
 * Read .symtab, or .dynsym where that is stripped. A file without either gives an empty
 * table. Names are borrowed from @p files. In a file with symbol versions (.gnu.version) they are
 * without the `@VERSION` and `@@VERSION` that linkers write into .symtab: `stdout`.
 */
struct sonde_error *symbols_init(struct symbol_files files, const char *path, struct symbols *ret);

/**
 * The same table, read and sorted before: @p sorted and @p by_name are borrowed, the names are
 * those of @p files. Whatever the arrays hold, the functions below read nothing outside of them.
 */
struct sonde_error *symbols_init_sorted(struct symbol_files files, const char *path,
					const struct symbol *sorted, const uint32_t *by_name,
					size_t count, struct symbols *ret);

/** Who is told a function's name; @p data is theirs, @p name is lent for the call. */
typedef struct sonde_error *symbols_visit_fn(void *data, const char *name);

/**
 * Call @p visit with the name of each function that symbols_init() would give, in the order of the
 * file: for who looks through them once, and can do without the sorting.
 *
 * @return the first error of @p visit; FORMAT for a damaged table
 */
struct sonde_error *symbols_each_function(struct symbol_files files, const char *path,
					  symbols_visit_fn *visit, void *data);

/** Free what it holds. */
void symbols_deinit(struct symbols *symbols);

/** The symbol's name; "" if it lies outside of the string table. */
const char *symbols_name(const struct symbols *symbols, const struct symbol *symbol);

/** The symbol at @p position of the order by name. */
const struct symbol *symbols_by_name(const struct symbols *symbols, size_t position);

/**
 * All symbols called @p name.
 *
 * @param ret the first of them in by_name order: `symbols_by_name(symbols, *ret + i)`
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

/**
 * Whether a symbol of this name is padding before the entry of a function, where the compiler puts
 * hashes or room for calls (x86: FineIBT, call depth tracking; KCFI's type).
 */
bool symbols_is_padding(const char *name);

/** Whether a symbol that has a size reaches @p address. Those without one do not count. */
bool symbols_cover(const struct symbols *symbols, uint64_t address);

/**
 * The function that @p address lies in behind its first byte, by its size; of several the one that
 * begins first, as far as it is near. NULL if none.
 */
const struct symbol *symbols_enclosing(const struct symbols *symbols, uint64_t address);

/**
 * The stretch that the kernel takes for one symbol's (kallsyms_lookup_size_offset()): from the
 * nearest address with a symbol, at or below @p address, to the next one. Sizes do not matter.
 *
 * @param end UINT64_MAX behind the last symbol
 * @return the first symbol at its start, or NULL if there is none below
 */
const struct symbol *symbols_stretch(const struct symbols *symbols, uint64_t address,
				     uint64_t *end);

/**
 * The nearest symbol at or below @p address, but not below @p lowest, whose name is unique and
 * shorter than @p size bytes; its own size does not matter. NULL if there is none.
 */
const struct symbol *symbols_unique_before(const struct symbols *symbols, uint64_t address,
					   uint64_t lowest, size_t size);

/** The same for the nearest one above @p address, and below @p end. */
const struct symbol *symbols_unique_after(const struct symbols *symbols, uint64_t address,
					  uint64_t end, size_t size);

#endif /* IMAGE_SYMBOLS_H */
