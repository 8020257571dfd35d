/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The functions of a program by names that people read, and that definitions take.
 */
#ifndef CLI_PROBE_FUNC_NAMES_H
#define CLI_PROBE_FUNC_NAMES_H

#include <stdint.h>

#include "base/err.h"
#include "base/vec.h"
#include "image/symbols.h"

struct func_name {
	/** Owned. */
	char *name;
	uint64_t address;
};

/** Ordered by name, and then by address. */
struct func_names VEC_BODY(struct func_name);

/** Free what it holds. */
void func_names_deinit(struct func_names *names);

/** A `struct func_names` that is released at the end of its scope. */
#define _cleanup_func_names_ _cleanup_(func_names_deinit)

/**
 * Demangle the names of all functions that @p symbols has. One that would not be read as a
 * function's in a definition stays as it is: `_ZThn8_N1D1fEv` (non-virtual thunk to D::f()).
 */
struct sonde_error *func_names_make(const struct symbols *symbols, struct func_names *ret);

#endif /* CLI_PROBE_FUNC_NAMES_H */
