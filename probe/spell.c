/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/spell.h"

#include <ctype.h>
#include <string.h>

#include "base/cxxname.h"

/* Bytes that end something in a point. */
#define STOPS " \t;:+@%="
/* What means something in a pattern, and is not among the next anyway. */
#define GLOB_BYTES "*?"
/* Those that end, open or close something, but for the brackets of a set. */
#define OUTSIDE_SETS  STOPS "\\()<>\""
#define SPECIAL_BYTES OUTSIDE_SETS "[]"

static bool is_name_byte(char c)
{
	return isalnum((unsigned char)c) || c == '_' || (unsigned char)c >= 0x80;
}

static bool is_stop(char c)
{
	return c == '\0' || strchr(STOPS, c);
}

/* Whether `word` ends at `at` and is not the tail of a longer identifier. */
static bool ends_with_word(const char *start, const char *at, const char *word)
{
	size_t size = strlen(word);

	if ((size_t)(at - start) < size || memcmp(at - size, word, size) != 0)
		return false;
	return at - size == start || !is_name_byte(*(at - size - 1));
}

static bool is_return(const char *at)
{
	static const char text[] = "%return";

	return strncmp(at, text, strlen(text)) == 0 && is_stop(at[strlen(text)]);
}

size_t spell_operator_size(const char *start, const char *at)
{
	/* A sign stands before its own beginnings. */
	static const char *const signs[] = {
		"->*", "<=>", "<<=", ">>=", "()", "[]", "->", "<<", ">>", "<=", ">=", "==", "!=",
		"&&",  "||",  "++",  "--",  "+=", "-=", "*=", "/=", "%=", "^=", "&=", "|=", "+",
		"-",   "*",   "/",   "%",   "^",  "&",	"|",  "~",  "!",  "=",	"<",  ">",  ",",
	};
	size_t size = 0;

	if (!ends_with_word(start, at, "operator"))
		return 0;
	for (size_t i = 0; i < sizeof(signs) / sizeof(*signs) && !size; i++) {
		if (strncmp(at, signs[i], strlen(signs[i])) == 0)
			size = strlen(signs[i]);
	}
	if (size != 1)
		return size;
	if (*at == '+' && isdigit((unsigned char)at[1]))
		return 0;
	if (is_return(at))
		return 0;
	if (*at != '=' || at[1] == '(')
		return size;
	/* The event is called `operator`: of a function, or of a marker. */
	return is_stop(at[1]) && (at[1] != '%' || is_return(at + 1)) ? size : 0;
}

static struct sonde_error *scan_escape(struct scan *scan)
{
	if (!scan->at[1])
		return sonde_error_hint(scan_error(scan, "There is nothing after the '\\'."),
					"Write '\\\\' for a backslash.");
	scan->at += 2;
	return NULL;
}

static struct sonde_error *error_unbalanced(const struct scan *scan, char bracket)
{
	return sonde_error_hint(scan_error(scan, "Unbalanced '%c'.", bracket),
				"Write '\\%c' for a bracket that is part of the name.", bracket);
}

/* Step over (...) with what is nested in it. */
static struct sonde_error *scan_round(struct scan *scan)
{
	struct scan open = *scan;
	size_t depth = 0;

	do {
		switch (*scan->at) {
		case '\0':
			return error_unbalanced(&open, '(');
		case '\\':
			TRY(scan_escape(scan));
			continue;
		case '(':
			depth++;
			break;
		case ')':
			depth--;
			break;
		}
		scan->at++;
	} while (depth);
	return NULL;
}

/* Step over <...> with what is nested in it; `->` is an arrow, as in Rust's `fn() -> T`. */
static struct sonde_error *scan_angle(struct scan *scan)
{
	struct scan open = *scan;
	size_t depth = 0;

	do {
		switch (*scan->at) {
		case '\0':
			return error_unbalanced(&open, '<');
		case '\\':
			TRY(scan_escape(scan));
			continue;
		case '(':
			TRY(scan_round(scan));
			continue;
		case '<':
			depth++;
			break;
		case '>':
			depth -= scan->at[-1] != '-';
			break;
		}
		scan->at++;
	} while (depth);
	return NULL;
}

