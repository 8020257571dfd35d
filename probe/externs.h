/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The variables of a unit outside of functions.
 */
#ifndef PROBE_EXTERNS_H
#define PROBE_EXTERNS_H

#include <elfutils/libdw.h>

#include "base/err.h"
#include "probe/scope.h"

/**
 * The variables that the source unit of @p die defines or declares outside of functions: of each
 * name the definition, else a declaration.
 *
 * @param ret empty; gets them in the order of the unit
 */
struct sonde_error *externs_of_unit(const Dwarf_Die *die, struct scope_variables *ret);

#endif /* PROBE_EXTERNS_H */
