/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Members of structs, unions and classes: by name, and where they are.
 */
#ifndef PROBE_MEMBER_H
#define PROBE_MEMBER_H

#include <stdbool.h>

#include <elfutils/libdw.h>

#include "base/err.h"
#include "probe/def.h"
#include "probe/lookup.h"
#include "probe/part.h"

struct member {
	Dwarf_Die die;
	/** Its type as declared. */
	Dwarf_Die type;
	/** Where it is in the outermost struct. */
	struct part part;
	/** It is one of several variants, of which the object has one: those of the enum @p sum. */
	bool is_variant;
	Dwarf_Die sum;
};

/** Whether @p type is a struct, a union or a class. */
bool member_is_aggregate(Dwarf_Die *type);

/**
 * Whether @p child, a DIE in that of a struct, is a part of it: a member, or the members of a base
 * class, which are found like those of an anonymous member. A static one of C++ is declared in the
 * struct, but lies elsewhere.
 */
bool member_is_part(Dwarf_Die *child);

/**
 * Find the member that @p step names (probe/class.h).
 *
 * @param lookup knows the definitions of base classes that are only declared
 * @param def for the column in errors
 * @return NOT_FOUND for an unknown one, or one that several bases have; UNAVAILABLE where its place
 *         is not fixed or known, and for a static one
 */
struct sonde_error *member_find(struct lookup *lookup, const struct probe_def *def,
				const struct probe_step *step, Dwarf_Die *aggregate,
				struct member *ret);

/**
 * Bytes from the start of a struct to @p member, or to a base class of it: its
 * DW_AT_data_member_location.
 *
 * @return false where only a computation at run time gives it
 */
bool member_offset(Dwarf_Die *member, uint64_t *ret);

#endif /* PROBE_MEMBER_H */
