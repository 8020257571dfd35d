/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Functions of libraries by the versions of their symbols (`f@VERSION`), and those that are chosen
 * when a program starts.
 */
#ifndef PROBE_VERSIONED_H
#define PROBE_VERSIONED_H

#include <stdbool.h>

#include "base/err.h"
#include "base/notes.h"
#include "image/elf.h"
#include "probe/def.h"
#include "probe/point.h"
#include "probe/symbol_names.h"

/**
 * Find the symbol that `f@VERSION` or `f@@VERSION` means, where the definition has no source file
 * of that name.
 *
 * @param ret one symbol is added, or none
 */
struct sonde_error *versioned_find(const struct image *image, const struct probe_def *def,
				   struct symbol_list *ret);

/** Whether that is a version of the function's symbol, and @p def asks for no more than a symbol.
 */
bool versioned_suffices(const struct image *image, const struct probe_def *def);

/** Hang on @p error, which is returned, which versions of the function there are, if it has some.
 */
struct sonde_error *versioned_hint(const struct image *image, const struct probe_def *def,
				   struct sonde_error *error);

/**
 * Of several symbols of the name of @p def, of which one is the version that programs are linked
 * to, keep that one.
 */
struct sonde_error *versioned_choose(const struct image *image, const struct probe_def *def,
				     struct symbol_list *symbols);

/**
 * Add a remark that names the other versions, where there are some and the default one is among
 * @p places.
 */
struct sonde_error *versioned_note(const struct image *image, const struct probe_def *def,
				   const struct point_places *places, struct notes *notes);

/**
 * Check that the function, whose symbols were found, is not chosen when the program starts.
 *
 * @return UNAVAILABLE, with the functions that can be chosen, as far as they have symbols
 */
struct sonde_error *versioned_check(const struct image *image, const struct probe_def *def,
				    const struct symbol_list *symbols);

#endif /* PROBE_VERSIONED_H */
