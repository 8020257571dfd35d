/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "hist/filter.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/scan.h"
#include "base/str.h"
#include "hist/limits.h"
#include "hist/spec.h"

static void test_deinit(struct hist_test *test)
{
	free(test->name);
	free(test->value);
	*test = (struct hist_test){0};
}

#define _cleanup_test_ _cleanup_(test_deinit)

void hist_filter_deinit(struct hist_filter *filter)
{
	vec_for_each(&filter->nodes, node)
		test_deinit(&node->test);
	vec_deinit(&filter->nodes);
	filter->text = NULL;
}

/* Longer ones come before what they begin with. */
static const struct {
	const char *text;
	enum hist_operator op;
} operators[] = {
	{"==", HIST_EQUAL},	    {"!=", HIST_UNEQUAL}, {"<=", HIST_LESS_EQUAL},
	{">=", HIST_GREATER_EQUAL}, {"<", HIST_LESS},	  {">", HIST_GREATER},
	{"&", HIST_HAS_BITS},	    {"~", HIST_MATCHES},
};

#define OPERATORS (sizeof(operators) / sizeof(*operators))

const char *hist_operator_text(enum hist_operator op)
{
	size_t i = 0;

	while (operators[i].op != op)
		i++;
	return operators[i].text;
}

struct parser {
	struct scan scan;
	struct hist_filter *filter;
	unsigned depth;
};

static struct sonde_error *fail(const struct parser *parser, const char *at, const char *format,
				...) __attribute__((format(printf, 3, 4)));

static struct sonde_error *fail(const struct parser *parser, const char *at, const char *format,
				...)
{
	struct sonde_error *error;
	va_list arguments;

	va_start(arguments, format);
	error = sonde_error_at(SONDE_ERROR_SYNTAX, parser->scan.text,
			       (size_t)(at - parser->scan.text) + 1, format, arguments);
	va_end(arguments);
	return sonde_error_prefix(error, "--if: ");
}

static void skip_blanks(struct parser *parser)
{
	while (isspace((unsigned char)*parser->scan.at))
		parser->scan.at++;
}

static struct sonde_error *push(struct hist_filter *filter, enum hist_node_kind kind, size_t left,
				size_t right)
{
	return vec_push(&filter->nodes,
			(struct hist_node){.kind = kind, .left = left, .right = right});
}

static size_t last_node(const struct hist_filter *filter)
{
	return filter->nodes.size - 1;
}

/* Bytes of a name: identifiers, members of theirs, elements, `$` and `%` in front. */
static size_t name_size(const char *at)
{
	size_t size = *at == '$' || *at == '%';

	for (;;) {
		while (isalnum((unsigned char)at[size]) || at[size] == '_')
			size++;
		if (size && at[size] == '-' && at[size + 1] == '>')
			size += 2;
		else if (size && at[size] == ':' && at[size + 1] == ':')
			size += 2;
		else if (size && at[size] == '.')
			size++;
		else if (size && at[size] == '[' && strchr(at + size, ']'))
			size = (size_t)(strchr(at + size, ']') - at) + 1;
		else
			return size;
	}
}

static struct sonde_error *parse_name(struct parser *parser, struct hist_test *test)
{
	const char *start = parser->scan.at;
	const size_t size = name_size(start);

	if (size == 0 && *start == '\0')
		return sonde_error_hint(fail(parser, start, "a name is missing here."),
					"Write NAME OPERATOR VALUE, as in 'count > 4096'.");
	if (size == 0)
		return sonde_error_hint(fail(parser, start, "'%c' begins no name.", *start),
					"Write NAME OPERATOR VALUE, as in 'count > 4096'.");
	if (isdigit((unsigned char)*start))
		return sonde_error_hint(fail(parser, start, "the name comes before the value."),
					"Write 'NAME > 0' instead of '0 < NAME'.");
	test->name_column = scan_column(&parser->scan);
	parser->scan.at += size;
	return sonde_strndup(start, size, &test->name);
}

static struct sonde_error *parse_operator(struct parser *parser, struct hist_test *test)
{
	const char *start = parser->scan.at;

