/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Qualified names of functions of C++ and Rust, part by part: `ns::Klass<int>::get(int) const`.
 */
#ifndef BASE_QUALNAME_H
#define BASE_QUALNAME_H

#include <stdbool.h>
#include <stddef.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "base/vec.h"

/** Rust's `<<A as B> as C>` nested deeper than this comes from no person: it matches nothing, not
 * even itself. */
#define QUALNAME_DEPTH_MAX 16

/** A part between `::`. Texts are bytes of the name's own spelling, not ended by a NUL. */
struct qualname_part {
	/** With its optional pieces, see cxxname_spell(): `get`, `operator<<`, `(anonymous
	 * namespace)`, `{impl#0}`; empty for `<T as Trait>`. */
	const char *base;
	size_t base_size;
	/** `<int>`, brackets included; of no bytes where there are none. */
	const char *args;
	size_t args_size;
	/** `(int)const`, with all up to the next `::`; of no bytes where there is none. */
	const char *signature;
	size_t signature_size;
};

struct qualname {
	/** In the spelling of cxxname_spell(). Owned. */
	char *text;
	/** At least one. */
	VEC(struct qualname_part) parts;
	/** It began with `::`: nothing may come before. */
	bool is_whole;
};

/** Free what it holds and make it empty. */
void qualname_deinit(struct qualname *name);

/** A `struct qualname` that is released at the end of its scope. */
#define _cleanup_qualname_ _cleanup_(qualname_deinit)

/**
 * Take a name apart. Any text can be.
 *
 * @param ret initialised by this; the caller deinits it
 */
struct sonde_error *qualname_parse(const char *name, struct qualname *ret);

/**
 * Whether more than the base of one part is said: it is qualified, an instance, or has a tag or a
 * signature.
 */
bool qualname_says_more(const struct qualname *name);

/**
 * Whether @p wanted, as a person wrote it, means the function with the name @p full. What a person
 * may leave out: parts in front, template arguments, the signature and what is behind it,
 * anonymous and inline namespaces of libraries, ABI tags, and Rust's `{impl#0}`; and a person may
 * write `Type::method` or `Trait::method` for Rust's `<Type as Trait>::method`, `{lambda}` for any
 * lambda and `{closure}` for any closure.
 */
bool qualname_matches(const struct qualname *wanted, const struct qualname *full);

/**
 * The same for a pattern of fnmatch(), which is held against the bases of the parts, and against
 * those of the last ones: `ns::*`, `*::method`. Its `*` stands for `::` too.
 */
bool qualname_matches_glob(const char *glob, const struct qualname *full);

/**
 * The base of the last part of @p name: `get` for `ns::Box<int>::get<char>(char)`.
 *
 * @param ret the caller frees it
 */
struct sonde_error *qualname_stem(const char *name, char **ret);

#endif /* BASE_QUALNAME_H */
