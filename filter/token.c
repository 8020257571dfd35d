/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "filter/token.h"

#include <ctype.h>
#include <string.h>

#include "base/str.h"

static struct sonde_error *fail(const struct scan *scan, const char *at, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static struct sonde_error *fail(const struct scan *scan, const char *at, const char *format, ...)
{
	struct sonde_error *error;
	va_list arguments;

	va_start(arguments, format);
	error = sonde_error_at(SONDE_ERROR_SYNTAX, scan->text, (size_t)(at - scan->text) + 1,
			       format, arguments);
	va_end(arguments);
	return sonde_error_prefix(error, "--if: ");
}

/* Of a name of a source, which may be UTF-8. */
static bool is_letter(char c)
{
	return isalnum((unsigned char)c) || c == '_' || (unsigned char)c >= 0x80;
}

static const char *behind_blanks(const char *at)
{
	while (isspace((unsigned char)*at))
		at++;
	return at;
}

bool filter_token_begins_name(const char *at)
{
	return *at == '$' || *at == '%' || (is_letter(*at) && !isdigit((unsigned char)*at));
}

static struct sonde_error *scan_part(struct scan *scan, struct str *name)
{
	const char *start = scan->at;

	while (is_letter(*scan->at))
		scan->at++;
	if (scan->at == start)
		return sonde_error_hint(fail(scan, start, "the name ends too early."),
					"A name is like count, $retval, file->f_pos, a.b[2].c.");
	str_append_bytes(name, start, (size_t)(scan->at - start));
	return NULL;
}

/* Behind its `[`. */
static struct sonde_error *scan_element(struct scan *scan, struct str *name)
{
	const char *start = behind_blanks(scan->at);
	bool is_unsigned, is_number = isdigit((unsigned char)*start);
	uint64_t number;

	scan->at = start;
	if (is_number) {
		TRY(filter_token_number(scan, &number, &is_unsigned));
		/* C's u and l are for values. */
		is_number = isxdigit((unsigned char)scan->at[-1]);
	}
	if (!is_number || *behind_blanks(scan->at) != ']')
		return fail(scan, start, "the number of an element and ']' are missing here.");
	str_append_char(name, '[');
	str_append_bytes(name, start, (size_t)(scan->at - start));
	str_append_char(name, ']');
	scan->at = behind_blanks(scan->at) + 1;
	return NULL;
}

struct sonde_error *filter_token_name(struct scan *scan, char **ret)
{
	static const char *const joints[] = {"->", "::", "."};
	_cleanup_str_ struct str name = STR_INIT;
	bool is_joined;

	if (*scan->at == '$' || *scan->at == '%')
		str_append_char(&name, *scan->at++);
	TRY(scan_part(scan, &name));
	do {
		const char *at = scan->at;

		is_joined = false;
		scan->at = behind_blanks(at);
		for (size_t i = 0; i < sizeof(joints) / sizeof(*joints) && !is_joined; i++) {
			is_joined = scan_literal(scan, joints[i]);
			if (!is_joined)
				continue;
			str_append(&name, joints[i]);
			scan->at = behind_blanks(scan->at);
			TRY(scan_part(scan, &name));
		}
		if (!is_joined && scan_char(scan, '[')) {
			is_joined = true;
			TRY(scan_element(scan, &name));
		}
		if (!is_joined)
			scan->at = at;
	} while (is_joined);
	return str_take(&name, ret);
}

static unsigned digit_of(char c)
{
	if (isdigit((unsigned char)c))
		return (unsigned)(c - '0');
	if (isxdigit((unsigned char)c))
		return (unsigned)(tolower((unsigned char)c) - 'a') + 10;
	return 16;
}

/* The digits at the cursor, of which there is at least one. */
static bool scan_digits(struct scan *scan, unsigned base, uint64_t *ret)
{
	uint64_t value = 0;
	bool fits = true;

	for (; digit_of(*scan->at) < base; scan->at++) {
		fits = fits && !__builtin_mul_overflow(value, base, &value) &&
		       !__builtin_add_overflow(value, digit_of(*scan->at), &value);
	}
	*ret = value;
	return fits;
}

/* `u`, `l` and `ll` in either case and order. */
static bool scan_suffix(struct scan *scan)
{
	bool is_unsigned = false, is_long = false;

	for (;;) {
		const char c = (char)tolower((unsigned char)*scan->at);

		if (c == 'u' && !is_unsigned) {
			is_unsigned = true;
			scan->at++;
		} else if (c == 'l' && !is_long) {
			is_long = true;
			scan->at += scan->at[1] == scan->at[0] ? 2 : 1;
		} else {
			return is_unsigned;
		}
	}
}

struct sonde_error *filter_token_number(struct scan *scan, uint64_t *ret, bool *is_unsigned)
{
	const char *start = scan->at, *end;
	unsigned base = 10;
	uint64_t value;
	bool fits, has_u;

	if (start[0] == '0' && tolower((unsigned char)start[1]) == 'x' && digit_of(start[2]) < 16)
		base = 16;
	else if (start[0] == '0')
		base = 8;
	scan->at += base == 16 ? 2 : 0;
	fits = scan_digits(scan, base, &value);
	has_u = scan_suffix(scan);
	for (end = scan->at; is_letter(*end) || *end == '.'; end++)
		;
	if (end != scan->at)
		return sonde_error_hint(
			fail(scan, start, "'%.*s' is no number.", (int)(end - start), start),
			"Numbers are whole, as in C: 12, 0x1f, 017, 'a'. Texts stand in quotes.");
	if (!fits)
		return fail(scan, start, "'%.*s' is more than 64 bits.", (int)(end - start), start);
	*ret = value;
	*is_unsigned = has_u || value > INT64_MAX;
	return NULL;
}

bool filter_token_nul(struct scan *scan)
{
	return scan_literal(scan, "'\\0'");
}

/* Behind the `x` of an escape that begins at the cursor. */
static struct sonde_error *read_hex(struct scan *scan, const char *at, char *ret)
{
	if (digit_of(at[0]) >= 16 || digit_of(at[1]) >= 16)
		return sonde_error_hint(
			fail(scan, scan->at, "two hexadecimal digits are missing behind '\\x'."),
			"Write \\x41; '\\\\' is the backslash itself.");
	*ret = (char)(digit_of(at[0]) << 4 | digit_of(at[1]));
	scan->at = at + 2;
	return NULL;
}

/* The one to three digits at @p at, of an escape that begins at the cursor. */
static struct sonde_error *read_octal(struct scan *scan, const char *at, char *ret)
{
	const char *start = at;
	unsigned value = 0;

	for (; at < start + 3 && digit_of(*at) < 8; at++)
		value = value << 3 | digit_of(*at);
	if (value > UINT8_MAX)
		return fail(scan, scan->at, "'%.*s' is more than a byte.", (int)(at - scan->at),
			    scan->at);
	*ret = (char)value;
	scan->at = at;
	return NULL;
}

/* Step over the escape whose backslash is at the cursor. @p ret: the byte that is meant. */
static struct sonde_error *read_escape(struct scan *scan, char *ret)
{
	static const char escapes[][2] = {{'n', '\n'},	{'t', '\t'}, {'r', '\r'},  {'a', '\a'},
					  {'b', '\b'},	{'f', '\f'}, {'v', '\v'},  {'e', '\033'},
					  {'\\', '\\'}, {'"', '"'},  {'\'', '\''}, {'?', '?'}};
	const char *at = scan->at + 1;

	if (*at == 'x')
		return read_hex(scan, at + 1, ret);
	if (digit_of(*at) < 8)
		return read_octal(scan, at, ret);
	for (size_t i = 0; i < sizeof(escapes) / sizeof(*escapes); i++) {
		if (*at == escapes[i][0]) {
			*ret = escapes[i][1];
			scan->at = at + 1;
			return NULL;
		}
	}
	if (!*at)
		return fail(scan, scan->at, "the text ends behind a backslash.");
	return sonde_error_hint(
		fail(scan, scan->at, "'\\%c' is no escape.", *at),
		"\\\\ is the backslash itself; \\n \\t \\r \\a \\b \\f \\v \\e \\101 \\x41 "
		"are bytes.");
}

/* Step over one byte of a text, as it is written. */
static struct sonde_error *read_byte(struct scan *scan, char quote, bool is_pattern,
				     struct str *text)
{
	const char *start = scan->at;
	char c = *start;

	if (iscntrl((unsigned char)c))
		return fail(scan, start, "a text cannot have control characters.");
	if (c == '\\' && (!is_pattern || start[1] == quote)) {
		TRY(read_escape(scan, &c));
	} else {
		/* Both backslashes are the pattern's. */
		if (c == '\\' && start[1] == '\\')
			str_append_char(text, *scan->at++);
		scan->at++;
	}
	if (!c)
		return fail(scan, start, "a text cannot have a NUL in it.");
	str_append_char(text, c);
	return NULL;
}

struct sonde_error *filter_token_text(struct scan *scan, bool is_pattern, char **ret)
{
	_cleanup_str_ struct str text = STR_INIT;
	const char *open = scan->at++;

	while (*scan->at && *scan->at != *open)
		TRY(read_byte(scan, *open, is_pattern, &text));
	if (!*scan->at)
		return fail(scan, open, "the quote is not closed.");
	scan->at++;
	return str_take(&text, ret);
}
