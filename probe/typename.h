/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The types of variables in the short spelling of perf's lists: `struct file*`, `char*`.
 */
#ifndef PROBE_TYPENAME_H
#define PROBE_TYPENAME_H

#include <elfutils/libdw.h>

#include "base/str.h"

/**
 * Append the type of @p variable. Qualifiers are left out, typedefs are not looked through; an
 * array is spelled as a pointer, a function as `(function_type)`, a struct without a name as
 * `struct {...}`. `(unknown_type)` for what has no type or no name.
 */
void typename_print(Dwarf_Die *variable, struct str *out);

#endif /* PROBE_TYPENAME_H */
