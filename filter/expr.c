/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "filter/expr.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/scan.h"
#include "filter/token.h"

static void node_deinit(struct filter_node *node)
{
	free(node->text);
	*node = (struct filter_node){0};
}

#define _cleanup_node_ _cleanup_(node_deinit)

void filter_expr_deinit(struct filter_expr *expr)
{
	vec_for_each(&expr->nodes, node)
		node_deinit(node);
	vec_deinit(&expr->nodes);
	expr->text = NULL;
}

/* Those with two operands; which binds closer, as C has it. Longer ones come before what they begin
 * with. */
static const struct {
	const char *text;
	enum filter_op op;
	unsigned binds;
} operators[] = {
	{"||", FILTER_OR, 1},
	{"&&", FILTER_AND, 2},
	{"|", FILTER_BIT_OR, 3},
	{"^", FILTER_BIT_XOR, 4},
	{"&", FILTER_BIT_AND, 5},
	{"==", FILTER_EQUAL, 6},
	{"!=", FILTER_UNEQUAL, 6},
	{"!~", FILTER_MATCHES_NOT, 6},
	{"~", FILTER_MATCHES, 6},
	{"<<", FILTER_SHIFT_LEFT, 8},
	{">>", FILTER_SHIFT_RIGHT, 8},
	{"<=", FILTER_LESS_EQUAL, 7},
	{">=", FILTER_GREATER_EQUAL, 7},
	{"<", FILTER_LESS, 7},
	{">", FILTER_GREATER, 7},
	{"+", FILTER_ADD, 9},
	{"-", FILTER_SUBTRACT, 9},
	{"*", FILTER_MULTIPLY, 10},
	{"/", FILTER_DIVIDE, 10},
	{"%", FILTER_REMAINDER, 10},
	/* With one operand, these bind closest. */
	{"!", FILTER_NOT, 11},
	{"~", FILTER_COMPLEMENT, 11},
	{"-", FILTER_NEGATE, 11},
};

#define OPERATORS (sizeof(operators) / sizeof(*operators))

const char *filter_op_text(enum filter_op op)
{
	size_t i = 0;

	while (operators[i].op != op)
		i++;
	return operators[i].text;
}

bool filter_op_compares(enum filter_op op)
{
	return op >= FILTER_EQUAL && op <= FILTER_GREATER_EQUAL;
}

struct sonde_error *filter_expr_error(const struct filter_expr *expr, enum sonde_error_kind kind,
				      size_t column, const char *format, ...)
{
	struct sonde_error *error;
	va_list arguments;

	va_start(arguments, format);
	error = sonde_error_at(kind, expr->text, column, format, arguments);
	va_end(arguments);
	return sonde_error_prefix(error, "--if: ");
}

/* An operand that was parsed. */
struct operand {
	/** Index of its node. */
	size_t node;
	/** In parentheses: how its operators bind is settled. */
	bool is_grouped;
};

struct parser {
	struct scan scan;
	struct filter_expr *expr;
	unsigned depth;
	/** Behind `~`: a text is a pattern. */
	bool in_pattern;
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

/* Append @p node, which is taken over. */
static struct sonde_error *push(struct parser *parser, struct filter_node *node,
				struct operand *ret)
{
	if (parser->expr->nodes.size == FILTER_NODES_MAX)
		return fail(parser, parser->scan.text + node->column - 1,
			    "more than %d operators and operands.", FILTER_NODES_MAX);
	TRY(vec_push(&parser->expr->nodes, *node));
	*node = (struct filter_node){0};
	*ret = (struct operand){.node = parser->expr->nodes.size - 1};
	return NULL;
}

/* Whether a `*` stands before @p at: the end of a pattern without quotes, perhaps. */
static bool is_behind_star(const struct parser *parser, const char *at)
{
	while (at > parser->scan.text && isspace((unsigned char)at[-1]))
		at--;
	return at > parser->scan.text && at[-1] == '*';
}

static struct sonde_error *no_operand(const struct parser *parser, const char *at)
{
	const char *hint = "Write an expression as in C: 'count > 4096 && comm == \"cat\"'.";
	struct sonde_error *error;

	if (*at && (strchr("*?/.[", *at) || is_behind_star(parser, at)))
		hint = "Texts and patterns stand in quotes: name ~ \"*.log\". What a pointer p "
		       "points to is p[0].";
	else if (is_behind_star(parser, at))
		hint = "Texts and patterns stand in quotes: name ~ \"*.log\".";
	if (*at == ')')
		error = fail(parser, at, "a name or a value is missing before ')'.");
	else if (*at == '&')
		error = fail(parser, at, "there are no addresses of variables.");
	else if (!*at || iscntrl((unsigned char)*at) || (unsigned char)*at >= 0x80)
		error = fail(parser, at, "a name or a value is missing here.");
	else
		error = fail(parser, at, "'%c' begins no name and no value.", *at);
	return sonde_error_hint(error, "%s", hint);
}

/* NUMBER, TEXT or NAME. */
static struct sonde_error *parse_leaf(struct parser *parser, struct operand *ret)
{
	_cleanup_node_ struct filter_node node = {0};
	const char *start = parser->scan.at;

