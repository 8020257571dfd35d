/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "trace/digits.h"

/* 2^64 has 20 decimal digits. */
#define DIGITS_MOST 20

static void append(uint64_t number, unsigned base, unsigned least, struct str *out)
{
	char text[DIGITS_MOST];
	unsigned at = DIGITS_MOST;

	if (least > DIGITS_MOST)
		least = DIGITS_MOST;
	do {
		text[--at] = "0123456789abcdef"[number % base];
		number /= base;
	} while (number);
	while (DIGITS_MOST - at < least)
		text[--at] = '0';
	str_append_bytes(out, text + at, DIGITS_MOST - at);
}

void digits_decimal(uint64_t number, unsigned least, struct str *out)
{
	append(number, 10, least, out);
}

void digits_integer(uint64_t number, bool is_signed, struct str *out)
{
	if (is_signed && (int64_t)number < 0) {
		str_append_char(out, '-');
		number = -number;
	}
	append(number, 10, 1, out);
}

void digits_hex(uint64_t number, unsigned least, struct str *out)
{
	append(number, 16, least, out);
}

void digits_address(uint64_t number, struct str *out)
{
	str_append_bytes(out, "0x", 2);
	append(number, 16, 1, out);
}
