/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Where a function has put what it returns, by the rules of its architecture: AMD64 ABI 3.2.3,
 * AAPCS64 6.9.
 */
#ifndef PROBE_RETURNED_H
#define PROBE_RETURNED_H

#include <elfutils/libdw.h>

#include "base/err.h"
#include "probe/loc.h"

/**
 * Where a value of @p type, not void, is when the function has returned: `$retval`, the register
 * behind it for the second 8 bytes, or on x86-64 the memory that `$retval` points to.
 *
 * @param context of the return
 * @param ret empty; the caller deinits it
 * @return UNAVAILABLE for what is in floating-point or vector registers, for what is in memory that
 *         no register leads to, and where the type does not tell
 */
struct sonde_error *returned_location(const struct loc_context *context, Dwarf_Die *type,
				      struct location *ret);

#endif /* PROBE_RETURNED_H */
