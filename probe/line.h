/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Source lines of a unit, and where they can be probed.
 *
 * A place of a line is where a statement of it begins (is_stmt) in a copy of the function whose
 * text has the line (probe/line_owners.h); of what stands together, the lowest address. Functions
 * that are inlined at the line are part of it, so that running the line passes one place and
 * not one for each of them. Every copy of the function has its own places, and so has every
 * piece of a copy (.cold). The line that declares a function has the entries of its copies.
 */
#ifndef PROBE_LINE_H
#define PROBE_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <elfutils/libdw.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "base/vec.h"
#include "probe/func.h"
#include "probe/line_marks.h"

/** The lines of one unit, read once for many questions. */
struct line_table;

/**
 * Read the lines and the functions of @p unit, the DIE of a unit. The image must outlive the
 * table.
 *
 * @return FORMAT for a damaged line table
 */
struct sonde_error *line_table_create(Dwarf_Die *unit, struct line_table **ret);

/** Free @p table; NULL is fine. */
void line_table_destroy(struct line_table *table);

/** A `struct line_table *` that is destroyed at the end of its scope. */
#define _cleanup_line_table_ _cleanup_(line_table_destroyp)
void line_table_destroyp(struct line_table **table);

/** Where a line can be probed. */
struct line_place {
	/** The source file; borrowed from libdw. */
	const char *path;
	/** Counted in the file, from 1 on. */
	uint32_t line;
	uint64_t address;
	/**
	 * The innermost copy of the function whose text has the line; its `entry` is that
	 * copy's, not the line's.
	 */
	struct func_instance instance;
};

struct line_places VEC_BODY(struct line_place);

/** Free the list. */
void line_places_deinit(struct line_places *places);

/**
 * The line at which a function is declared (DW_AT_decl_line), which line 0 of the function is,
 * and the path of that file (DW_AT_decl_file; borrowed from libdw).
 *
 * @return false where DWARF does not say
 */
bool line_of_declaration(Dwarf_Die *die, const char **path, uint32_t *line);

/** Lines from `first` to `last`, both included, counted in the file. */
struct line_span {
	uint32_t first;
	uint32_t last;
};

/** All lines there are. */
#define LINE_SPAN_ALL         \
	(struct line_span)    \
	{                     \
		1, UINT32_MAX \
	}

/**
 * The places of the lines in @p span of the function that @p instance is a copy of, in that copy
 * only. Lines beyond the function's text have none.
 *
 * @param instance a copy in the table's unit; one of another unit has no places
 * @param ret places are added, ordered by line and address, each once
 */
struct sonde_error *line_find_in_copy(const struct line_table *table,
				      const struct func_instance *instance, struct line_span span,
				      struct line_places *ret);

/**
 * The same in all copies of that function in the table's unit.
 *
 * @param ret places are added, ordered by line and address; one of a copy within a copy can come
 *            more than once
 */
struct sonde_error *line_find_in_copies(const struct line_table *table,
					const struct func_instance *instance, struct line_span span,
					struct line_places *ret);

/**
 * The places of the lines in @p span of the source files whose paths end with @p file, in all
 * copies of the unit.
 *
 * @param file as it was typed: the end of a path, from the start of a component on
 * @param ret places are added, ordered by line and address, each once for each path
 */
struct sonde_error *line_find_in_file(const struct line_table *table, const char *file,
				      struct line_span span, struct line_places *ret);

/**
 * The lines in @p span of the function that @p instance is a copy of that can be probed in that
 * copy; added to what @p marks has already.
 */
struct sonde_error *line_mark_copy(const struct line_table *table,
				   const struct func_instance *instance, struct line_span span,
				   struct line_marks *marks);

/**
 * The lines in @p span of the source files whose paths end with @p file that can be probed
 * anywhere in the unit; added to what @p marks has already.
 */
struct sonde_error *line_mark_file(const struct line_table *table, const char *file,
				   struct line_span span, struct line_marks *marks);

#endif /* PROBE_LINE_H */
