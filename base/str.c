/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/str.h"

#include <ctype.h>
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

void str_append_clean(struct str *str, const char *text, const char *kept)
{
	for (; *text; text++) {
		bool control = iscntrl((unsigned char)*text) && !strchr(kept, *text);

		str_append_char(str, control ? '?' : *text);
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
