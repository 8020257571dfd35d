/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/cxxname.h"

#include <ctype.h>
#include <string.h>

/* Brackets nested deeper than this come from no person. */
#define DEPTH_MAX 256

/* An open bracket of what was written so far. */
struct bracket {
	char opened;
	/** Where the list in it begins, and its last argument. */
	size_t list;
	size_t argument;
};

struct speller {
	const char *start;
	const char *at;
	struct str *out;
	size_t depth;
	struct bracket brackets[DEPTH_MAX];
};

/* Whether a byte belongs to a word. */
static bool is_word_byte(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '$' || (unsigned char)c >= 0x80;
}

bool cxxname_is_plain(const char *name)
{
	while (is_word_byte(*name) || *name == '.')
		name++;
	return *name == '\0';
}

size_t cxxname_optional_size(const char *at)
{
	const char *end = *at == CXXNAME_OPTIONAL_BEGIN ? strchr(at, CXXNAME_OPTIONAL_END) : NULL;

	return end ? (size_t)(end - at) + 1 : 0;
}

size_t cxxname_sign_size(const char *at)
{
	/* A sign stands before its own beginnings. */
	static const char *const signs[] = {
		"->*", "<=>", "<<=", ">>=", "()", "[]", "->", "<<", ">>", "<=", ">=", "==", "!=",
		"&&",  "||",  "++",  "--",  "+=", "-=", "*=", "/=", "%=", "^=", "&=", "|=", "+",
		"-",   "*",   "/",   "%",   "^",  "&",	"|",  "~",  "!",  "=",	"<",  ">",  ",",
	};
	size_t size = 0;

	for (size_t i = 0; i < sizeof(signs) / sizeof(*signs) && !size; i++) {
		if (strncmp(at, signs[i], strlen(signs[i])) == 0)
			size = strlen(signs[i]);
	}
	/* `operator<<char>` is the template operator<. */
	if (size == 2 && at[0] == '<' && at[1] == '<' && is_word_byte(at[2]))
		size = 1;
	return size;
}

static const char opening[] = "(<[{", closing[] = ")>]}";

/* The bracket that closes the one at @p at, or the end of the text. */
static const char *find_close(const char *at)
{
	const char *start = at;
	size_t depth = 0;

	for (; *at; at++) {
		if (*at == '>' && at > start && at[-1] == '-')
			continue;
		if (strchr(opening, *at))
			depth++;
		else if (strchr(closing, *at) && --depth == 0)
			return at;
	}
	return at;
}

size_t cxxname_group_size(const char *at)
{
	const char *close = find_close(at);

	return (size_t)(close - at) + !!*close;
}

bool cxxname_group_is_closed(const char *at)
{
	return *find_close(at) == closing[strchr(opening, *at) - opening];
}

bool cxxname_at_operator(const char *start, const char *at)
{
	static const char word[] = "operator";

	return strncmp(at, word, strlen(word)) == 0 && !is_word_byte(at[strlen(word)]) &&
	       (at == start || !is_word_byte(at[-1]));
}

static size_t word_size(const char *at)
{
	size_t size = 0;

	while (is_word_byte(at[size]))
		size++;
	return size;
}

static bool is_word(const char *at, size_t size, const char *word)
{
	return strlen(word) == size && memcmp(at, word, size) == 0;
}

static char last_byte(const struct speller *speller)
{
	return speller->out->size ? speller->out->data[speller->out->size - 1] : '\0';
}

static bool ends_with(const struct speller *speller, const char *tail)
{
	const struct str *out = speller->out;
	const size_t size = strlen(tail);

	return out->size >= size && memcmp(out->data + out->size - size, tail, size) == 0;
}

static void skip_blanks(struct speller *speller)
{
	while (*speller->at == ' ' || *speller->at == '\t')
		speller->at++;
}

static void spell_blanks(struct speller *speller)
{
	skip_blanks(speller);
	if (strncmp(speller->at, "as ", 3) == 0) {
		speller->at += 3;
		str_append(speller->out, " as ");
	} else if (is_word_byte(last_byte(speller)) && is_word_byte(*speller->at)) {
		str_append_char(speller->out, ' ');
	}
}

/* `operator` and its sign; what a conversion converts to follows as any type does. */
static void spell_operator(struct speller *speller)
{
	size_t sign;

	speller->at += strlen("operator");
	str_append(speller->out, "operator");
	skip_blanks(speller);
	sign = cxxname_sign_size(speller->at);
	str_append_bytes(speller->out, speller->at, sign);
	speller->at += sign;
	if (!sign && is_word_byte(*speller->at))
		str_append_char(speller->out, ' ');
	skip_blanks(speller);
	if (sign && *speller->at == '<')
		str_append_char(speller->out, ' ');
}

