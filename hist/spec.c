/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "hist/spec.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/scan.h"
#include "base/str.h"
#include "base/suggest.h"

struct shape_word {
	const char *word;
	enum hist_shape shape;
};

static const struct shape_word shape_words[] = {
	{"log2", HIST_SHAPE_LOG2},  {"linear", HIST_SHAPE_LINEAR}, {"hex", HIST_SHAPE_HEX},
	{"sym", HIST_SHAPE_SYM},    {"errno", HIST_SHAPE_ERRNO},   {"syscall", HIST_SHAPE_SYSCALL},
	{"str", HIST_SHAPE_STRING}, {"enum", HIST_SHAPE_ENUM},
};

#define SHAPE_WORDS (sizeof(shape_words) / sizeof(*shape_words))

const char *hist_shape_word(size_t position)
{
	return position < SHAPE_WORDS ? shape_words[position].word : NULL;
}

static void term_deinit(struct hist_term *term)
{
	free(term->name);
	free(term->other);
}

#define _cleanup_term_ _cleanup_(term_deinit)

void hist_terms_deinit(struct hist_terms *terms)
{
	vec_for_each(&terms->list, term)
		term_deinit(term);
	vec_deinit(&terms->list);
}

struct sonde_error *hist_word_error(enum sonde_error_kind kind, const char *option,
				    const char *text, size_t column, const char *format, ...)
{
	struct sonde_error *error;
	va_list arguments;

	va_start(arguments, format);
	error = sonde_error_at(kind, text, column, format, arguments);
	va_end(arguments);
	return sonde_error_prefix(error, "%s: ", option);
}

/* Where a term is being parsed: a part of the list's text. */
struct part {
	struct hist_terms *terms;
	const char *start;
	size_t size;
};

static struct sonde_error *part_error(const struct part *part, const char *at, const char *format,
				      ...) __attribute__((format(printf, 3, 4)));

static struct sonde_error *part_error(const struct part *part, const char *at, const char *format,
				      ...)
{
	struct sonde_error *error;
	va_list arguments;

	va_start(arguments, format);
	error = sonde_error_at(SONDE_ERROR_SYNTAX, part->terms->text,
			       (size_t)(at - part->terms->text) + 1, format, arguments);
	va_end(arguments);
	return sonde_error_prefix(error, "%s: ", hist_word_option(part->terms->word));
}

static const char *const shapes_hint =
	"A key has one of the shapes .log2 .linear=N .hex .sym .errno .syscall .str .enum.";

/* The width of `linear=N`, at @p at. */
static struct sonde_error *parse_width(const struct part *part, const char *at, const char *end,
				       struct hist_term *term)
{
	struct scan scan = scan_text(part->terms->text);

	scan.at = at;
	if (!scan_u64(&scan, &term->width) || scan.at != end || term->width == 0)
		return sonde_error_hint(
			part_error(part, at, "'%.*s' is no width of buckets.", (int)(end - at), at),
			"Write '.linear=N', N being a number from 1 on.");
	return NULL;
}

/* A word of @p size bytes behind a dot that is nearly a shape. */
static struct sonde_error *check_near_shape(const struct part *part, const char *word, size_t size)
{
	_cleanup_(suggest_deinit) struct suggest suggest = {0};
	_cleanup_free_ char *typed = NULL;
	const bool has_width = memchr(word, '=', size);

	TRY(sonde_strndup(word, has_width ? (size_t)((char *)memchr(word, '=', size) - word) : size,
			  &typed));
	suggest_init(&suggest, typed);
	for (size_t i = 0; i < SHAPE_WORDS; i++)
		suggest_offer(&suggest, shape_words[i].word);
	if (suggest.nearest)
		return sonde_error_hint(
			part_error(part, word, "there is no shape '%s'.", typed),
			"Did you mean '.%s'? A member of this name can be had by another one that "
			"the definition gives it: 'NAME=%.*s.%s'.",
			suggest.nearest, (int)(word - part->start - 1), part->start, typed);
	if (has_width)
		return sonde_error_hint(part_error(part, word, "there is no shape '%s'.", typed),
					"%s", shapes_hint);
	return NULL;
}

/* Take a shape off the end of [start, end); *end is moved to before its dot. */
static struct sonde_error *parse_shape(const struct part *part, const char **end,
				       struct hist_term *term)
{
	const char *dot = *end, *word;
	size_t size;

