/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/str.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/vec.h"

void str_deinit(struct str *str)
{
	free(str->data);
	*str = (struct str)STR_INIT;
}

/* Make room for `more` bytes and a NUL. */
static bool str_reserve(struct str *str, size_t more)
{
	void *data = str->data;

	if (str->failed)
		return false;
	if (more >= SIZE_MAX - str->size ||
	    vec_grow(&data, &str->capacity, str->size + more + 1, sizeof(char))) {
		str->failed = true;
		return false;
	}
	str->data = data;
	return true;
}

char *str_room(struct str *str, size_t size)
{
	if (!str_reserve(str, size))
		return NULL;
	/* None may come. */
	str->data[str->size] = '\0';
	return str->data + str->size;
}

void str_extend(struct str *str, size_t size)
{
	str->size += size;
	str->data[str->size] = '\0';
}

void str_append_bytes(struct str *str, const char *bytes, size_t size)
{
	if (!str_reserve(str, size))
		return;
	if (size)
		memcpy(str->data + str->size, bytes, size);
	str->size += size;
	str->data[str->size] = '\0';
}

void str_append(struct str *str, const char *text)
{
	str_append_bytes(str, text, strlen(text));
}

void str_append_char(struct str *str, char c)
{
	str_append_bytes(str, &c, 1);
}

size_t str_character(const char *text, size_t left, uint32_t *ret)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	const unsigned char *at = (const unsigned char *)text;
	const size_t size = *at < 0x80 ? 1 : *at < 0xc0 ? 0 : *at < 0xe0 ? 2 : *at < 0xf0 ? 3 : 4;
	uint32_t code = size > 1 ? *at & (0x7f >> size) : *at;

	if (!size || size > left || *at >= 0xf8)
		return 0;
	for (size_t i = 1; i < size; i++) {
		if ((at[i] & 0xc0) != 0x80)
			return 0;
		code = code << 6 | (at[i] & 0x3f);
	}
	if (code < least[size] || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
		return 0;
	*ret = code;
	return size;
}

bool str_is_command(uint32_t code)
{
	return code < 0x20 || (code >= 0x7f && code <= 0x9f) ||
	       (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069);
}

void str_append_clean(struct str *str, const char *text, const char *kept)
{
	size_t left = strlen(text);

	while (left) {
		uint32_t code = 0;
		size_t size = str_character(text, left, &code);

		if (!size || (str_is_command(code) && (size > 1 || !strchr(kept, *text))))
			str_append_char(str, '?');
		else
			str_append_bytes(str, text, size);
		size += !size;
		text += size;
		left -= size;
	}
}

void str_appendf(struct str *str, const char *format, ...)
{
	va_list ap;
	int size;

	va_start(ap, format);
	size = vsnprintf(NULL, 0, format, ap);
	va_end(ap);
	if (size < 0) {
		str->failed = true;
		return;
	}
	if (!str_reserve(str, (size_t)size))
		return;
	va_start(ap, format);
	vsnprintf(str->data + str->size, (size_t)size + 1, format, ap);
	va_end(ap);
	str->size += (size_t)size;
}

void str_truncate(struct str *str, size_t size)
{
	if (size >= str->size)
		return;
	str->size = size;
	str->data[size] = '\0';
}

const char *str_text(const struct str *str)
{
	return str->data ? str->data : "";
}

struct sonde_error *str_check(const struct str *str)
{
	return str->failed ? &sonde_error_no_memory : NULL;
}

struct sonde_error *str_take(struct str *str, char **ret)
{
	if (!str_reserve(str, 0))
		return &sonde_error_no_memory;
	str->data[str->size] = '\0';
	*ret = str->data;
	*str = (struct str)STR_INIT;
	return NULL;
}

uint64_t str_prefix(const char *text)
{
	uint64_t prefix = 0;

	for (size_t i = 0; i < sizeof(prefix); i++) {
		prefix = prefix << 8 | (unsigned char)*text;
		text += *text != '\0';
	}
	return prefix;
}
