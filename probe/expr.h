/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The stack machine of DWARF expressions (DWARF 5, 2.5), run with symbols instead of numbers.
 *
 * A register stays "register 5", memory stays "what lies 8 bytes behind it", and what comes out is
 * an operand (probe/operand.h), or the reason why there is none.
 */
#ifndef PROBE_EXPR_H
#define PROBE_EXPR_H

#include <stddef.h>

#include <elfutils/libdw.h>

#include "base/err.h"
#include "probe/loc.h"
#include "probe/operand.h"

/**
 * Run a simple location: one that is not split, and no implicit pointer or value; these are of
 * probe/loc.c.
 *
 * @param attr what the operations came from; NULL if they need none of its unit
 * @param ret in_memory tells whether it is the place of the variable, or its value
 * @return UNAVAILABLE with the reason, as the rest of a sentence
 */
struct sonde_error *expr_run(const struct loc_context *context, Dwarf_Attribute *attr,
			     const Dwarf_Op *ops, size_t count, struct operand *ret);

#endif /* PROBE_EXPR_H */