	while (dot > part->start && dot[-1] != '.')
		dot--;
	if (dot == part->start)
		return NULL;
	word = dot--;
	size = (size_t)(*end - word);
	for (size_t i = 0; i < SHAPE_WORDS; i++) {
		const size_t length = strlen(shape_words[i].word);
		const bool linear = shape_words[i].shape == HIST_SHAPE_LINEAR;

		if (size < length || memcmp(word, shape_words[i].word, length) != 0 ||
		    (size > length && word[length] != '='))
			continue;
		if (linear != (size > length))
			return sonde_error_hint(
				part_error(part, word,
					   linear ? "'.linear' needs the width of its buckets."
						  : "'.%s' takes no number.",
					   shape_words[i].word),
				"%s", shapes_hint);
		if (linear)
			TRY(parse_width(part, word + length + 1, *end, term));
		term->is_shaped = true;
		term->shape = shape_words[i].shape;
		term->shape_column = (size_t)(word - part->terms->text) + 1;
		*end = dot;
		return NULL;
	}
	return check_near_shape(part, word, size);
}

static const char *skip_blanks(const char *at, const char *end)
{
	while (at < end && (*at == ' ' || *at == '\t'))
		at++;
	return at;
}

static const char *drop_blanks(const char *start, const char *end)
{
	while (end > start && (end[-1] == ' ' || end[-1] == '\t'))
		end--;
	return end;
}

/* The name [start, end). */
static struct sonde_error *take_name(const struct part *part, const char *start, const char *end,
				     char **name, size_t *column)
{
	start = skip_blanks(start, end);
	end = drop_blanks(start, end);
	if (start == end)
		return part_error(part, start, "a name is missing here.");
	for (const char *at = start; at < end; at++) {
		if (isspace((unsigned char)*at) || iscntrl((unsigned char)*at))
			return sonde_error_hint(
				part_error(part, at, "names are separated by commas."),
				"Write 'a,b', without blanks.");
	}
	*column = (size_t)(start - part->terms->text) + 1;
	return sonde_strndup(start, (size_t)(end - start), name);
}

static bool takes_shapes(enum hist_word word)
{
	return word == HIST_WORD_BY || word == HIST_WORD_WORST;
}

static struct sonde_error *parse_term(struct part *part)
{
	_cleanup_term_ struct hist_term term = {0};
	const char *end = part->start + part->size;
	const char *equals = NULL;

	part->start = skip_blanks(part->start, end);
	end = drop_blanks(part->start, end);
	if (takes_shapes(part->terms->word))
		TRY(parse_shape(part, &end, &term));
	if (part->terms->word == HIST_WORD_MATCH)
		equals = memchr(part->start, '=', (size_t)(end - part->start));
	if (equals) {
		TRY(take_name(part, equals + 1, end, &term.other, &term.other_column));
		end = equals;
	}
	TRY(take_name(part, part->start, end, &term.name, &term.column));
	TRY(vec_push(&part->terms->list, term));
	term = (struct hist_term){0};
	return NULL;
}

/* Bytes of the term at @p text: up to a comma outside of brackets. */
static size_t term_size(const char *text)
{
	size_t size = 0, depth = 0;

	for (; text[size] && (text[size] != ',' || depth); size++) {
		if (strchr("([<", text[size]))
			depth++;
		else if (strchr(")]", text[size]) ||
			 (text[size] == '>' && (size == 0 || text[size - 1] != '-')))
			depth -= depth > 0;
	}
	return size;
}

struct sonde_error *hist_terms_parse(enum hist_word word, const char *text, struct hist_terms *ret)
{
	_cleanup_hist_terms_ struct hist_terms terms = {.word = word, .text = text};
	const char *at = text;

	while (at) {
		struct part part = {.terms = &terms, .start = at, .size = term_size(at)};

		at += part.size;
		TRY(parse_term(&part));
		at = *at ? at + 1 : NULL;
	}
	*ret = terms;
	terms = (struct hist_terms){0};
	return NULL;
}

struct sonde_error *hist_sort_parse(const char *text, char **name, bool *descending)
{
	static const struct {
		const char *word;
		bool descending;
	} orders[] = {
		{".desc", true}, {".descending", true}, {".asc", false}, {".ascending", false}};
	size_t size = strlen(text);
	bool down = false;

	for (size_t i = 0; i < sizeof(orders) / sizeof(*orders); i++) {
		const size_t length = strlen(orders[i].word);

		if (size >= length && strcmp(text + size - length, orders[i].word) == 0) {
			size -= length;
			down = orders[i].descending;
			break;
		}
	}
	if (size == 0)
		return hist_word_error(SONDE_ERROR_SYNTAX, "--sort", text, 1,
				       "a name is missing here.");
	TRY(sonde_strndup(text, size, name));
	*descending = down;
	return NULL;
}
