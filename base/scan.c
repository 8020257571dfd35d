/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/scan.h"

#include <ctype.h>
#include <stdarg.h>
#include <string.h>

bool scan_char(struct scan *scan, char c)
{
	if (c == '\0' || *scan->at != c)
		return false;
	scan->at++;
	return true;
}

bool scan_literal(struct scan *scan, const char *word)
{
	size_t size = strlen(word);

	if (strncmp(scan->at, word, size) != 0)
		return false;
	scan->at += size;
	return true;
}

bool scan_space(struct scan *scan)
{
	const char *start = scan->at;

	scan->at += strspn(scan->at, " \t");
	return scan->at != start;
}

size_t scan_identifier(struct scan *scan)
{
	const char *start = scan->at;

	if (!isalpha((unsigned char)*start) && *start != '_')
		return 0;
	while (isalnum((unsigned char)*scan->at) || *scan->at == '_')
		scan->at++;
	return (size_t)(scan->at - start);
}

static int digit_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return 16;
}

bool scan_u64(struct scan *scan, uint64_t *ret)
{
	const char *at = scan->at;
	unsigned base = 10;
	uint64_t value = 0;
	const char *digits;

	if (at[0] == '0' && (at[1] == 'x' || at[1] == 'X')) {
		base = 16;
		at += 2;
	}
	for (digits = at; digit_value(*at) < (int)base; at++) {
		if (__builtin_mul_overflow(value, base, &value) ||
		    __builtin_add_overflow(value, (unsigned)digit_value(*at), &value))
			return false;
	}
	if (at == digits)
		return false;
	scan->at = at;
	*ret = value;
	return true;
}

bool scan_s64(struct scan *scan, int64_t *ret)
{
	struct scan ahead = *scan;
	bool negative = scan_char(&ahead, '-');
	uint64_t magnitude;

	if (!negative)
		scan_char(&ahead, '+');
	if (!scan_u64(&ahead, &magnitude))
		return false;
	if (magnitude > (uint64_t)INT64_MAX + negative)
		return false;
	*ret = negative ? (int64_t)(0 - magnitude) : (int64_t)magnitude;
	*scan = ahead;
	return true;
}

struct sonde_error *scan_number(struct scan *scan, const char *what, uint64_t *ret)
{
	struct scan ahead = *scan;

	if (!isdigit((unsigned char)*scan->at))
		return scan_error(scan, "Expected %s.", what);
	if (scan_char(&ahead, '0') && isdigit((unsigned char)*ahead.at))
		return sonde_error_hint(scan_error(scan, "A number must not begin with 0."),
					"Others read it as octal: write it in decimal or with 0x.");
	ahead = *scan;
	if (!scan_u64(&ahead, ret))
		return scan_error(scan, "The number is bad or too large for %s.", what);
	*scan = ahead;
	return NULL;
}

struct sonde_error *scan_error(const struct scan *scan, const char *format, ...)
{
	struct sonde_error *error;
	va_list ap;

	va_start(ap, format);
	error = sonde_error_at(SONDE_ERROR_SYNTAX, scan->text, scan_column(scan), format, ap);
	va_end(ap);
	return error;
}
