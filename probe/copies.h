/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * All copies of functions in a unit, as a tree: what is inlined into what, from which line, and
 * which addresses each of them has.
 */
#ifndef PROBE_COPIES_H
#define PROBE_COPIES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <elfutils/libdw.h>

#include "base/err.h"
#include "base/vec.h"
#include "probe/func.h"
#include "probe/path.h"

/** No copy. */
#define COPY_NONE SIZE_MAX

/** A line of a source file. */
struct source_line {
	/** Number of the path, PATH_NONE for none. */
	uint32_t file;
	/** From 1 on, 0 for none. */
	uint32_t line;
};

/** Addresses from `start` to before `end`. */
struct address_range {
	uint64_t start;
	uint64_t end;
};

/** One copy of a function's code. */
struct copy {
	/** As func_find() gives it. Without an address `entry` is 0 and `has_entry` false. */
	struct func_instance instance;
	bool has_entry;
	/** The copy that this one is nested in, or COPY_NONE. */
	size_t outer;
	/** Behind the last copy that is nested in this one. */
	size_t end;
	/** DW_AT_decl_file and DW_AT_decl_line. */
	struct source_line declared;
	/** DW_AT_call_file and DW_AT_call_line of an inlined copy. */
	struct source_line called;
	/** Its part of `ranges`. */
	size_t first_range;
	size_t range_count;
};

/** The copies of a unit; those that are nested in one follow it directly. */
struct copies {
	VEC(struct copy) list;
	/** DW_AT_low_pc/high_pc or DW_AT_ranges of each copy, in their order in DWARF. */
	VEC(struct address_range) ranges;
	/** Lines at which the unit declares a function that it has the body of; sorted. */
	VEC(struct source_line) declarations;
	/** The language has no functions within functions, so that the next one ends each. */
	bool is_flat;
};

/** Free the tree. */
void copies_deinit(struct copies *copies);

/**
 * Read the functions of @p unit.
 *
 * @param paths gets the paths of the source files
 * @param ret empty
 * @return FORMAT for a function in more pieces than any compiler makes
 */
struct sonde_error *copies_read(Dwarf_Die *unit, struct paths *paths, struct copies *ret);

/** The copy whose DIE is @p die, or COPY_NONE. */
size_t copies_find(const struct copies *copies, Dwarf_Die *die);

/** Whether copy @p at has code at @p address. */
bool copies_has_address(const struct copies *copies, size_t at, uint64_t address);

/** The copy nested directly in copy @p at that has code at @p address, or COPY_NONE. */
size_t copies_inner(const struct copies *copies, size_t at, uint64_t address);

/** The copy in which @p at is nested at last: one with an address of its own. */
size_t copies_root(const struct copies *copies, size_t at);

/**
 * Whether the source line is in the text of the function: from the line of its declaration on,
 * in the same file, before the next function of the file.
 */
bool copies_owns(const struct copies *copies, size_t at, struct source_line line);

/**
 * The line that declares the function whose text has the line: the last one before it in its
 * file.
 *
 * @return false where no function of the unit has it
 */
bool copies_declaration(const struct copies *copies, struct source_line line,
			struct source_line *ret);

/**
 * Whether two copies count as one where one is nested in the other: the same function, which the
 * compiler split and put together again; or functions of one macro, declared on the same line.
 */
bool copies_is_same(const struct copies *copies, size_t a, size_t b);

/** The outermost copy around @p at that copies_is_same() with it; else @p at itself. */
size_t copies_whole(const struct copies *copies, size_t at);

#endif /* PROBE_COPIES_H */
