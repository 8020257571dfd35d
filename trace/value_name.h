/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The names of a number of an enumeration: that of the value, or of flags of which it is made.
 */
#ifndef TRACE_VALUE_NAME_H
#define TRACE_VALUE_NAME_H

#include <stdbool.h>
#include <stdint.h>

#include "base/enumeration.h"
#include "base/str.h"

/** Whether its values are single bits, or most of them are, and the others made of these: so what
 * has no name of its own can be told by those of its bits. `1 2 3` and `0 1 2` count up. */
bool value_names_are_flags(const struct enumeration *values);

/**
 * The name of @p number, of which the lowest @p size bytes count; NULL for none. Of several the
 * first. Borrowed.
 */
const char *value_name(const struct enumeration *values, uint64_t number, unsigned size);

/**
 * Append the names of the bits of @p number, `A|B|0x40` with what has no name, unless none has one.
 *
 * @param values value_names_are_flags()
 * @return whether anything was appended
 */
bool value_name_flags(const struct enumeration *values, uint64_t number, unsigned size,
		      struct str *out);

#endif /* TRACE_VALUE_NAME_H */