	node.column = scan_column(&parser->scan);
	if (filter_token_nul(&parser->scan)) {
		node.kind = FILTER_NUMBER;
	} else if (*start == '"' || *start == '\'') {
		node.kind = FILTER_TEXT;
		node.quote = *start;
		TRY(filter_token_text(&parser->scan, parser->in_pattern, &node.text));
	} else if (isdigit((unsigned char)*start)) {
		node.kind = FILTER_NUMBER;
		TRY(filter_token_number(&parser->scan, &node.number, &node.is_unsigned));
	} else if (filter_token_begins_name(start)) {
		node.kind = FILTER_NAME;
		TRY(filter_token_name(&parser->scan, &node.text));
	} else {
		return no_operand(parser, start);
	}
	node.end = scan_column(&parser->scan);
	return push(parser, &node, ret);
}

static struct sonde_error *parse_binary(struct parser *parser, unsigned binds, struct operand *ret);

static struct sonde_error *enter(struct parser *parser, const char *at)
{
	if (++parser->depth > FILTER_DEPTH_MAX)
		return fail(parser, at, "more than %d parentheses or operators within each other.",
			    FILTER_DEPTH_MAX);
	return NULL;
}

/* Behind a `(`. */
static struct sonde_error *parse_group(struct parser *parser, const char *open, struct operand *ret)
{
	TRY(enter(parser, open));
	TRY(parse_binary(parser, 1, ret));
	parser->depth--;
	skip_blanks(parser);
	if (!scan_char(&parser->scan, ')'))
		return *parser->scan.at ? fail(parser, parser->scan.at,
					       "an operator is missing here, or a ')'.")
					: fail(parser, open, "the parenthesis is not closed.");
	ret->is_grouped = true;
	return NULL;
}

static bool find_unary(char c, enum filter_op *ret)
{
	static const enum filter_op ops[] = {FILTER_NOT, FILTER_COMPLEMENT, FILTER_NEGATE};

	for (size_t i = 0; i < sizeof(ops) / sizeof(*ops); i++) {
		if (*filter_op_text(ops[i]) == c) {
			*ret = ops[i];
			return true;
		}
	}
	return false;
}

static struct sonde_error *parse_unary(struct parser *parser, struct operand *ret)
{
	struct filter_node node = {.kind = FILTER_UNARY};
	const char *start;

	skip_blanks(parser);
	start = parser->scan.at;
	node.column = scan_column(&parser->scan);
	if (scan_char(&parser->scan, '('))
		return parse_group(parser, start, ret);
	if (*start != '+' && !find_unary(*start, &node.op))
		return parse_leaf(parser, ret);
	parser->scan.at++;
	TRY(enter(parser, start));
	TRY(parse_unary(parser, ret));
	parser->depth--;
	if (*start == '+')
		return NULL;
	node.left = ret->node;
	node.end = scan_column(&parser->scan);
	return push(parser, &node, ret);
}

/* Whether an operator with two operands comes, and which; a word or a slip is told. */
static struct sonde_error *peek_operator(const struct parser *parser, size_t *ret)
{
	const char *at = parser->scan.at;

