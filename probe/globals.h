/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Variables outside of functions, which other units than the probed function's define.
 */
#ifndef PROBE_GLOBALS_H
#define PROBE_GLOBALS_H

#include <stdbool.h>
#include <stdint.h>

#include <elfutils/libdw.h>

#include "base/err.h"
#include "probe/args.h"
#include "probe/def.h"

/** A variable as it was found. */
struct global {
	/** Its definition, or a declaration, which has a type. */
	Dwarf_Die die;
	/** No unit defines it, but the symbol table has it: it lies at `address`. */
	bool has_address;
	uint64_t address;
};

/**
 * Whether @p die, a variable, says where it is or what it is; not a mere declaration of what
 * another unit defines.
 */
bool global_is_definition(Dwarf_Die *die);

/** Whether @p die, a variable, only says that there is one outside: `extern int x`, also within a
 * function. */
bool global_is_elsewhere(Dwarf_Die *die);

/**
 * Find the variable @p name outside of functions that the source of @p die knows. The answer is
 * kept: a pattern asks as often as the source has functions.
 *
 * @param found set to whether there is one; untouched on failure
 * @param ret its definition, or a declaration
 */
struct sonde_error *globals_find_here(struct lookup *lookup, const Dwarf_Die *die, const char *name,
				      bool *found, Dwarf_Die *ret);

/**
 * Find the variable that arg->base names in the whole image: the external one; else a static one,
 * if there is only one of that name and nothing is @p declared; else one that units declare and
 * the symbol table has (the linker's, assembler's). All units are looked at only if there is such
 * a symbol.
 *
 * @param declared what the probed function or its unit has by that name, a mere declaration: so it
 * is no other unit's static one, and no symbol that may be of such a one; NULL: neither has one
 * @param found set to whether there is one; untouched on failure
 * @param ret the variable, where there is one
 * @return UNAVAILABLE for statics of several files, with their names; and for what is declared, and
 * defined nowhere
 */
struct sonde_error *globals_find(const struct args_request *request, const struct probe_arg *arg,
				 const Dwarf_Die *declared, bool *found, struct global *ret);

/**
 * Find the DIE that says where @p variable is, if that is one of another unit: gcc -flto leaves the
 * places of variables to units of its own, whose DIEs have those of the sources for origins.
 *
 * @param variable says not itself where it is; of C++ the declaration in a namespace may be given
 * @param found set to whether there is one; untouched on failure
 * @return UNAVAILABLE for a static variable of which there is none: it is optimized out, and what
 * other units call so is another one
 */
struct sonde_error *globals_find_copy(struct lookup *lookup, Dwarf_Die *variable, bool *found,
				      struct global *ret);

#endif /* PROBE_GLOBALS_H */
