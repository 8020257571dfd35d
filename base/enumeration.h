/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The names that a C enumeration (or one of another language) gives to numbers.
 */
#ifndef BASE_ENUMERATION_H
#define BASE_ENUMERATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "base/str.h"
#include "base/vec.h"

/** One name. */
struct enumerator {
	/** Printable, without blanks and `=`. Owned. */
	char *name;
	/** What it stands for; a negative number is the same 64 bits without a sign. */
	uint64_t value;
};

/** The names in the order in which they are declared; several may have one value. */
struct enumeration {
	VEC(struct enumerator) names;
	/** Values are numbers with a sign. */
	bool is_signed;
};

/** Free what @p enumeration holds and make it empty. */
void enumeration_deinit(struct enumeration *enumeration);

/** A `struct enumeration` that is released at the end of its scope. */
#define _cleanup_enumeration_ _cleanup_(enumeration_deinit)

/**
 * Add a name, which is copied.
 *
 * @return FORMAT for a name that enumeration_print() could not show: an empty one, one with a
 *         blank, a `=` or a control character
 */
struct sonde_error *enumeration_add(struct enumeration *enumeration, const char *name,
				    uint64_t value);

/** Make a copy that shares nothing with @p enumeration. The caller deinits it. */
struct sonde_error *enumeration_copy(const struct enumeration *enumeration,
				     struct enumeration *ret);

/** Whether both have the same names with the same values, as they are printed, in the same order.
 */
bool enumeration_equal(const struct enumeration *a, const struct enumeration *b);

/** Append `NAME=VALUE NAME=VALUE ...`, in decimal. */
void enumeration_print(const struct enumeration *enumeration, struct str *out);

/**
 * Parse what enumeration_print() makes. It is signed if one of the values is negative: else that
 * makes no difference.
 *
 * @param ret initialised by this; the caller deinits it
 * @return FORMAT for any other text
 */
struct sonde_error *enumeration_parse(const char *text, struct enumeration *ret);

#endif /* BASE_ENUMERATION_H */
