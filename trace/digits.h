/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Numbers in digits, appended without printf: each hit has many.
 */
#ifndef TRACE_DIGITS_H
#define TRACE_DIGITS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

/** Append @p number in decimal, with zeros in front if it has fewer than @p least digits. */
void digits_decimal(uint64_t number, unsigned least, struct str *out);

/** The same of a number that has a sign if @p is_signed. */
void digits_integer(uint64_t number, bool is_signed, struct str *out);

/** Append @p number in base 16, with zeros in front, without `0x`. */
void digits_hex(uint64_t number, unsigned least, struct str *out);

/** Append `0x` and the digits. */
void digits_address(uint64_t number, struct str *out);

#endif /* TRACE_DIGITS_H */
