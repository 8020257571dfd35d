/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The prologue of a function that is not optimized: its parameters are on the stack behind it.
 */
#ifndef PROBE_PROLOGUE_H
#define PROBE_PROLOGUE_H

#include <stdbool.h>

#include "base/err.h"
#include "probe/loc.h"

/**
 * Move context->pc from the entry of a function to where its body begins (the first statement by
 * the line table, as debuggers have it), if a parameter can be had there and not at the entry: then
 * the compiler gives it one place on the stack for all of the function, and fills that first. It
 * does so where it does not optimize.
 *
 * @param ret whether it was moved; nothing is in a kernel, which is never so,
 *            of an inlined copy, or at a return
 */
struct sonde_error *prologue_skip(struct loc_context *context, bool *ret);

#endif /* PROBE_PROLOGUE_H */
