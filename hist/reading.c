/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "hist/reading.h"

#include <ctype.h>

const char *reading_fail(struct hist_reading *reading, const char *at)
{
	if (at > reading->bad)
		reading->bad = at;
	return NULL;
}

const char *reading_step(struct hist_reading *reading, const char *at, const char *word)
{
	while (*word) {
		if (*at != *word)
			return reading_fail(reading, at);
		at++;
		word++;
	}
	return at;
}

const char *reading_blanks(const char *at)
{
	while (*at == ' ')
		at++;
	return at;
}

const char *reading_number(struct hist_reading *reading, const char *at, unsigned base,
			   uint64_t *ret)
{
	const char *digits = reading_blanks(at);
	uint64_t number = 0;

	for (at = digits; isxdigit((unsigned char)*at); at++) {
		const unsigned digit = isdigit((unsigned char)*at)
					       ? (unsigned)(*at - '0')
					       : (unsigned)(tolower((unsigned char)*at) - 'a') + 10;

		if (digit >= base)
			break;
		if (__builtin_mul_overflow(number, base, &number) ||
		    __builtin_add_overflow(number, digit, &number))
			return reading_fail(reading, digits);
	}
	if (at == digits)
		return reading_fail(reading, at);
	*ret = number;
	return at;
}

size_t reading_reach(const struct hist_reading *reading, const char *at, size_t most)
{
	const size_t left = (size_t)(reading->end - at);

	return left < most ? left : most;
}

struct hist_piece reading_trimmed(const char *from, const char *to)
{
	while (to > from && to[-1] == ' ')
		to--;
	return (struct hist_piece){from, (size_t)(to - from)};
}
