/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The function whose code an address is in.
 */
#ifndef PROBE_WITHIN_H
#define PROBE_WITHIN_H

#include <stdbool.h>
#include <stdint.h>

#include <elfutils/libdw.h>

#include "probe/func.h"

/**
 * Find the innermost copy of a function of @p unit that has code at @p pc: an inlined copy where
 * the code there comes from a function that was inlined, else a copy of its own.
 *
 * @param ret untouched if there is none
 * @return false where no function of the unit has code at @p pc
 */
bool within_find(Dwarf_Die *unit, uint64_t pc, struct func_instance *ret);

/** Whether functions can be declared in a DIE of this tag: namespaces, classes, modules. */
bool within_is_space(int tag);

/** Whether a DIE of this tag is a part of a function's body that is no function: a block. */
bool within_is_block(int tag);

#endif /* PROBE_WITHIN_H */
