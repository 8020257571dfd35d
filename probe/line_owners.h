/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * To which copy of a function each row of a line table belongs.
 *
 * Addresses alone do not tell: at one address there can be rows of a function, of what is inlined
 * there, and of what was inlined before and has no instruction left at that place. Compilers say
 * so on purpose: a statement begins there as far as a debugger is concerned, even if its
 * instructions were moved elsewhere.
 */
#ifndef PROBE_LINE_OWNERS_H
#define PROBE_LINE_OWNERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/vec.h"
#include "probe/copies.h"
#include "probe/line_rows.h"

/** A row, and the copy that it belongs to, COPY_NONE if it cannot be told. */
struct owned_row {
	const struct line_row *row;
	size_t owner;
};

/** Addresses that stand together. */
struct owned_piece {
	struct address_range range;
	/** Its part of the rows. */
	size_t first;
	size_t count;
};

/** The rows of a copy that has an address of its own, and of all that is nested in it. */
struct line_owners {
	/** The copy; nothing is known yet where `is_known` is false. */
	size_t root;
	bool is_known;
	/** In the order of DWARF; pieces that touch are one. */
	VEC(struct owned_piece) pieces;
	/** Piece by piece, by address; borrowed from the table. */
	VEC(struct owned_row) rows;
};

/** Free the list. */
void line_owners_deinit(struct line_owners *owners);

/**
 * Make @p owners those of @p root, if they are not yet. A row belongs
 *
 *   1. of the copies that have code at its address, to the innermost whose text has the line;
 *   2. where none has it, to the copy of the function that has it, nested in @p root, that begins
 *      at the address or last before it, else first behind it;
 *   3. where no function of the unit has it (a file that was included in a body), to the
 *      innermost copy that has code at the address.
 *
 * @param owners zeroed before the first call, else of the same unit
 */
struct sonde_error *line_owners_of(const struct copies *copies, const struct line_rows *rows,
				   size_t root, struct line_owners *owners);

#endif /* PROBE_LINE_OWNERS_H */
