/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * What a function is declared in: namespaces, classes, other functions. DWARF's trees know their
 * way down only, so a unit is walked once, when first asked for.
 */
#ifndef PROBE_PARENTS_H
#define PROBE_PARENTS_H

#include <stdbool.h>
#include <stddef.h>

#include <elfutils/libdw.h>

#include "base/err.h"
#include "base/vec.h"

/** A DIE that has a place in the tree. */
struct parents_entry {
	Dwarf_Die die;
	/** Position of its parent in the list; its own where that is the unit. */
	size_t parent;
};

/** The functions of a unit and what they are in, in the order of the file. */
struct parents_unit {
	Dwarf_CU *cu;
	VEC(struct parents_entry) entries;
};

/** The units that were walked. */
struct parents VEC_BODY(struct parents_unit);

/** Free what it holds. */
void parents_deinit(struct parents *parents);

/**
 * The namespaces, classes and functions around @p die, outermost first.
 *
 * @param ret DIEs are added; none where the unit has @p die at its top, or not at all
 */
struct parents_list VEC_BODY(Dwarf_Die);
struct sonde_error *parents_of(struct parents *parents, Dwarf_Die *die, struct parents_list *ret);

/** Free the list. */
void parents_list_deinit(struct parents_list *list);

/** A `struct parents_list` that is released at the end of its scope. */
#define _cleanup_parents_list_ _cleanup_(parents_list_deinit)

#endif /* PROBE_PARENTS_H */