	test->operator_column = scan_column(&parser->scan);
	for (size_t i = 0; i < OPERATORS; i++) {
		if (strncmp(start, "&&", 2) != 0 &&
		    scan_literal(&parser->scan, operators[i].text)) {
			test->op = operators[i].op;
			return NULL;
		}
	}
	if (*start == '=')
		return sonde_error_hint(fail(parser, start, "'=' is no operator."),
					"Did you mean '=='?");
	return sonde_error_hint(
		fail(parser, start, "an operator is missing behind '%s'.", test->name),
		"Write '%s != 0', or another of == != < <= > >= & ~.", test->name);
}

/* A value in quotes; a backslash takes the quote, or itself, into it. */
static struct sonde_error *parse_quoted(struct parser *parser, struct hist_test *test)
{
	_cleanup_str_ struct str value = STR_INIT;
	const char *start = parser->scan.at, *at = start + 1;

	for (; *at && *at != *start; at++) {
		/* A pattern has backslashes of its own. */
		if (at[0] == '\\' && at[1] == '\\') {
			str_append(&value, test->op == HIST_MATCHES ? "\\\\" : "\\");
			at++;
			continue;
		}
		if (at[0] == '\\' && at[1] == *start)
			at++;
		else if (iscntrl((unsigned char)*at))
			return fail(parser, at, "a text cannot have control characters.");
		str_append_char(&value, *at);
	}
	if (!*at)
		return fail(parser, start, "the quote is not closed.");
	test->quote = *start;
	parser->scan.at = at + 1;
	return str_take(&value, &test->value);
}

static struct sonde_error *parse_value(struct parser *parser, struct hist_test *test)
{
	const char *start = parser->scan.at;
	size_t size;

	test->value_column = scan_column(&parser->scan);
	if (*start == '"' || *start == '\'')
		return parse_quoted(parser, test);
	size = strcspn(start, " \t\n()&|=<>\"'");
	if (size == 0)
		return sonde_error_hint(fail(parser, start, "a value is missing here."),
					"Write a number, a name for one, or a text in quotes.");
	for (size_t i = 0; i < size; i++) {
		if (iscntrl((unsigned char)start[i]))
			return fail(parser, start + i, "a text cannot have control characters.");
	}
	parser->scan.at += size;
	return sonde_strndup(start, size, &test->value);
}

static struct sonde_error *parse_test(struct parser *parser)
{
	_cleanup_test_ struct hist_test test = {0};

	TRY(parse_name(parser, &test));
	skip_blanks(parser);
	TRY(parse_operator(parser, &test));
	skip_blanks(parser);
	TRY(parse_value(parser, &test));
	TRY(push(parser->filter, HIST_NODE_TEST, 0, 0));
	vec_last(&parser->filter->nodes)->test = test;
	test = (struct hist_test){0};
	return NULL;
}

static struct sonde_error *parse_or(struct parser *parser);

/* Behind a `(`. */
static struct sonde_error *parse_inner(struct parser *parser, const char *open)
{
	if (++parser->depth > HIST_DEPTH_MAX)
		return fail(parser, open, "there are more than %d parentheses within each other.",
			    HIST_DEPTH_MAX);
	TRY(parse_or(parser));
	parser->depth--;
	skip_blanks(parser);
	if (!scan_char(&parser->scan, ')'))
		return fail(parser, open, "the parenthesis is not closed.");
	return NULL;
}

static struct sonde_error *parse_unit(struct parser *parser)
{
	bool negated = false;

	skip_blanks(parser);
	while (*parser->scan.at == '!' && parser->scan.at[1] != '=') {
		negated = !negated;
		parser->scan.at++;
		skip_blanks(parser);
		if (*parser->scan.at != '(' && *parser->scan.at != '!')
			return sonde_error_hint(fail(parser, parser->scan.at,
						     "a parenthesis is missing behind '!'."),
						"Write '!(NAME == VALUE)', or 'NAME != VALUE'.");
	}
	if (*parser->scan.at == '(') {
		const char *open = parser->scan.at++;

		TRY(parse_inner(parser, open));
	} else {
		TRY(parse_test(parser));
	}
	if (negated)
		return push(parser->filter, HIST_NODE_NOT, last_node(parser->filter), 0);
	return NULL;
}

