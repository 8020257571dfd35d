/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Casts: a value taken for one of another type, which is named as in C.
 */
#ifndef PROBE_CAST_H
#define PROBE_CAST_H

#include <elfutils/libdw.h>

#include "base/err.h"
#include "probe/args.h"
#include "probe/def.h"
#include "probe/field.h"

/**
 * Take @p field for one of the type that arg->cast names: a type of the unit that the probed
 * function is in, else of any unit of the image. Spellings of C's own types that mean the same
 * (`long unsigned int`) are the same.
 *
 * The cast changes no bits: to a pointer goes what has its size (an array is its address), to a
 * number what is not smaller.
 *
 * @param taken set to how many of the steps behind the cast are taken with it: 1 for the index of
 *        a pointer that no unit has a type for, else 0
 * @return NOT_FOUND for an unknown type, UNAVAILABLE for a type that units define differently, and
 *         for what is more than another look at the same bits
 */
struct sonde_error *cast_apply(const struct args_request *request, const struct probe_arg *arg,
			       struct field *field, size_t *taken);

#endif /* PROBE_CAST_H */
