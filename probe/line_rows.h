/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The rows of a unit's line table (.debug_line; DWARF 5, 6.2): which source line begins at an
 * address.
 */
#ifndef PROBE_LINE_ROWS_H
#define PROBE_LINE_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <elfutils/libdw.h>

#include "base/err.h"
#include "base/vec.h"
#include "probe/copies.h"
#include "probe/path.h"

struct line_row {
	uint64_t address;
	/** Line 0 is code that comes from no line. */
	struct source_line source;
	/** is_stmt: a statement of the line begins here. */
	bool is_statement;
};

/**
 * Rows ordered by address; rows of one address in the order of the table, in which a compiler
 * tells what begins there without an instruction of its own. The ends of sequences are no rows.
 */
struct line_rows VEC_BODY(struct line_row);

/** Free the rows. */
void line_rows_deinit(struct line_rows *rows);

/**
 * Read the rows of @p unit; a unit without a line table has none.
 *
 * @param paths gets the paths of the source files
 * @param ret empty
 * @return FORMAT for a table that cannot be read
 */
struct sonde_error *line_rows_read(Dwarf_Die *unit, struct paths *paths, struct line_rows *ret);

/** Place of the first row at @p address or behind it; the number of rows if there is none. */
size_t line_rows_from(const struct line_rows *rows, uint64_t address);

#endif /* PROBE_LINE_ROWS_H */
