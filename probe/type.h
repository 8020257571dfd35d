/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * C type -> type of a fetch argument: `s32`, `x64`, `string`, `b3@5/32`, `u8[16]`.
 */
#ifndef PROBE_TYPE_H
#define PROBE_TYPE_H

#include "base/err.h"
#include "probe/field.h"

/**
 * Choose the type for @p field and, for strings, take the last step to the characters; bits that
 * are a number of their own in memory become that number.
 *
 * Without a wish it is `s` for signed numbers, `x` for all others, followed by the size in bits
 * (as in perf); numbers of 3, 5, 6 and 7 bytes are cut out of the next larger one. `u`, `s` and `x`
 * take their size from the variable; with `u` and `x` bits are bits, also those of a float.
 * `string` and `ustring` are checked to stand for a char pointer or array. Any other wish is taken
 * as it is, unless the kernel would not take it or would fetch something else: bits of a number
 * with a type of their own, signed bits, arrays in registers.
 *
 * @param wish the type that was asked for, or NULL
 * @param ret the caller frees it
 * @return UNAVAILABLE for floats, structs, sizes that the kernel has no type for
 */
struct sonde_error *type_of_field(struct field *field, const char *wish, char **ret);

#endif /* PROBE_TYPE_H */
