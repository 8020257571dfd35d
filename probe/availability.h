/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Where in the code a variable is available: by its location list, as addresses and as lines.
 */
#ifndef PROBE_AVAILABILITY_H
#define PROBE_AVAILABILITY_H

#include <stdbool.h>
#include <stdint.h>

#include <elfutils/libdw.h>

#include "base/err.h"
#include "base/vec.h"
#include "probe/func.h"
#include "probe/line.h"
#include "probe/listing.h"
#include "probe/loc.h"

/** Addresses from `start` up to, but without, `end`. */
struct availability_range {
	uint64_t start;
	uint64_t end;
};

struct availability_ranges VEC_BODY(struct availability_range);

/** Whether DWARF says where @p variable is, or what it is, at @p pc. */
bool availability_at(Dwarf_Die *variable, uint64_t pc);

/**
 * All addresses for which DWARF says it: the entries of the location list, in their order. With
 * one location for all of the scope these are the addresses of the scope.
 *
 * @param instance the copy of the function; the scope is looked for in it
 * @param pc an address of the scope
 * @param ret ranges are added; none for a variable that is optimized out
 */
struct sonde_error *availability_ranges(const struct func_instance *instance, uint64_t pc,
					Dwarf_Die *variable, struct availability_ranges *ret);

/** A place of a line: what a definition FUNC:LINE means in the copy, or one of several. */
struct availability_statement {
	/** The function's first line is 0. */
	uint32_t line;
	uint64_t address;
};

struct availability_statements VEC_BODY(struct availability_statement);

/**
 * Whether a definition FUNC:LINE means the place: line 0 is the entry, wherever else code of the
 * function's first line is.
 *
 * @param first the function's first line
 */
bool availability_is_place(const struct line_place *place, uint32_t first);

/**
 * The places of all lines of a copy of a function, without those of a copy of it within it, which
 * has variables of its own.
 *
 * @param table of the copy's unit
 * @param ret places are added, ordered by line; none where DWARF does not say where the function
 *            is declared
 */
struct sonde_error *availability_statements(const struct line_table *table,
					    const struct func_instance *instance,
					    struct availability_statements *ret);

/** Add a line that is not less than those in @p ret: neighbours become one range. */
struct sonde_error *availability_add_line(uint32_t line, struct listing_lines *ret);

/**
 * The lines that have a place in one of the ranges where the variable can be had in fact.
 *
 * @param context the copy of the function; its pc does not matter
 * @param ret lines are added, in order
 */
struct sonde_error *availability_lines(const struct loc_context *context, Dwarf_Die *variable,
				       const struct availability_ranges *ranges,
				       const struct availability_statements *statements,
				       struct listing_lines *ret);

#endif /* PROBE_AVAILABILITY_H */