/* Step over `{lambda(int)#1}`. One that is not closed is a byte like any other. */
static struct sonde_error *scan_curly(struct scan *scan)
{
	const size_t size = cxxname_group_size(scan->at);

	scan->at += scan->at[size - 1] == '}' ? size : 1;
	return NULL;
}

static bool is_array_operator(const char *start, const char *at)
{
	return ends_with_word(start, at, "operator new") ||
	       ends_with_word(start, at, "operator delete");
}

/* Step over [...], where a `]` in the first place is a member of the set, as in fnmatch(). */
static struct sonde_error *scan_square(struct scan *scan, const char *start)
{
	struct scan open = *scan;

	scan->at++;
	/* operator new[] */
	if (*scan->at == ']' && is_array_operator(start, scan->at - 1)) {
		scan->at++;
		return NULL;
	}
	if (*scan->at == '!' || *scan->at == '^')
		scan->at++;
	for (scan_char(scan, ']'); *scan->at != ']';) {
		if (scan_done(scan))
			return error_unbalanced(&open, '[');
		if (*scan->at == '\\')
			TRY(scan_escape(scan));
		else
			scan->at++;
	}
	scan->at++;
	return NULL;
}

/* Whether the word at `at` is one of the list; it ends where no name goes on. */
static bool is_one_of(const char *at, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const size_t size = strlen(words[i]);

		if (strncmp(at, words[i], size) == 0 && !is_name_byte(at[size]))
			return true;
	}
	return false;
}

/* Words that name no variable: behind `operator` they are what it converts to, or new. */
static bool is_type_word(const char *at)
{
	static const char *const words[] = {"bool",   "char",	  "const", "delete",  "double",
					    "float",  "int",	  "long",  "new",     "short",
					    "signed", "unsigned", "void",  "volatile"};

	return is_one_of(at, words, sizeof(words) / sizeof(*words));
}

static bool is_qualifier(const char *at)
{
	static const char *const words[] = {"const", "volatile"};

	return *at == '&' || is_one_of(at, words, sizeof(words) / sizeof(*words));
}

/* Bytes behind `operator` of the last part of the name, from `start` to `at`; NULL if none. */
static const char *behind_operator(const char *start, const char *at)
{
	static const char word[] = "operator";
	const char *found = NULL;

	for (const char *i = start; i + strlen(word) <= at; i++) {
		if (cxxname_at_operator(start, i))
			found = i + strlen(word);
	}
	return found;
}

/* Whether the name so far ends with `operator`, as `ns::operator` does or, if not, as a word. */
static bool ends_with_conversion(const char *start, const char *at, const char *next)
{
	if (behind_operator(start, at) != at)
		return false;
	return at - start > 9 && at[-9] == ':'
		       ? is_name_byte(*next) && !isdigit((unsigned char)*next)
		       : is_type_word(next);
}

/* Whether `operator unsigned` goes on. */
static bool is_within_conversion(const char *start, const char *at, const char *next)
{
	const char *conversion = behind_operator(start, at);

	return conversion && conversion < at && *conversion == ' ' &&
	       !memchr(conversion, '(', (size_t)(at - conversion)) && is_type_word(next);
}

/* `const` or `volatile` behind a signature, after which there can be more. */
static bool ends_with_qualifier(const char *start, const char *at)
{
	return ends_with_word(start, at, "const") || ends_with_word(start, at, "volatile");
}

/* `const=x` is an argument called so. */
static bool is_argument(const char *next)
{
	next += strcspn(next, " \t=;:+@%");
	return *next == '=';
}

/* Whether the blanks at `at` are within the name that began at `start`, see spell.h. */
static bool blanks_belong(const char *start, const char *at)
{
	const char *next = at + strspn(at, " \t");
	const char *sign = at == start ? NULL : behind_operator(start, at);

	if (at == start || next == at)
		return false;
	if (sign && *next == '<' && sign < at &&
	    spell_operator_size(start, sign) == (size_t)(at - sign))
		return true;
	if (memchr(start, '(', (size_t)(at - start)) &&
	    (at[-1] == ')' || ends_with_qualifier(start, at)))
		return is_qualifier(next) && !is_argument(next);
	return ends_with_conversion(start, at, next) || is_within_conversion(start, at, next);
}

