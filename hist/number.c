/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "hist/number.h"

#include <ctype.h>
#include <inttypes.h>
#include <string.h>

#include "base/errno_name.h"

static int digit_of(char c)
{
	if (isdigit((unsigned char)c))
		return c - '0';
	if (isxdigit((unsigned char)c))
		return tolower((unsigned char)c) - 'a' + 10;
	return 16;
}

static bool read_digits(const char *text, uint64_t *ret)
{
	unsigned base = 10;
	uint64_t value = 0;

	if (text[0] == '0' && (text[1] == 'x' || text[1] == 'X')) {
		base = 16;
		text += 2;
	} else if (text[0] == '0' && text[1]) {
		base = 8;
		text++;
	}
	if (!*text)
		return false;
	for (; *text; text++) {
		const unsigned digit = (unsigned)digit_of(*text);

		if (digit >= base || __builtin_mul_overflow(value, base, &value) ||
		    __builtin_add_overflow(value, digit, &value))
			return false;
	}
	*ret = value;
	return true;
}

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

bool hist_number_read(const char *text, const struct enumeration *values, struct hist_number *ret)
{
	struct hist_number number = {0};

	if (values && read_enumerator(text, values, ret))
		return true;
	if (*text == '-' || *text == '+')
		number.is_negative = *text++ == '-';
	number.is_errno = errno_number(text, &number.magnitude);
	if (!number.is_errno && !read_digits(text, &number.magnitude))
		return false;
	if (number.magnitude == 0)
		number.is_negative = false;
	if (number.is_negative && number.magnitude > (uint64_t)INT64_MAX + 1)
		return false;
	*ret = number;
	return true;
}

bool hist_number_read_char(const char *text, struct hist_number *ret)
{
	static const char escapes[][2] = {{'n', '\n'}, {'t', '\t'}, {'r', '\r'}, {'0', '\0'}};

	if (text[0] && !text[1]) {
		*ret = (struct hist_number){.magnitude = (unsigned char)text[0]};
		return true;
	}
	for (size_t i = 0; text[0] == '\\' && i < sizeof(escapes) / sizeof(*escapes); i++) {
		if (text[1] == escapes[i][0] && !text[2]) {
			*ret = (struct hist_number){.magnitude = (unsigned char)escapes[i][1]};
			return true;
		}
	}
	return false;
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
