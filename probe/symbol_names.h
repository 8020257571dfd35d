/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Functions of C++ and Rust of which there is only the symbol, by the names that people write.
 */
#ifndef PROBE_SYMBOL_NAMES_H
#define PROBE_SYMBOL_NAMES_H

#include "base/err.h"
#include "base/suggest.h"
#include "base/vec.h"
#include "image/symbols.h"

/** Borrowed from the table. */
struct symbol_list VEC_BODY(const struct symbol *);

/** Free the list. */
void symbol_list_deinit(struct symbol_list *list);

/** A `struct symbol_list` that is released at the end of its scope. */
#define _cleanup_symbol_list_ _cleanup_(symbol_list_deinit)

/**
 * Find the functions whose demangled name is meant by @p name, or matches @p glob where that is
 * not NULL: all symbols are looked at. What the compiler moved out of a function (`.cold`) is none.
 *
 * @param ret each address once, in order of address
 */
struct sonde_error *symbol_names_find(const struct symbols *symbols, const char *name,
				      const char *glob, struct symbol_list *ret);

/**
 * Whether a symbol stands for a piece of a function that another symbol has the entry of:
 * `f.cold`, `f.part.0`.
 */
bool symbol_names_is_piece(const char *symbol);

/** Offer the names of all functions. */
struct sonde_error *symbol_names_suggest(const struct symbols *symbols, struct suggest *suggest);

#endif /* PROBE_SYMBOL_NAMES_H */
