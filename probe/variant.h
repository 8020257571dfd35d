/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The variants of an enum of Rust (DW_TAG_variant_part, DWARF 5, 5.7.10): members that share
 * memory, and a number that says which of them is there, its discriminant.
 */
#ifndef PROBE_VARIANT_H
#define PROBE_VARIANT_H

#include <stdbool.h>

#include <elfutils/libdw.h>

#include "base/err.h"
#include "base/notes.h"
#include "base/str.h"

/** What the member is called that says which variant is there; in DWARF it has no name. */
#define VARIANT_DISCRIMINANT "discriminant"

/** Where a walk over the variants of a struct is; at its start all is 0. */
struct variant_walk {
	/** What it is at is the discriminant. */
	bool is_discriminant;
	/** The enum has one: with only one variant there is nothing to say. */
	bool has_discriminant;
	/** The rest is its own. */
	enum {
		VARIANT_START,
		VARIANT_PART,
		VARIANT_END
	} state;
	Dwarf_Die variant;
};

/**
 * The next one in @p aggregate: its discriminant first, then the member of each variant. Only the
 * first variant part counts; Rust has no other.
 *
 * @return false at the end
 */
bool variant_next(Dwarf_Die *aggregate, struct variant_walk *walk, Dwarf_Die *ret);

/**
 * Remark that only the members of the variant that is there are values, and which number means
 * which. Of one enum it is said once.
 */
struct sonde_error *variant_note(Dwarf_Die *aggregate, struct notes *notes);

#endif /* PROBE_VARIANT_H */
