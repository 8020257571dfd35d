/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * From a function of which debuginfo has no code to its symbol: its code may be that of another
 * one, which a compiler or linker found to be the same.
 */
#ifndef PROBE_LINKED_H
#define PROBE_LINKED_H

#include "base/err.h"
#include "image/elf.h"
#include "probe/symbol_names.h"

/**
 * Find the symbols of the functions that @p name means, by the linkage names that debuginfo has
 * for them.
 *
 * @param ret symbols are added, none twice
 */
struct sonde_error *linked_find(const struct image *image, const char *name,
				struct symbol_list *ret);

#endif /* PROBE_LINKED_H */
