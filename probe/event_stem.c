/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/event_stem.h"

#include <ctype.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/cxxname.h"
#include "base/qualname.h"

/* What people call the operators of C++. */
static const char *name_of_sign(const char *sign)
{
	static const struct {
		const char *sign;
		const char *name;
	} names[] = {
		{"()", "call"},
		{"[]", "index"},
		{"->", "arrow"},
		{"->*", "arrow_star"},
		{"==", "eq"},
		{"!=", "ne"},
		{"<", "lt"},
		{">", "gt"},
		{"<=", "le"},
		{">=", "ge"},
		{"<=>", "compare"},
		{"=", "assign"},
		{"+", "plus"},
		{"-", "minus"},
		{"*", "star"},
		{"/", "divide"},
		{"%", "modulo"},
		{"^", "xor"},
		{"&", "and"},
		{"|", "or"},
		{"~", "complement"},
		{"!", "not"},
		{"+=", "plus_assign"},
		{"-=", "minus_assign"},
		{"*=", "star_assign"},
		{"/=", "divide_assign"},
		{"%=", "modulo_assign"},
		{"^=", "xor_assign"},
		{"&=", "and_assign"},
		{"|=", "or_assign"},
		{"<<", "shl"},
		{">>", "shr"},
		{"<<=", "shl_assign"},
		{">>=", "shr_assign"},
		{"&&", "and_and"},
		{"||", "or_or"},
		{"++", "increment"},
		{"--", "decrement"},
		{",", "comma"},
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (strcmp(names[i].sign, sign) == 0)
			return names[i].name;
	}
	return NULL;
}

static void append_words(const char *text, struct str *out)
{
	const size_t before = out->size;
	bool follows = false;

	for (; *text; text++) {
		const bool is_good = isalnum((unsigned char)*text) || *text == '_';

		if (is_good && follows && out->size > before)
			str_append_char(out, '_');
		if (is_good)
			str_append_char(out, *text);
		follows = !is_good;
	}
}

/* Up to what a compiler put behind it. */
static void append_plain(const char *name, struct str *out)
{
	for (; *name && *name != '.'; name++)
		str_append_char(out, isalnum((unsigned char)*name) ? *name : '_');
}

static void append_part(const char *stem, struct str *out)
{
	if (*stem == '~')
		str_append_char(out, '_');
	append_words(stem, out);
}

static void append_operator(const char *text, struct str *out)
{
	static const char array[] = "[]";
	const char *sign = text + strlen("operator");
	const char *name = name_of_sign(sign);
	const size_t size = strlen(text);

	if (name) {
		str_appendf(out, "operator_%s", name);
		return;
	}
	append_words(text, out);
	if (size > 2 && strcmp(text + size - 2, array) == 0)
		str_append(out, "_array");
}

struct sonde_error *event_stem(const char *function, struct str *out)
{
	_cleanup_free_ char *name = NULL, *stem = NULL;
	const size_t before = out->size;

	function += strspn(function, ".");
	TRY(sonde_strndup(function, strcspn(function, "@"), &name));
	TRY(qualname_stem(name, &stem));
	if (cxxname_at_operator(stem, stem))
		append_operator(stem, out);
	else if (cxxname_is_plain(name))
		append_plain(name, out);
	else
		append_part(stem, out);
	/* A name in another script, or of signs only. */
	if (out->size == before)
		str_append_char(out, '_');
	return str_check(out);
}
