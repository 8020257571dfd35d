/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "hist/number.h"

#include <inttypes.h>
#include <string.h>

#include "base/errno_name.h"
#include "filter/expr.h"

/* An enumerator by its whole name, or by the last part of a qualified one. */
static bool read_enumerator(const char *text, const struct enumeration *values,
			    struct hist_number *ret)
{
	vec_for_each(&values->names, name) {
		const char *last = strrchr(name->name, ':');

		if (strcmp(name->name, text) != 0 && (!last || strcmp(last + 1, text) != 0))
			continue;
		*ret = (struct hist_number){.magnitude = name->value};
		if (values->is_signed && (int64_t)name->value < 0) {
			ret->is_negative = true;
			ret->magnitude = -name->value;
		}
		return true;
	}
	return false;
}

bool hist_number_read_name(const char *text, const struct enumeration *values,
			   struct hist_number *ret)
{
	struct hist_number number = {.is_negative = *text == '-'};

	if (values && read_enumerator(text, values, ret))
		return true;
	text += number.is_negative;
	number.is_errno = errno_number(text, &number.magnitude);
	if (!number.is_errno && !filter_name_number(text, &number.magnitude))
		return false;
	*ret = number;
	return true;
}

static uint64_t greatest(unsigned size, bool is_signed)
{
	const unsigned bits = size >= 8 ? 64 : size * 8;

	return UINT64_MAX >> (64 - bits + is_signed);
}

bool hist_number_fits(const struct hist_number *number, unsigned size, bool is_signed)
{
	if (number->is_negative)
		return is_signed && number->magnitude <= greatest(size, true) + 1;
	return number->magnitude <= greatest(size, is_signed);
}

void hist_number_print(const struct hist_number *number, struct str *out)
{
	str_appendf(out, "%s%" PRIu64, number->is_negative ? "-" : "", number->magnitude);
}

void hist_number_print_range(unsigned size, bool is_signed, struct str *out)
{
	const uint64_t most = greatest(size, is_signed);

	if (is_signed)
		str_appendf(out, "-%" PRIu64, most + 1);
	else
		str_append(out, "0");
	str_appendf(out, " to %" PRIu64, most);
}
