/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Functions of an image, and the variables that a person can name in one.
 */
#ifndef BENCH_IN_SCOPE_H
#define BENCH_IN_SCOPE_H

#include <stdbool.h>
#include <stdint.h>

#include <elfutils/libdw.h>

#include "base/err.h"
#include "base/vec.h"

struct variables VEC_BODY(Dwarf_Die);

/**
 * The parameters of a copy of a function and, with @p locals, the variables of its blocks
 * around @p pc; not those of what is inlined there. An inner name hides an outer one.
 *
 * @param ret appended to
 */
struct sonde_error *variables_in_scope(Dwarf_Die *function, uint64_t pc, bool locals,
				       struct variables *ret);

/** The copy of a function, not an inlined one, that has the code at @p pc. */
bool function_at(Dwarf *dwarf, uint64_t pc, Dwarf_Die *ret);

#endif /* BENCH_IN_SCOPE_H */
