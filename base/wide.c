/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/wide.h"

#include <stdint.h>
#include <string.h>

struct span {
	uint32_t first, last;
};

/*
 * Of Unicode 15, the blocks that are wide as a whole (UAX #11), and those of marks that join. The C
 * library's wcwidth() knows more, but only in a locale, which small machines have none of.
 */
static const struct span wide[] = {
	{0x1100, 0x115f},   {0x2e80, 0x303e},	{0x3041, 0xa4cf},   {0xac00, 0xd7a3},
	{0xf900, 0xfaff},   {0xfe30, 0xfe6f},	{0xff01, 0xff60},   {0xffe0, 0xffe6},
	{0x1f300, 0x1f64f}, {0x1f680, 0x1f6ff}, {0x1f900, 0x1f9ff}, {0x20000, 0x3fffd},
};
static const struct span joining[] = {
	{0x0300, 0x036f}, {0x0483, 0x0489}, {0x0591, 0x05bd}, {0x064b, 0x065f},
	{0x0e34, 0x0e3a}, {0x1ab0, 0x1aff}, {0x1dc0, 0x1dff}, {0x200b, 0x200f},
	{0x20d0, 0x20ff}, {0xfe00, 0xfe0f}, {0xfe20, 0xfe2f}, {0xfeff, 0xfeff},
};

static bool is_in(const struct span *spans, size_t count, uint32_t code)
{
	for (size_t i = 0; i < count; i++)
		if (code >= spans[i].first && code <= spans[i].last)
			return true;
	return false;
}

/* Columns of a character: 0 for those that join the one before, 2 for those of East Asia. */
static size_t character_width(uint32_t code)
{
	if (code < 0x300)
		return 1;
	if (is_in(joining, sizeof(joining) / sizeof(*joining), code))
		return 0;
	return is_in(wide, sizeof(wide) / sizeof(*wide), code) ? 2 : 1;
}

/* Bytes of the first character of `text`, one for what is none, and its columns. */
static size_t step(const char *text, size_t left, size_t *ret_width)
{
	uint32_t code = 0;
	const size_t size = str_character(text, left, &code);

	*ret_width = size ? character_width(code) : 1;
	return size ? size : 1;
}

size_t wide_text(const char *text)
{
	size_t left = strlen(text), width = 0, one;

	while (left) {
		const size_t size = step(text, left, &one);

		width += one;
		text += size;
		left -= size;
	}
	return width;
}

size_t wide_prefix(const char *text, size_t width)
{
	const size_t all = strlen(text);
	size_t used = 0, at = 0, one;

	while (at < all) {
		const size_t size = step(text + at, all - at, &one);

		if (used + one > width)
			break;
		used += one;
		at += size;
	}
	return at;
}

void wide_cut(const char *text, size_t width, bool utf8, struct str *out)
{
	const char *mark = utf8 ? "\xe2\x80\xa6" : "...";
	const size_t all = wide_text(text), mark_width = utf8 ? 1 : 3;
	size_t front, skipped;

	if (all <= width) {
		str_append(out, text);
		return;
	}
	if (width <= mark_width) {
		str_append_bytes(out, text, wide_prefix(text, width));
		return;
	}
	front = (width - mark_width + 1) / 2;
	str_append_bytes(out, text, wide_prefix(text, front));
	str_append(out, mark);
	/* A wide character across the border is left out as well. */
	skipped = wide_prefix(text, all - (width - mark_width - front));
	if (wide_text(text + skipped) > width - mark_width - front) {
		size_t one;

		skipped += step(text + skipped, strlen(text + skipped), &one);
	}
	str_append(out, text + skipped);
}
