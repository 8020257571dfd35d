/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The type that may stand behind a fetch argument: how the kernel takes what it fetches.
 *
 * Follows Documentation/trace/kprobetrace.rst of the kernel:
 *
 *     u8 u16 u32 u64  s8 ... s64  x8 ... x64  char     numbers: unsigned, signed, hexadecimal
 *     string ustring                                   text, of the kernel or of user space
 *     symbol symstr                                    an address, with its symbol
 *     %pd %pD                                          the name of a dentry, or of a file
 *     bWIDTH@OFFSET/SIZE                               a bit field
 *     TYPE[N]                                          an array
 */
#ifndef PROBE_FETCH_TYPE_H
#define PROBE_FETCH_TYPE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/scan.h"

/**
 * Check a type at the cursor and step over it.
 *
 * @param sizeless whether perf's bare `u`, `s` and `x`, whose size is the variable's, are types too
 */
struct sonde_error *fetch_type_parse(struct scan *scan, bool sizeless);

/** The kernel's types that are single words, by position; NULL behind the last. */
const char *fetch_type_name(size_t position);

/** What `bW@O/S` says, all in bits. */
struct fetch_bits {
	unsigned width, offset, size;
};

/** Whether @p type is that of a bit field; @p ret is set only then. */
bool fetch_type_bits(const char *type, struct fetch_bits *ret);

/** Whether @p type is about the kernel's functions and structs: symbol, symstr, %pd, %pD. */
bool fetch_type_is_kernel(const char *type);

#endif /* PROBE_FETCH_TYPE_H */
