/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/spell.h"

#include <ctype.h>
#include <string.h>

#include "base/cxxname.h"

static bool is_name_byte(char c)
{
	return isalnum((unsigned char)c) || c == '_' || (unsigned char)c >= 0x80;
}

static bool is_stop(char c)
{
	return c == '\0' || strchr(SPELL_STOPS, c);
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

bool spell_is_array_operator(const char *start, const char *at)
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
	if (*scan->at == ']' && spell_is_array_operator(start, scan->at - 1)) {
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

const char *spell_behind_operator(const char *start, const char *at)
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
	if (spell_behind_operator(start, at) != at)
		return false;
	return at - start > 9 && at[-9] == ':'
		       ? is_name_byte(*next) && !isdigit((unsigned char)*next)
		       : is_type_word(next);
}

/* Whether `operator unsigned` goes on. */
static bool is_within_conversion(const char *start, const char *at, const char *next)
{
	const char *conversion = spell_behind_operator(start, at);

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
	const char *sign = at == start ? NULL : spell_behind_operator(start, at);

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