static struct sonde_error *parse_and(struct parser *parser)
{
	TRY(parse_unit(parser));
	for (;;) {
		const size_t left = last_node(parser->filter);

		skip_blanks(parser);
		if (!scan_literal(&parser->scan, "&&"))
			return NULL;
		TRY(parse_unit(parser));
		TRY(push(parser->filter, HIST_NODE_AND, left, last_node(parser->filter)));
	}
}

static struct sonde_error *parse_or(struct parser *parser)
{
	TRY(parse_and(parser));
	for (;;) {
		const size_t left = last_node(parser->filter);

		skip_blanks(parser);
		if (!scan_literal(&parser->scan, "||"))
			return NULL;
		TRY(parse_and(parser));
		TRY(push(parser->filter, HIST_NODE_OR, left, last_node(parser->filter)));
	}
}

/* Behind a whole expression: what a person may have meant with what follows. */
static struct sonde_error *check_end(const struct parser *parser)
{
	const char *at = parser->scan.at;

	if (!*at)
		return NULL;
	if (*at == ')')
		return fail(parser, at, "this parenthesis closes nothing.");
	if (*at == '|' || *at == '&')
		return sonde_error_hint(fail(parser, at, "'%c' is no operator here.", *at),
					"Conditions are joined by '&&' and '||'.");
	if (strchr("=<>!", *at))
		return sonde_error_hint(
			fail(parser, at, "a test has one operator."),
			"'NAME & BITS' is true if any of the bits is set; it is not "
			"compared with anything.");
	return sonde_error_hint(fail(parser, at, "'&&' or '||' is missing here."),
				"A text with blanks stands in quotes: NAME == \"a b\".");
}

struct sonde_error *hist_filter_parse(const char *text, struct hist_filter *ret)
{
	_cleanup_hist_filter_ struct hist_filter filter = {.text = text};
	struct parser parser = {.filter = &filter};

	if (text && strlen(text) > HIST_LINE_MAX)
		return sonde_error_new(SONDE_ERROR_SYNTAX,
				       "--if: an expression of %zu bytes; the kernel takes %d.",
				       strlen(text), HIST_LINE_MAX);
	if (text) {
		parser.scan = scan_text(text);
		TRY(parse_or(&parser));
		skip_blanks(&parser);
		TRY(check_end(&parser));
	}
	*ret = filter;
	filter = (struct hist_filter)HIST_FILTER_INIT;
	return NULL;
}

void hist_nodes_deinit(struct hist_nodes *nodes)
{
	vec_deinit(nodes);
}

struct sonde_error *hist_filter_parts(const struct hist_filter *filter, struct hist_nodes *ret)
{
	_cleanup_hist_nodes_ struct hist_nodes waiting = VEC_INIT;

	if (filter->nodes.size)
		TRY(vec_push(&waiting, last_node(filter)));
	/* The left one is taken last, and so stands first. */
	while (waiting.size) {
		const size_t node = waiting.data[--waiting.size];

		if (filter->nodes.data[node].kind == HIST_NODE_AND) {
			TRY(vec_push(&waiting, filter->nodes.data[node].right));
			TRY(vec_push(&waiting, filter->nodes.data[node].left));
		} else {
			TRY(vec_push(ret, node));
		}
	}
	return NULL;
}

struct sonde_error *hist_filter_tests(const struct hist_filter *filter, size_t node,
				      struct hist_nodes *ret)
{
	_cleanup_hist_nodes_ struct hist_nodes waiting = VEC_INIT;

	TRY(vec_push(&waiting, node));
	while (waiting.size) {
		const size_t at = waiting.data[--waiting.size];
		const struct hist_node *here = &filter->nodes.data[at];

		if (here->kind == HIST_NODE_TEST) {
			TRY(vec_push(ret, at));
			continue;
		}
		if (here->kind != HIST_NODE_NOT)
			TRY(vec_push(&waiting, here->right));
		TRY(vec_push(&waiting, here->left));
	}
	return NULL;
}
