/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The full names of functions: qualified, with the types of their parameters.
 *
 * There can be two of one function. One is its linkage name demangled, that of its declaration, or
 * else that of its symbol: `ns::Klass::method(int) const`. The other is that of the DIEs around its
 * declaration: `names::shape::{impl#3}::area`.
 */
#ifndef PROBE_FULL_NAME_H
#define PROBE_FULL_NAME_H

#include <stdbool.h>

#include <elfutils/libdw.h>

#include "base/err.h"
#include "base/qualname.h"
#include "image/demangle.h"
#include "image/elf.h"
#include "probe/parents.h"

/** Who knows them. */
struct full_names {
	const struct image *image;
	struct parents parents;
};

/** Free what it holds. */
void full_names_deinit(struct full_names *names);

/** A `struct full_names` that is released at the end of its scope. */
#define _cleanup_full_names_ _cleanup_(full_names_deinit)

/** What a name is held against: one of them. */
struct full_name_query {
	/** What a person wrote. */
	const struct qualname *wanted;
	/** The same as a pattern, which then decides; or NULL. */
	const char *glob;
};

/** Whether one of the names of the function @p die is meant. */
struct sonde_error *full_name_matches(struct full_names *names, Dwarf_Die *die,
				      const struct full_name_query *query, bool *ret);

/**
 * The name of the function @p die for people, with or without the types of its parameters.
 *
 * @param ret the caller frees it
 */
struct sonde_error *full_name_of(struct full_names *names, Dwarf_Die *die, enum demangle_form form,
				 char **ret);

#endif /* PROBE_FULL_NAME_H */