	*ret = OPERATORS;
	if (strncmp(at, "=~", 2) == 0)
		return sonde_error_hint(fail(parser, at, "'=~' is no operator."),
					"Did you mean '~'?");
	if (*at == '=' && at[1] != '=')
		return sonde_error_hint(fail(parser, at, "'=' is no operator."),
					"Did you mean '=='?");
	if (strncmp(at, "===", 3) == 0 || strncmp(at, "!==", 3) == 0)
		return sonde_error_hint(fail(parser, at, "'%.3s' is no operator.", at),
					"Did you mean '%.2s'?", at);
	for (size_t i = 0; i < OPERATORS && operators[i].op < FILTER_NOT; i++) {
		if (strncmp(at, operators[i].text, strlen(operators[i].text)) == 0) {
			*ret = i;
			break;
		}
	}
	return NULL;
}

static unsigned binds_of(enum filter_op op)
{
	size_t i = 0;

	while (operators[i].op != op)
		i++;
	return operators[i].binds;
}

/* What C understands in a way that people do not. */
static bool is_misleading(enum filter_op outer, const struct filter_node *inner, bool is_left)
{
	const bool is_bits = outer == FILTER_BIT_AND || outer == FILTER_BIT_OR ||
			     outer == FILTER_BIT_XOR;
	const bool is_shift = outer == FILTER_SHIFT_LEFT || outer == FILTER_SHIFT_RIGHT;

	if (inner->kind == FILTER_UNARY)
		return is_left && inner->op == FILTER_NOT && binds_of(outer) > 2;
	if (inner->kind != FILTER_BINARY)
		return false;
	if (is_bits || filter_op_compares(outer))
		return filter_op_compares(inner->op);
	return is_shift && (inner->op == FILTER_ADD || inner->op == FILTER_SUBTRACT);
}

static struct sonde_error *check_operand(const struct parser *parser,
					 const struct filter_node *outer,
					 const struct operand *operand, bool is_left)
{
	const struct filter_node *inner = &parser->expr->nodes.data[operand->node];
	struct sonde_error *error;

	if (operand->is_grouped || !is_misleading(outer->op, inner, is_left))
		return NULL;
	error = fail(parser, parser->scan.text + outer->column - 1,
		     "'%s' and '%s' need parentheses here, as C takes them otherwise than they "
		     "look.",
		     filter_op_text(is_left ? inner->op : outer->op),
		     filter_op_text(is_left ? outer->op : inner->op));
	if (inner->op == FILTER_NOT)
		return sonde_error_hint(error, "Write !(A %s B), or (!A) %s B.",
					filter_op_text(outer->op), filter_op_text(outer->op));
	if (filter_op_compares(outer->op))
		return sonde_error_hint(error, "Write A %s B && B %s C.", filter_op_text(inner->op),
					filter_op_text(outer->op));
	if (is_left)
		return sonde_error_hint(error, "Write A %s (B %s C), or (A %s B) %s C.",
					filter_op_text(inner->op), filter_op_text(outer->op),
					filter_op_text(inner->op), filter_op_text(outer->op));
	return sonde_error_hint(error, "Write (A %s B) %s C, or A %s (B %s C).",
				filter_op_text(outer->op), filter_op_text(inner->op),
				filter_op_text(outer->op), filter_op_text(inner->op));
}

/* Operators that bind at least as close as @p binds, the left ones first. */
static struct sonde_error *parse_binary(struct parser *parser, unsigned binds, struct operand *ret)
{
	TRY(parse_unary(parser, ret));
	for (;;) {
		struct filter_node node = {.kind = FILTER_BINARY, .left = ret->node};
		struct operand right;
		size_t found;

		skip_blanks(parser);
		TRY(peek_operator(parser, &found));
		if (found == OPERATORS || operators[found].binds < binds)
			return NULL;
		node.op = operators[found].op;
		node.column = scan_column(&parser->scan);
		TRY(check_operand(parser, &node, ret, true));
		parser->scan.at += strlen(operators[found].text);
		parser->in_pattern = node.op == FILTER_MATCHES || node.op == FILTER_MATCHES_NOT;
		TRY(parse_binary(parser, operators[found].binds + 1, &right));
		TRY(check_operand(parser, &node, &right, false));
		node.right = right.node;
		node.end = scan_column(&parser->scan);
		TRY(push(parser, &node, ret));
	}
}

/* Behind a whole expression: what a person may have meant with what follows. */
static struct sonde_error *check_end(const struct parser *parser)
{
	static const char *const words[][2] = {{"and", "&&"}, {"or", "||"}, {"eq", "=="},
					       {"ne", "!="},  {"mod", "%"}, {"lt", "<"},
					       {"gt", ">"},   {"like", "~"}};
	const char *at = parser->scan.at;
	size_t size = 0;

	if (!*at)
		return NULL;
	if (*at == ')')
		return fail(parser, at, "this parenthesis closes nothing.");
	if (*at == '?' || *at == ':')
		return sonde_error_hint(fail(parser, at, "'%c' is no operator here.", *at),
					"A ? B : C is (A && B) || (!A && C).");
	while (isalnum((unsigned char)at[size]) || at[size] == '_')
		size++;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		if (strlen(words[i][0]) == size && strncasecmp(at, words[i][0], size) == 0)
			return sonde_error_hint(
				fail(parser, at, "'%s' is no operator.", words[i][0]),
				"Did you mean '%s'?", words[i][1]);
	}
	if (*at == '(' || (at > parser->scan.text && at[-1] == ')'))
		return sonde_error_hint(fail(parser, at, "an operator is missing here."),
					"There are no functions, and casts stand in the "
					"definition: NAME=(u32)VARIABLE.");
	return sonde_error_hint(fail(parser, at, "an operator is missing here."),
				"Conditions are joined by '&&' and '||'; texts and patterns stand "
				"in quotes.");
}

struct sonde_error *filter_expr_parse(const char *text, struct filter_expr *ret)
{
	_cleanup_filter_expr_ struct filter_expr expr = {.text = text};
	struct parser parser = {.scan = scan_text(text), .expr = &expr};
	struct operand whole;

	TRY(parse_binary(&parser, 1, &whole));
	skip_blanks(&parser);
	TRY(check_end(&parser));
	*ret = expr;
	expr = (struct filter_expr){0};
	return NULL;
}
