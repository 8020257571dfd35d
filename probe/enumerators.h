/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The names of the values of a type that is an enumeration.
 */
#ifndef PROBE_ENUMERATORS_H
#define PROBE_ENUMERATORS_H

#include <elfutils/libdw.h>

#include "base/enumeration.h"
#include "base/err.h"
#include "probe/lookup.h"

/**
 * Read the names of @p type, behind typedefs and the like. Names that cannot be shown, and values
 * of more than 64 bits, are passed over.
 *
 * @param ret empty; stays so for any type but an enumeration
 * @return NO_MEMORY
 */
struct sonde_error *enumerators_of(struct lookup *lookup, Dwarf_Die *type, struct enumeration *ret);

#endif /* PROBE_ENUMERATORS_H */
