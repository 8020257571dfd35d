/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cache/spelling.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#define BLANKS " \t"

/* Bytes of the point, the first word of a definition; a blank in it has a `\` before it. */
static size_t point_size(const char *definition)
{
	const char *at = definition;

	while (*at && !strchr(BLANKS, *at))
		at += at[0] == '\\' && at[1] ? 2 : 1;
	return (size_t)(at - definition);
}

/* Whether the point is a return. */
static bool is_return(const char *definition)
{
	const size_t size = point_size(definition);
	const char *found = strstr(definition, "%return");

	return found && found < definition + size;
}

/* The point; returns what follows. */
static const char *spell_point(const char *text, bool is_print, struct str *out)
{
	const char *end = text + point_size(text);

	for (const char *at = text; at < end; at++) {
		str_append_char(out, *at);
		if (*at != '\\' || at + 1 == end)
			continue;
		at++;
		if (is_print)
			str_append_char(out, strchr(BLANKS, *at) ? '_' : *at);
		else
			str_append_char(out, *at == '_' ? ' ' : *at);
	}
	return end;
}

/* What perf takes for a variable; and what looks as if it were spelled so already. */
static bool needs_dot(const char *text)
{
	text += strspn(text, ".");
	return isalpha((unsigned char)*text) || *text == '_' || strncmp(text, "$params", 7) == 0 ||
	       strncmp(text, "$vars", 5) == 0;
}

/* Bytes of the word up to its argument: those of `NAME=`. */
static size_t size_of_name(const char *word, size_t size)
{
	const char *equals = memchr(word, '=', size);

	return equals ? (size_t)(equals - word) + 1 : 0;
}

/* One word behind the point, with the blanks before it; returns what follows. */
static const char *spell_word(const char *at, bool is_print, struct str *out)
{
	const size_t blanks = strspn(at, BLANKS), size = strcspn(at + blanks, BLANKS);
	const char *word = at + blanks;
	const size_t name = size_of_name(word, size);
	const char *body = word + name;

	str_append_bytes(out, at, blanks + name);
	if (is_print && name < size && needs_dot(body))
		str_append_char(out, '.');
	if (!is_print && name < size && *body == '.' && needs_dot(body + 1))
		body++;
	str_append_bytes(out, body, (size_t)(word + size - body));
	return word + size;
}

static void spell(const char *text, bool is_print, struct str *out)
{
	const char *at = spell_point(text, is_print, out);

	if (is_return(text)) {
		while (*at)
			at = spell_word(at, is_print, out);
	}
	str_append(out, at);
}

/* Where the marker of `EVENT=%GROUP:NAME` begins, `%` escaped or not; NULL if it is none. */
static const char *find_marker(const char *text)
{
	const char *equals = memchr(text, '=', strcspn(text, BLANKS));
	const bool is_name = equals && equals > text && equals[-1] == '\\';
	const char *at = equals && !is_name ? equals + 1 : "";

	return at[strspn(at, "\\")] == '%' ? at : NULL;
}

/* Escape what perf would stumble over in the marker, once more; returns what follows it. */
static const char *print_marker(const char *at, struct str *out)
{
	for (; *at && !strchr(BLANKS, *at); at++) {
		if (*at == '%' || *at == ':')
			str_append_char(out, '\\');
		str_append_char(out, *at);
	}
	return at;
}

/* The other way round. */
static const char *parse_marker(const char *at, struct str *out)
{
	for (; *at && !strchr(BLANKS, *at); at++) {
		if (at[0] != '\\' || (at[1] != '%' && at[1] != ':'))
			str_append_char(out, *at);
	}
	return at;
}

/* Most definitions: a return, a marker and an escape need one of these. */
static bool is_plain(const char *text)
{
	return !text[strcspn(text, "\\%")];
}

void spelling_print(const char *definition, struct str *out)
{
	const char *marker;

	if (is_plain(definition)) {
		str_append(out, definition);
		return;
	}
	marker = find_marker(definition);
	if (!marker) {
		spell(definition, true, out);
		return;
	}
	str_append_bytes(out, definition, (size_t)(marker - definition));
	str_append(out, print_marker(marker, out));
}

struct sonde_error *spelling_parse(const char *text, char **ret)
{
	_cleanup_str_ struct str out = STR_INIT;
	const char *marker;

	if (is_plain(text))
		return sonde_strdup(text, ret);
	marker = find_marker(text);
	if (!marker || *marker != '\\') {
		spell(text, false, &out);
		return str_take(&out, ret);
	}
	str_append_bytes(&out, text, (size_t)(marker - text));
	str_append(&out, parse_marker(marker, &out));
	return str_take(&out, ret);
}
