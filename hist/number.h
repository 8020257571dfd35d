/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * A number that a field is compared with.
 */
#ifndef HIST_NUMBER_H
#define HIST_NUMBER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/enumeration.h"
#include "base/str.h"

/** A number of more than 64 bits' range: from -2^63 to 2^64-1. */
struct hist_number {
	bool is_negative;
	/** Without the sign. */
	uint64_t magnitude;
	/** It was written as the name of an errno. */
	bool is_errno;
};

/**
 * Read the name of a number: one of @p values; one that means a number by itself
 * (filter_name_number()), as that of an errno, which is positive as in C, with `-` before it or
 * without.
 *
 * @param values may be NULL
 * @return whether it is one
 */
bool hist_number_read_name(const char *text, const struct enumeration *values,
			   struct hist_number *ret);

/** Whether a field of @p size bytes can have it. */
bool hist_number_fits(const struct hist_number *number, unsigned size, bool is_signed);

/** Append it in decimal. */
void hist_number_print(const struct hist_number *number, struct str *out);

/** Append the range of a field of @p size bytes: `0 to 255`. */
void hist_number_print_range(unsigned size, bool is_signed, struct str *out);

#endif /* HIST_NUMBER_H */