static void spell_optional(struct speller *speller, const char *piece, size_t size)
{
	str_append_char(speller->out, CXXNAME_OPTIONAL_BEGIN);
	str_append_bytes(speller->out, piece, size);
	str_append_char(speller->out, CXXNAME_OPTIONAL_END);
}

/* Namespaces that a library's name has, but nobody writes. */
static bool is_inline_space(const char *word, size_t size)
{
	static const char *const spaces[] = {"__cxx11", "_V2", "__ndk1"};

	for (size_t i = 0; i < sizeof(spaces) / sizeof(*spaces); i++) {
		if (is_word(word, size, spaces[i]))
			return true;
	}
	return size > 2 && word[0] == '_' && word[1] == '_' &&
	       strspn(word + 2, "0123456789") >= size - 2;
}

static void spell_colons(struct speller *speller)
{
	const bool follows = speller->out->size;
	size_t size;

	speller->at += 2;
	if (follows && *speller->at == '<' && strncmp(speller->at, "<impl ", 6) != 0)
		return;
	str_append(speller->out, "::");
	size = word_size(speller->at);
	if (follows && is_inline_space(speller->at, size) &&
	    strncmp(speller->at + size, "::", 2) == 0) {
		spell_optional(speller, speller->at, size);
		speller->at += size + 2;
	}
}

/* `[abi:cxx11]` */
static void spell_tag(struct speller *speller)
{
	const size_t size = cxxname_group_size(speller->at);
	const bool is_closed = cxxname_group_is_closed(speller->at);

	spell_optional(speller, speller->at + 1, size - 1 - is_closed);
	speller->at += size;
}

/* What words of a number's type say, counted. */
struct number_type {
	unsigned is_unsigned, is_signed, longs, shorts, chars, doubles, ints;
};

static bool take_number_word(struct number_type *type, const char *word, size_t size)
{
	const struct {
		const char *word;
		unsigned *count;
	} words[] = {
		{"unsigned", &type->is_unsigned},
		{"signed", &type->is_signed},
		{"long", &type->longs},
		{"short", &type->shorts},
		{"char", &type->chars},
		{"double", &type->doubles},
		{"int", &type->ints},
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		if (is_word(word, size, words[i].word)) {
			++*words[i].count;
			return true;
		}
	}
	return false;
}

static void append_word(struct speller *speller, const char *word, bool *follows)
{
	if (*follows)
		str_append_char(speller->out, ' ');
	str_append(speller->out, word);
	*follows = true;
}

/* The words of a number's type in one order; false if there is none here. */
static bool spell_number_type(struct speller *speller)
{
	struct number_type type = {0};
	const char *end = NULL, *at = speller->at;
	bool follows = false;

	for (;;) {
		const size_t size = word_size(at);

		if (!size || !take_number_word(&type, at, size))
			break;
		end = at + size;
		at = end + strspn(end, " \t");
	}
	if (!end)
		return false;
	speller->at = end;
	if (type.is_unsigned)
		append_word(speller, "unsigned", &follows);
	if (type.is_signed && type.chars)
		append_word(speller, "signed", &follows);
	for (unsigned i = 0; i < type.longs && i < 2; i++)
		append_word(speller, "long", &follows);
	if (type.shorts)
		append_word(speller, "short", &follows);
	if (type.chars)
		append_word(speller, "char", &follows);
	if (type.doubles)
		append_word(speller, "double", &follows);
	if (!follows)
		append_word(speller, "int", &follows);
	return true;
}

/* Types of std that are another one's name. */
static bool is_alias(const char *word, size_t size)
{
	static const char *const aliases[] = {
		"string",	 "string_view",	  "istream",   "ostream",  "iostream",
		"ifstream",	 "ofstream",	  "fstream",   "filebuf",  "stringstream",
		"istringstream", "ostringstream", "stringbuf", "streambuf"};

	for (size_t i = 0; i < sizeof(aliases) / sizeof(*aliases); i++) {
		if (is_word(word, size, aliases[i]))
			return true;
	}
	return false;
}

static bool is_in_std(const struct speller *speller)
{
	static const char space[] = "std::";
	const size_t size = strlen(space);
	const char *text = speller->out->data;
	const char *piece = last_byte(speller) == CXXNAME_OPTIONAL_END
				    ? memrchr(text, CXXNAME_OPTIONAL_BEGIN, speller->out->size)
				    : NULL;
	const size_t end = piece ? (size_t)(piece - text) : speller->out->size;

	return end >= size && memcmp(text + end - size, space, size) == 0 &&
	       (end == size || !is_word_byte(text[end - size - 1]));
}

static void spell_word(struct speller *speller)
{
	const size_t size = word_size(speller->at);

	if (spell_number_type(speller))
		return;
	if (is_in_std(speller) && is_alias(speller->at, size)) {
		str_append(speller->out, "basic_");
		str_append_bytes(speller->out, speller->at, size);
		str_append(speller->out, "<char>");
	} else {
		str_append_bytes(speller->out, speller->at, size);
	}
	speller->at += size;
}

