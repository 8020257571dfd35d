/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "trace/value_name.h"

#include <string.h>

#include "trace/digits.h"
#include "trace/escape.h"
#include "trace/value.h"

static bool is_single_bit(uint64_t value)
{
	return value && !(value & (value - 1));
}

static bool has_value(const struct enumeration *values, uint64_t value)
{
	vec_for_each(&values->names, name) {
		if (name->value == value)
			return true;
	}
	return false;
}

/* Whether the values are 0, 1, 2... or 1, 2, 3..., which says nothing of their bits. */
static bool counts_up(const struct enumeration *values)
{
	const bool from_zero = has_value(values, 0);
	uint64_t most = 0;

	vec_for_each(&values->names, name)
		most = name->value > most ? name->value : most;
	if (most > values->names.size)
		return false;
	for (uint64_t value = 1; value <= most; value++) {
		if (!has_value(values, value))
			return false;
	}
	return from_zero || most >= 3;
}

bool value_names_are_flags(const struct enumeration *values)
{
	uint64_t bits = 0;
	size_t single = 0, others = 0;

	vec_for_each(&values->names, name) {
		if (is_single_bit(name->value)) {
			bits |= name->value;
			single++;
		}
	}
	vec_for_each(&values->names, name) {
		if (!name->value || is_single_bit(name->value))
			continue;
		if (name->value & ~bits)
			return false;
		others++;
	}
	return !is_single_bit(bits) && single >= 2 && single >= others && !counts_up(values);
}

const char *value_name(const struct enumeration *values, uint64_t number, unsigned size)
{
	vec_for_each(&values->names, name) {
		if (value_narrowed(name->value, size, false) == value_narrowed(number, size, false))
			return name->name;
	}
	return NULL;
}

bool value_name_flags(const struct enumeration *values, uint64_t number, unsigned size,
		      struct str *out)
{
	uint64_t left = value_narrowed(number, size, false);
	const size_t start = out->size;

	for (unsigned bit = 0; bit < 64; bit++) {
		const uint64_t value = UINT64_C(1) << bit;
		const char *name = left & value ? value_name(values, value, 8) : NULL;

		if (!name)
			continue;
		if (out->size > start)
			str_append_char(out, '|');
		escape_text(name, strlen(name), false, out);
		left &= ~value;
	}
	if (out->size == start)
		return false;
	if (left) {
		str_append_char(out, '|');
		digits_address(left, out);
	}
	return true;
}