/* Whether the name that began at `start` ends at the cursor. */
static bool at_end(const struct scan *scan, const char *start)
{
	const char *at = scan->at;

	if (scan_done(scan))
		return true;
	if (!is_stop(*at) || (at[0] == ':' && at[1] == ':'))
		return false;
	return !spell_operator_size(start, at) && !blanks_belong(start, at);
}

static struct sonde_error *scan_step(struct scan *scan, const char *start, bool *dotted)
{
	size_t sign = spell_operator_size(start, scan->at);

	if (sign) {
		scan->at += sign;
		return NULL;
	}
	switch (*scan->at) {
	case '\\':
		return scan_escape(scan);
	case '(':
		return scan_round(scan);
	case '<':
		return scan_angle(scan);
	case '[':
		return scan_square(scan, start);
	case '{':
		if (scan->at == start || scan->at[-1] == ':')
			return scan_curly(scan);
		break;
	case ')':
		return error_unbalanced(scan, ')');
	case '.':
		*dotted = true;
		break;
	case ' ':
	case '\t':
		scan_space(scan);
		return NULL;
	case ':':
		scan->at++;
		break;
	}
	scan->at++;
	return NULL;
}

struct sonde_error *spell_scan(struct scan *scan, bool *ret_dotted)
{
	const char *start = scan->at;
	bool dotted = false;

	while (!at_end(scan, start))
		TRY(scan_step(scan, start, &dotted));
	*ret_dotted = dotted;
	return NULL;
}

struct sonde_error *spell_scan_plain(struct scan *scan, const char *stops)
{
	while (!scan_done(scan) && !strchr(" \t", *scan->at) && !strchr(stops, *scan->at)) {
		if (*scan->at == '\\')
			TRY(scan_escape(scan));
		else
			scan->at++;
	}
	return NULL;
}

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

struct sonde_error *spell_unescape(const char *text, size_t size, char **ret)
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
	return *at == '{' && (at == name || at[-1] == ':') && at[cxxname_group_size(at) - 1] != '}';
}

static void print_escaped(const char *name, const char *special, struct str *out)
{
	for (const char *at = name; *at; at++) {
		if (strchr(special, *at) || is_open_curly(name, at))
			str_append_char(out, '\\');
		str_append_char(out, *at);
	}
}

void spell_print_plain(const char *name, struct str *out)
{
	print_escaped(name, SPECIAL_BYTES, out);
}

/* Whether the name is read back as it is, but for dots and '='. */
static bool is_plain(const char *name, bool *ret_dotted)
{
	_cleanup_error_ struct sonde_error *error = NULL;
	struct scan scan = scan_text(name);

	if (strpbrk(name, "\\\t") || strstr(name, "  "))
		return false;
	error = spell_scan(&scan, ret_dotted);
	return !error && scan_done(&scan) && behind_operator(name, scan.at) != scan.at;
}

/* The signs of operators are read as they are. */
static void print_plain(const char *name, const char *special, struct str *out)
{
	for (const char *at = name; *at;) {
		const size_t sign = spell_operator_size(name, at);

		if (!sign && (strchr(special, *at) || is_open_curly(name, at)))
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

void spell_print(const char *name, bool hide_dots, struct str *out)
{
	bool dotted = false;

	hide_address(name, out);
	if (spell_is_glob(name, strlen(name)))
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
		return size > 1 && at[1] == ']' && is_array_operator(text, at);
	conversion = *at == '*' ? behind_operator(text, at) : NULL;
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

bool spell_is_glob(const char *text, size_t size)
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

struct sonde_error *spell_unescape_glob(const char *text, size_t size, char **ret)
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

void spell_print_glob(const char *pattern, bool hide_dots, struct str *out)
{
	print_glob(pattern, false, hide_dots, out);
}

void spell_print_escaped(const char *name, const char *glob, struct str *out)
{
	if (glob) {
		print_glob(glob, true, true, out);
		return;
	}
	hide_address(name, out);
	print_escaped(name, SPECIAL_BYTES GLOB_BYTES ".", out);
}
