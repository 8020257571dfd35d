/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * What a name means in the namespaces and classes around a function, in C++ and Rust: `name`,
 * `space::name`, `Class::name`, looked for from the innermost of them to the outside.
 */
#ifndef PROBE_SPACE_H
#define PROBE_SPACE_H

#include <stdbool.h>

#include <elfutils/libdw.h>

#include "base/err.h"
#include "base/vec.h"
#include "probe/func.h"
#include "probe/lookup.h"

/** Namespaces and classes, the outermost first. */
struct space VEC_BODY(Dwarf_Die);

/** Free the list. */
void space_deinit(struct space *space);

/** A `struct space` that is released at the end of its scope. */
#define _cleanup_space_ _cleanup_(space_deinit)

/** Whether names of the unit of @p die can be in namespaces: those of C are not. */
bool space_applies(Dwarf_Die *die);

/** What is around the declaration of @p die, a function or a variable. */
struct sonde_error *space_around(Dwarf_Die *die, struct space *ret);

/** A name, and where it is written. */
struct space_query {
	struct lookup *lookup;
	/** The function, in whose unit is looked first, and what is around it. */
	const Dwarf_Die *die;
	const struct space *space;
	const char *name;
	/** Of a type that is written with a word before it (`struct NAME`) the tag, else 0. */
	int tag;
	/** The function declares the variable `extern`: it is no static one of another unit. */
	bool is_extern;
};

/**
 * The variable that a name means: one of the unit of the function, else of another one. Anonymous
 * and inline namespaces count as what is around them.
 *
 * @param found set to whether there is one, which says where it is
 * @return UNAVAILABLE where several units have one of their own, and that of the function has none;
 *         where the nearest is declared only, or static and optimized out
 */
struct sonde_error *space_find(const struct space_query *query, bool *found, Dwarf_Die *ret);

/** The type that a name means; otherwise as space_find(). */
struct sonde_error *space_find_type(const struct space_query *query, bool *found, Dwarf_Die *ret);

/**
 * The definition of the static member that @p die declares in its class.
 *
 * @param found set to whether there is one
 */
struct sonde_error *space_define(struct lookup *lookup, Dwarf_Die *die, bool *found,
				 Dwarf_Die *ret);

/**
 * The definition of @p type, which is declared only, and has a name: that of the same namespaces in
 * any unit.
 *
 * @param found set to whether there is one, and all units that have one have the same
 */
struct sonde_error *space_definition(struct lookup *lookup, Dwarf_Die *type, bool *found,
				     Dwarf_Die *ret);

#endif /* PROBE_SPACE_H */
