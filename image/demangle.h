/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Symbols of C++ and Rust -> the names that people know.
 */
#ifndef IMAGE_DEMANGLE_H
#define IMAGE_DEMANGLE_H

#include <stdbool.h>

#include "base/err.h"

/** How much of the name. */
enum demangle_form {
	/** `ns::Klass::method`: without the types of parameters. */
	DEMANGLE_SHORT,
	/** `ns::Klass::method(int) const`: with them, without that of the returned value. */
	DEMANGLE_FULL,
};

/** Whether this sonde was built with a library that can (libiberty). */
bool demangle_is_there(void);

/** Whether @p symbol looks as if it were mangled: it begins with `_Z` or `_R`. */
bool demangle_is_mangled(const char *symbol);

/**
 * Find the name of a symbol, of the Itanium C++ ABI or of either of Rust's manglings.
 *
 * @param ret NULL where it is none of these, or too long or deep for a person; the caller frees it
 */
struct sonde_error *demangle(const char *symbol, enum demangle_form form, char **ret);

#endif /* IMAGE_DEMANGLE_H */
