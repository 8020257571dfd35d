/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Values of hits as text, on one line and harmless for a terminal.
 */
#ifndef TRACE_VALUE_H
#define TRACE_VALUE_H

#include <stdbool.h>

#include "base/str.h"
#include "trace/hit.h"
#include "trace/shape.h"
#include "trace/symbols.h"

/** How a field is written. */
struct value_style {
	enum hit_shape shape;
	/** Texts stand between `"`. */
	bool is_quoted;
	/** For symbols; NULL: nobody knows. */
	const struct hit_symbols *symbols;
	/** For `.syscall`: of which machine their numbers are, `x86_64`, `aarch64`; NULL: unknown.
	 */
	const char *machine;
};

/**
 * Append a value of @p field, one of @p hit.
 *
 * Numbers are decimal, with their sign; addresses and what was asked for in base 16 `0x1f`; of an
 * enumeration `NAME(5)`, `A|B|0x40` of flags, and the number alone where it has no name.
 * Characters are `'a'`, arrays `{1,2}`. What could not be read is `(fault)`; a text of which there
 * was more ends in `...`; what an event does not have is `-`.
 */
void value_print(const struct hit *hit, const struct hit_field *field,
		 const struct hit_value *value, const struct value_style *style, struct str *out);

/** The number of @p field as a signed or unsigned one of its size, for `.errno` and `.hex`. */
uint64_t value_narrowed(uint64_t number, unsigned size, bool is_signed);

#endif /* TRACE_VALUE_H */
