/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/escaped.h"

#include <string.h>

#include "base/cxxname.h"
#include "base/scan.h"
#include "probe/spell.h"

/* What means something in a pattern, and is not among the next anyway. */
#define GLOB_BYTES "*?"
/* Those that end, open or close something, but for the brackets of a set. */
#define OUTSIDE_SETS  SPELL_STOPS "\\()<>\""
#define SPECIAL_BYTES OUTSIDE_SETS "[]"

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* Of blanks that are not escaped, the first one is a space, and the others are nothing. */
static void append_plain(const char *text, size_t at, struct str *out)
{
	if (!is_blank(text[at]))
		str_append_char(out, text[at]);
	else if (!at || !is_blank(text[at - 1]))
		str_append_char(out, ' ');
}

struct sonde_error *escaped_read(const char *text, size_t size, char **ret)
{
	_cleanup_str_ struct str out = STR_INIT;

	for (size_t i = 0; i < size; i++) {
		if (text[i] == '\\' && i + 1 < size)
			str_append_char(&out, text[++i]);
		else
			append_plain(text, i, &out);
	}
	return str_take(&out, ret);
}

/* Whether `at` begins a part with a `{` that the name does not close: what is printed behind it
 * could. */
static bool is_open_curly(const char *name, const char *at)
{
	return *at == '{' && (at == name || at[-1] == ':') && !cxxname_group_is_closed(at);
}

static void print_escaped(const char *name, const char *special, struct str *out)
{
	for (const char *at = name; *at; at++) {
		if (strchr(special, *at) || is_open_curly(name, at))
			str_append_char(out, '\\');
		str_append_char(out, *at);
	}
}

void escaped_print_plain(const char *name, struct str *out)
{
	/* What lies in braces is read as one piece, and its dots name no file. */
	print_escaped(name, SPECIAL_BYTES "{", out);
}

/* Whether the name is read back as it is, but for dots and '='. */
static bool is_plain(const char *name, bool *ret_dotted)
{
	_cleanup_error_ struct sonde_error *error = NULL;
	struct scan scan = scan_text(name);

	if (strpbrk(name, "\\\t") || strstr(name, "  "))
		return false;
	for (const char *at = strchr(name, '{'); at; at = strchr(at + 1, '{')) {
		if (is_open_curly(name, at))
			return false;
	}
	error = spell_scan(&scan, ret_dotted);
	return !error && scan_done(&scan) && spell_behind_operator(name, scan.at) != scan.at;
}

/* The signs of operators are read as they are. */
static void print_plain(const char *name, const char *special, struct str *out)
{
	for (const char *at = name; *at;) {
		const size_t sign = spell_operator_size(name, at);

		if (!sign && strchr(special, *at))
			str_append_char(out, '\\');
		str_append_bytes(out, at, sign ? sign : 1);
		at += sign ? sign : 1;
	}
}

/* What would be read as an address. */
static void hide_address(const char *text, struct str *out)
{
	if (text[0] == '0' && (text[1] == 'x' || text[1] == 'X'))
		str_append_char(out, '\\');
}

void escaped_print(const char *name, bool hide_dots, struct str *out)
{
	bool dotted = false;

	hide_address(name, out);
	if (escaped_is_glob(name, strlen(name)))
		print_escaped(name, SPECIAL_BYTES GLOB_BYTES ".", out);
	else if (is_plain(name, &dotted))
		print_plain(name, hide_dots && dotted ? ".=" : "=", out);
	else
		/* Once the brackets around it are escaped, a `*` in a signature is no pointer. */
		print_escaped(name,
			      hide_dots ? SPECIAL_BYTES GLOB_BYTES "." : SPECIAL_BYTES GLOB_BYTES,
			      out);
}

/* `[abi:cxx11]`, the brackets of `operator new[]`, and the `*` of `operator char*`. */
static bool is_no_pattern(const char *text, const char *at, size_t size)
{
	static const char tag[] = "[abi:";
	const char *conversion;

	if (size >= strlen(tag) && memcmp(at, tag, strlen(tag)) == 0)
		return true;
	if (*at == '[')
		return size > 1 && at[1] == ']' && spell_is_array_operator(text, at);
	conversion = *at == '*' ? spell_behind_operator(text, at) : NULL;
	return conversion && *conversion == ' ';
}