/* Arguments that a template of std has anyway. */
static bool is_usual(const char *text)
{
	static const char space[] = "std::";
	static const char *const usual[] = {
		"allocator<", "char_traits<", "less<", "equal_to<", "hash<", "default_delete<",
	};

	if (strncmp(text, space, strlen(space)) != 0)
		return false;
	text += strlen(space);
	text += cxxname_optional_size(text);
	for (size_t i = 0; i < sizeof(usual) / sizeof(*usual); i++) {
		if (strncmp(text, usual[i], strlen(usual[i])) == 0)
			return true;
	}
	return false;
}

/* Bytes of a type's name up to the first sign of a pointer or reference. */
static size_t type_size(const char *type)
{
	const char *end = type;

	while (is_word_byte(*end) || *end == ':' || *end == ' ' || *end == '<' ||
	       *end == CXXNAME_OPTIONAL_BEGIN) {
		const size_t piece = cxxname_optional_size(end);

		end += piece ? piece : *end == '<' ? cxxname_group_size(end) : 1;
	}
	return (size_t)(end - type);
}

/* `const T` -> `T const`; T goes on to the first sign of a pointer or reference. */
static void move_const(struct speller *speller, size_t argument)
{
	static const char word[] = "const ";
	char *text, *end;
	size_t size;

	if (speller->out->size - argument <= strlen(word))
		return;
	text = speller->out->data + argument;
	if (strncmp(text, word, strlen(word)) != 0)
		return;
	end = text + strlen(word);
	end += type_size(end);
	size = (size_t)(end - text) - strlen(word);
	if (size == 0)
		return;
	memmove(text, text + strlen(word), size);
	/* Behind a bracket there is no blank, so one byte less. */
	if (is_word_byte(text[size - 1])) {
		memcpy(text + size, " const", strlen(" const"));
		return;
	}
	memcpy(text + size, "const", strlen("const"));
	memmove(end - 1, end, strlen(end));
	str_truncate(speller->out, speller->out->size - 1);
}

static void finish_argument(struct speller *speller)
{
	const struct bracket *bracket = &speller->brackets[speller->depth - 1];
	struct str *out = speller->out;

	/* Without memory there is nothing to look at. */
	if (!out->data || out->size < bracket->argument)
		return;
	if (bracket->opened == '<' && bracket->argument > bracket->list &&
	    is_usual(out->data + bracket->argument)) {
		str_truncate(out, bracket->argument - 1);
		return;
	}
	move_const(speller, bracket->argument);
}

static void spell_open(struct speller *speller)
{
	str_append_char(speller->out, *speller->at);
	speller->brackets[speller->depth++] = (struct bracket){
		.opened = *speller->at++,
		.list = speller->out->size,
		.argument = speller->out->size,
	};
}

static void spell_close(struct speller *speller)
{
	const struct bracket *bracket;

	finish_argument(speller);
	bracket = &speller->brackets[--speller->depth];
	if (bracket->opened == '(' && speller->out->size == bracket->list + 4 &&
	    ends_with(speller, "(void"))
		str_truncate(speller->out, bracket->list);
	str_append_char(speller->out, *speller->at++);
}

static bool closes(const struct speller *speller)
{
	const char opened = speller->depth ? speller->brackets[speller->depth - 1].opened : '\0';

	if (*speller->at == '>')
		return opened == '<' && last_byte(speller) != '-';
	return *speller->at == ')' && opened == '(';
}

static void spell_comma(struct speller *speller)
{
	struct bracket *bracket = &speller->brackets[speller->depth - 1];

	finish_argument(speller);
	str_append_char(speller->out, *speller->at++);
	bracket->argument = speller->out->size;
}

static void spell_step(struct speller *speller)
{
	const char *at = speller->at;

	if (*at == ' ' || *at == '\t')
		spell_blanks(speller);
	else if (cxxname_at_operator(speller->start, at))
		spell_operator(speller);
	else if (at[0] == ':' && at[1] == ':')
		spell_colons(speller);
	else if (strncmp(at, "[abi:", 5) == 0)
		spell_tag(speller);
	else if (is_word_byte(*at))
		spell_word(speller);
	else if (*at == '<' || *at == '(')
		spell_open(speller);
	else if (closes(speller))
		spell_close(speller);
	else if (*at == ',' && speller->depth)
		spell_comma(speller);
	else
		str_append_char(speller->out, *speller->at++);
}

struct sonde_error *cxxname_spell(const char *name, struct str *out)
{
	struct speller speller = {.start = name, .at = name, .out = out};
	const size_t before = out->size;

	while (*speller.at && strncmp(speller.at, " [clone ", 8) != 0) {
		spell_step(&speller);
		if (speller.depth < DEPTH_MAX)
			continue;
		str_truncate(out, before);
		str_append(out, name);
		break;
	}
	return str_check(out);
}
