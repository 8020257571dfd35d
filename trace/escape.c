/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "trace/escape.h"

#include <string.h>

#include "trace/digits.h"

static void escape_byte(char byte, struct str *out)
{
	static const char named[] = "\n\t\r", names[] = "ntr";
	const char *known = byte ? strchr(named, byte) : NULL;

	str_append_char(out, '\\');
	if (known) {
		str_append_char(out, names[known - named]);
		return;
	}
	str_append_char(out, 'x');
	digits_hex((unsigned char)byte, 2, out);
}

/* Bytes of `text` that stay as they are. */
static size_t plain_size(const char *text, size_t left, bool is_quoted)
{
	size_t size = 0;

	while (size < left && text[size] >= ' ' && text[size] < 0x7f && text[size] != '\\' &&
	       (!is_quoted || text[size] != '"'))
		size++;
	return size;
}

/* Append the character that `text` begins with; its bytes. */
static size_t escape_character(const char *text, size_t left, bool is_quoted, struct str *out)
{
	uint32_t code = 0;
	size_t size = str_character(text, left, &code);

	if (*text == '\\' || (is_quoted && *text == '"')) {
		str_append_char(out, '\\');
		str_append_char(out, *text);
		return 1;
	}
	if (size && !str_is_command(code)) {
		str_append_bytes(out, text, size);
		return size;
	}
	size = size ? size : 1;
	for (size_t i = 0; i < size; i++)
		escape_byte(text[i], out);
	return size;
}

void escape_text(const char *bytes, size_t size, bool is_quoted, struct str *out)
{
	size_t at = 0;

	if (is_quoted)
		str_append_char(out, '"');
	while (at < size) {
		const size_t plain = plain_size(bytes + at, size - at, is_quoted);

		str_append_bytes(out, bytes + at, plain);
		at += plain;
		if (at < size)
			at += escape_character(bytes + at, size - at, is_quoted, out);
	}
	if (is_quoted)
		str_append_char(out, '"');
}