/* Whether the set that begins at `at` has its end before `end`, as scan_square() looks for it. */
static bool is_closed(const char *at, const char *end)
{
	at++;
	at += at < end && (*at == '!' || *at == '^');
	at += at < end && *at == ']';
	while (at < end && *at != ']')
		at += *at == '\\' ? 2 : 1;
	return at < end;
}

bool escaped_is_glob(const char *text, size_t size)
{
	int depth = 0;

	for (size_t i = 0; i < size; i++) {
		const size_t sign = spell_operator_size(text, text + i);

		if (sign) {
			i += sign - 1;
			continue;
		}
		/* In a C++ signature or template argument a `*` is a pointer. */
		depth += (text[i] == '(' || text[i] == '<') - (text[i] == ')' || text[i] == '>');
		if (text[i] == '>' && i && text[i - 1] == '-')
			depth++;
		if (text[i] == '\\')
			i++;
		else if (is_no_pattern(text, text + i, size - i))
			continue;
		else if (depth <= 0 && (strchr(GLOB_BYTES, text[i]) ||
					(text[i] == '[' && is_closed(text + i, text + size))))
			return true;
	}
	return false;
}

/* Within a signature a `[` need not be closed. It is no set then, and has to be told from one once
 * the brackets around it are escaped. */
static struct sonde_error *escape_open(const char *pattern, char **ret)
{
	const char *end = pattern + strlen(pattern);
	_cleanup_str_ struct str out = STR_INIT;

	for (; *pattern; pattern++) {
		if (*pattern == '\\' && pattern[1])
			str_append_char(&out, *pattern++);
		else if (*pattern == '[' && !is_closed(pattern, end))
			str_append_char(&out, '\\');
		str_append_char(&out, *pattern);
	}
	return str_take(&out, ret);
}

struct sonde_error *escaped_read_glob(const char *text, size_t size, char **ret)
{
	_cleanup_str_ struct str out = STR_INIT;

	for (size_t i = 0; i < size; i++) {
		if (text[i] != '\\' || i + 1 == size) {
			append_plain(text, i, &out);
			continue;
		}
		if (strchr(GLOB_BYTES "[\\", text[++i]))
			str_append_char(&out, '\\');
		str_append_char(&out, text[i]);
	}
	TRY(str_check(&out));
	return escape_open(str_text(&out), ret);
}

static void print_glob(const char *pattern, bool is_escaped, bool hide_dots, struct str *out)
{
	const char *special = hide_dots ? OUTSIDE_SETS "." : OUTSIDE_SETS;

	hide_address(pattern, out);
	for (const char *at = pattern; *at; at++) {
		if (!is_escaped && at[0] == ':' && at[1] == ':')
			str_append_char(out, *at++);
		else if (*at == '\\' && at[1])
			str_append_char(out, *at++);
		else if (strchr(special, *at) || is_open_curly(pattern, at))
			str_append_char(out, '\\');
		str_append_char(out, *at);
	}
}

void escaped_print_glob(const char *pattern, bool hide_dots, struct str *out)
{
	print_glob(pattern, false, hide_dots, out);
}

void escaped_print_for_perf(const char *name, const char *glob, struct str *out)
{
	if (glob) {
		print_glob(glob, true, true, out);
		return;
	}
	hide_address(name, out);
	print_escaped(name, SPECIAL_BYTES GLOB_BYTES ".", out);
}

void escaped_print_apart(const char *name, const char *glob, struct str *out)
{
	_cleanup_str_ struct str printed = STR_INIT;
	const char *start;

	escaped_print_for_perf(name, glob, &printed);
	out->failed |= printed.failed;
	start = str_text(&printed);
	for (const char *at = start; *at; at++) {
		str_append_char(out, *at);
		if (cxxname_at_operator(start, at))
			str_append_char(out, '\\');
	}
}
