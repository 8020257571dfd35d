/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/plan/reason.h"

#include <ctype.h>
#include <string.h>

#include "probe/grammar.h"

#define ANY_FUNCTION "FUNC"
#define ANY_PLACE    "PLACE"

static bool is_of_name(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '.';
}

static size_t name_size(const char *text)
{
	size_t size = 0;

	while (is_of_name(text[size]))
		size++;
	return size;
}

/* Bytes of `+12`, or 0. */
static size_t offset_size(const char *text)
{
	const size_t digits = *text == '+' ? strspn(text + 1, "0123456789") : 0;

	return digits ? digits + 1 : 0;
}

/* What stands at the beginning of a word; returns its bytes. */
static size_t print_word(const char *text, const char *function, struct str *out)
{
	const size_t whole = strlen(function);
	const bool is_function = whole && strncmp(text, function, whole) == 0 &&
				 !is_of_name(text[whole]);
	const size_t size = is_function ? whole : name_size(text);
	const size_t offset = offset_size(text + size);

	if (size && offset) {
		str_append(out, ANY_PLACE);
		return size + offset;
	}
	if (is_function)
		str_append(out, ANY_FUNCTION);
	else
		str_append_bytes(out, text, size);
	return size;
}

static void print_words(const char *text, const char *function, struct str *out)
{
	while (*text) {
		text += print_word(text, function, out);
		while (*text && !is_of_name(*text))
			str_append_char(out, *text++);
	}
}

static void cut_count(struct str *text, size_t start)
{
	size_t at = text->size;

	while (at > start && (isdigit((unsigned char)text->data[at - 1]) || //
			      text->data[at - 1] == '.'))
		at--;
	if (at > start + 2 && at < text->size && strncmp(text->data + at - 2, ": ", 2) == 0)
		str_truncate(text, at - 2);
}

struct sonde_error *reason_print(const char *definition, const char *text, struct str *out)
{
	_cleanup_probe_def_ struct probe_def def = {0};
	const size_t start = out->size;

	sonde_error_destroy(probe_def_parse(definition, &def));
	print_words(text, def.point.function ? def.point.function : "", out);
	TRY(str_check(out));
	cut_count(out, start);
	return NULL;
}
