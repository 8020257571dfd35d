/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * What a name means at an address: the variables in scope there.
 */
#ifndef PROBE_SCOPE_H
#define PROBE_SCOPE_H

#include <stdbool.h>
#include <stdint.h>

#include <elfutils/libdw.h>

#include "base/err.h"
#include "base/suggest.h"
#include "base/vec.h"
#include "probe/func.h"

/** Variables, in the order of the source; of the same name only the innermost. */
struct scope_variables VEC_BODY(Dwarf_Die);

/** Free the list. */
void scope_variables_deinit(struct scope_variables *variables);

/**
 * The parameters of the function that @p instance is a copy of, and with @p locals also the
 * variables of the blocks around @p pc. Variables of functions that were inlined into it are
 * not its variables.
 *
 * Parameters that this copy has no DIE for come from the function's abstract DIE; they have
 * no location.
 *
 * @return FORMAT where blocks are nested deeper than any compiler nests them
 */
struct sonde_error *scope_variables(const struct func_instance *instance, uint64_t pc, bool locals,
				    struct scope_variables *ret);

/**
 * Find the local variable or parameter that @p name means at @p pc; it may be a declaration of one
 * outside. Those outside are in probe/globals.h.
 *
 * @param suggest gets the names passed over, or NULL
 * @param found set to whether there is one; untouched on failure
 * @param ret the variable, where there is one
 */
struct sonde_error *scope_find_local(const struct func_instance *instance, uint64_t pc,
				     const char *name, struct suggest *suggest, bool *found,
				     Dwarf_Die *ret);

/** The variable that @p unit has outside of functions; a definition before a declaration. */
bool scope_find_in_unit(Dwarf_Die *unit, const char *name, Dwarf_Die *ret);

#endif /* PROBE_SCOPE_H */
