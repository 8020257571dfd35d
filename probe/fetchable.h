/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Whether a fetch argument can be a variable at a place, and why not.
 */
#ifndef PROBE_FETCHABLE_H
#define PROBE_FETCHABLE_H

#include <stdbool.h>

#include <elfutils/libdw.h>

#include "base/err.h"
#include "probe/def.h"
#include "probe/loc.h"

struct fetchable {
	/** It can be had, or some of its members, or what it points to. */
	bool available;
	/** Why it cannot be had as a whole, or NULL. Owned. */
	char *reason;
};

/**
 * Try a variable or parameter.
 *
 * @param def whose point the place is of
 * @param ret initialised by this; the caller frees what it owns
 */
struct sonde_error *fetchable_variable(const struct loc_context *context,
				       const struct probe_def *def, Dwarf_Die *variable,
				       struct fetchable *ret);

/** Try what the function at context, which returns something, gives back. */
struct sonde_error *fetchable_return(const struct loc_context *context, const struct probe_def *def,
				     struct fetchable *ret);

#endif /* PROBE_FETCHABLE_H */
