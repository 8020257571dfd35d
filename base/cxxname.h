/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The names of functions of C++ and Rust in one spelling, so that what people write, what
 * compilers put into debuginfo and what demanglers print can be compared as texts.
 */
#ifndef BASE_CXXNAME_H
#define BASE_CXXNAME_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/str.h"

/**
 * Append @p name in the one spelling, which is for comparing and not for people:
 *
 *     blanks only between words, around Rust's `as`, and between an operator's sign and `<`
 *     unsigned long               for long unsigned int
 *     char const*                 for const char *
 *     ()                          for (void)
 *     std::vector<int>            for std::vector<int, std::allocator<int> >: what is usual
 *     std::basic_string<char>     for std::string
 *     f<u8>                       for Rust's f::<u8>
 *     f                           for f [clone .cold]
 *
 * What a name has, but nobody needs to write, stays as an optional piece: inline namespaces
 * without the colons behind them, and ABI tags without their brackets. With { and } for the bytes
 * that mark one:
 *
 *     std::{__cxx11}f             for std::__cxx11::f
 *     f{abi:cxx11}                for f[abi:cxx11]
 *
 * Any text has a spelling; brackets nested too deep for a person stay as they are.
 */
struct sonde_error *cxxname_spell(const char *name, struct str *out);

/** The bytes that begin and end an optional piece of a spelled name. */
#define CXXNAME_OPTIONAL_BEGIN '\x01'
#define CXXNAME_OPTIONAL_END   '\x02'

/** Bytes of the optional piece at @p at of a spelled name, its marks included; 0 for none. */
size_t cxxname_optional_size(const char *at);

/**
 * Whether @p name has but letters, digits, `_` and `.`: it is its own spelling, and has one part.
 * Nearly all names of C are such.
 */
bool cxxname_is_plain(const char *name);

/**
 * Bytes of the operator's sign at @p at, behind the word `operator`; 0 for none, as of
 * conversions.
 */
size_t cxxname_sign_size(const char *at);

/**
 * Bytes of the brackets at @p at, with all that is in them: `(...)`, `<...>`, `[...]` or `{...}`;
 * up to the end of the text where they are not closed. `->` closes nothing.
 */
size_t cxxname_group_size(const char *at);

/** Whether the brackets at @p at are closed, by one of their kind. */
bool cxxname_group_is_closed(const char *at);

/** Whether the word `operator` begins at @p at, in the text that begins at @p start. */
bool cxxname_at_operator(const char *start, const char *at);

#endif /* BASE_CXXNAME_H */
