/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The symbols of the running kernel, from /proc/kallsyms (kernel/kallsyms.c): a line
 * `ADDRESS TYPE NAME[\t[MODULE]]` each. The file is long, and read once, in one pass.
 */
#ifndef IMAGE_KALLSYMS_H
#define IMAGE_KALLSYMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/err.h"
#include "base/map.h"
#include "base/str.h"
#include "base/suggest.h"
#include "base/vec.h"

struct kallsyms_entry {
	/** 0 where kptr_restrict hides addresses. */
	uint64_t address;
	/** Where its name starts in kallsyms.names. */
	size_t name;
	bool is_function;
	/** Where the name of its module starts in kallsyms.names, and 1 more; 0: the kernel proper.
	 */
	uint32_t module;
};

/** All symbols, of the kernel proper or of modules too. The kernel takes a while to print them:
 * read them once. */
struct kallsyms {
	/** In order of address; those of one address as the kernel has them. */
	struct VEC_BODY(struct kallsyms_entry) entries;
	/** The names, each with a NUL after it. */
	struct str names;
	/** Positions of the entries in the order of their names, those of one name in order of
	 * address; empty before kallsyms_sort_names(). */
	VEC(uint32_t) by_name;
};

/** Nothing read yet. */
#define KALLSYMS_INIT                                                        \
	{                                                                    \
		.entries = VEC_INIT, .names = STR_INIT, .by_name = VEC_INIT, \
	}

/** What a name stands for. */
struct kallsyms_symbol {
	/** Its address; 0 where kptr_restrict hides addresses. */
	uint64_t address;
	/** Symbols of the kernel proper that have this name. */
	size_t count;
};

/**
 * Read the symbols, those of modules left out.
 *
 * @param stream an open /proc/kallsyms; read to its end
 * @param ret initialised by this; the caller deinits it
 */
struct sonde_error *kallsyms_read(FILE *stream, struct kallsyms *ret);

/** Read those of modules, too. */
struct sonde_error *kallsyms_read_all(FILE *stream, struct kallsyms *ret);

/**
 * Look for a name from the beginning of @p stream, and read no further than to the first symbol of
 * the kernel proper that has it: for names that there are once, and early.
 *
 * @param ret count 0 where there is none, else 1
 */
struct sonde_error *kallsyms_find_first(FILE *stream, const char *name,
					struct kallsyms_symbol *ret);

/** Make kallsyms_lookup() fast: worth it for who looks up hundreds of names. */
struct sonde_error *kallsyms_sort_names(struct kallsyms *kallsyms);

/** Free what it holds. */
void kallsyms_deinit(struct kallsyms *kallsyms);
#define _cleanup_kallsyms_ _cleanup_(kallsyms_deinit)

/**
 * Look a name up.
 *
 * @param suggest gets the names of functions passed over, or NULL
 * @return the symbol of that name with the lowest address; count 0 where there is none
 */
struct kallsyms_symbol kallsyms_lookup(const struct kallsyms *kallsyms, const char *name,
				       struct suggest *suggest);

/** The name of an entry; borrowed. */
const char *kallsyms_name(const struct kallsyms *kallsyms, const struct kallsyms_entry *entry);

/** The module that it is of, or NULL; borrowed. */
const char *kallsyms_module(const struct kallsyms *kallsyms, const struct kallsyms_entry *entry);

/**
 * The nearest symbol at or below @p address, functions before others, then the first that the
 * kernel has; NULL if there is none, or if it is so far that it has nothing to do with it.
 */
const struct kallsyms_entry *kallsyms_at(const struct kallsyms *kallsyms, uint64_t address);

/** The first entry whose address is @p address or above it; entries.size where there is none. */
size_t kallsyms_first_at(const struct kallsyms *kallsyms, uint64_t address);

/**
 * Where what starts at @p address ends at the latest: the address of the next symbol.
 *
 * @return UINT64_MAX where none follows, and where addresses are hidden
 */
uint64_t kallsyms_end_of(const struct kallsyms *kallsyms, uint64_t address);

/**
 * The function that an address lies in.
 *
 * @param offset bytes after the function's start
 * @return its name, borrowed; NULL where there is none
 */
const char *kallsyms_function_at(const struct kallsyms *kallsyms, uint64_t address,
				 uint64_t *offset);

/** Who has a name. */
struct kallsyms_count {
	/** Symbols of the module that have it. */
	size_t own;
	/** Symbols of the kernel proper and of other modules that have it. */
	size_t others;
	/**
	 * Whether data have symbols: the kernel has CONFIG_KALLSYMS_ALL. Without it there are some,
	 * of data between code, but far fewer than functions.
	 */
	bool has_data;
};

/**
 * Count the symbols of one name, those of modules included.
 *
 * @param stream an open /proc/kallsyms; read to its end
 */
struct sonde_error *kallsyms_count_name(FILE *stream, const char *name, const char *module,
					struct kallsyms_count *ret);

/** What kallsyms_count_name() found, for one module: each name is looked for once. */
struct kallsyms_counts {
	/** /proc/kallsyms; NULL before it is opened. Owned. */
	FILE *stream;
	/** Name -> struct kallsyms_count; the values are owned. */
	struct map found;
};

/** Close and free. */
void kallsyms_counts_deinit(struct kallsyms_counts *counts);

/** As kallsyms_count_name(), for the same @p module each time; counts->stream is open. */
struct sonde_error *kallsyms_counts_get(struct kallsyms_counts *counts, const char *name,
					const char *module, struct kallsyms_count *ret);

#endif /* IMAGE_KALLSYMS_H */
