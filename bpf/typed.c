/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bpf/typed.h"

#include <inttypes.h>
#include <string.h>

#include "bpf/constant.h"
#include "bpf/typed_check.h"
#include "bpf/typed_name.h"

void filter_typed_deinit(struct filter_typed *typed)
{
	vec_deinit(&typed->nodes);
	typed->expr = NULL;
}

/* Whether what @p node gives is a number of 64 bits without a sign. */
static bool gives_unsigned(const struct filter_typed_node *node)
{
	return node->is_unsigned &&
	       !(node->kind == FILTER_CALCULATED && filter_op_compares(node->op));
}

struct typing {
	const struct filter_expr *expr;
	const struct filter_scope *scope;
	struct filter_typed *typed;
	/** For each node of the expression the typed one that it has become. */
	VEC(size_t) made;
};

static void typing_deinit(struct typing *typing)
{
	vec_deinit(&typing->made);
}

static const struct filter_node *node_at(const struct typing *typing, size_t index)
{
	return &typing->expr->nodes.data[index];
}

static struct filter_typed_node *made_of(const struct typing *typing, size_t index)
{
	return &typing->typed->nodes.data[typing->made.data[index]];
}

static struct sonde_error *push(struct typing *typing, struct filter_typed_node made)
{
	TRY(vec_push(&typing->typed->nodes, made));
	return vec_push(&typing->made, typing->typed->nodes.size - 1);
}

/* The operands of what is made last are known: one number takes their place. */
static struct sonde_error *push_constant(struct typing *typing, size_t first,
					 struct filter_typed_node made)
{
	made.kind = FILTER_CONSTANT;
	made.left = made.right = 0;
	typing->typed->nodes.size = first;
	return push(typing, made);
}

static struct sonde_error *text_misused(const struct typing *typing, const struct filter_node *at,
					size_t operand)
{
	const struct filter_node *node = node_at(typing, operand);
	struct sonde_error *error;

	error = filter_expr_error(typing->expr, SONDE_ERROR_SYNTAX, at->column,
				  node->kind == FILTER_NAME
					  ? "'%s' is a text, and '%s' is for numbers."
					  : "\"%s\" is a text, and '%s' is for numbers.",
				  node->text, filter_op_text(at->op));
	if (at->op == FILTER_NOT || at->op == FILTER_AND || at->op == FILTER_OR)
		return sonde_error_hint(error, "Write %s != \"\".",
					node->kind == FILTER_NAME ? node->text : "NAME");
	return sonde_error_hint(error, "Texts have == and !=, and ~ and !~ for patterns.");
}

/* A text of one character in single quotes, which is a number where one is meant. */
static bool is_character(const struct filter_node *node)
{
	return node->kind == FILTER_TEXT && node->quote == '\'' && node->text[0] && !node->text[1];
}

/* @p operand has to be a number, for the operator of @p node. */
static struct sonde_error *want_number(const struct typing *typing, const struct filter_node *node,
				       size_t operand)
{
	struct filter_typed_node *made = made_of(typing, operand);

	if (!made->is_text)
		return NULL;
	if (!is_character(node_at(typing, operand)))
		return text_misused(typing, node, operand);
	made->kind = FILTER_CONSTANT;
	made->is_text = false;
	made->number = (unsigned char)made->text[0];
	made->text = NULL;
	return NULL;
}

/* The lowest number with a sign, without it. */
#define LOWEST ((uint64_t)1 << 63)

/* Whether a number is written with a `u`. */
static bool has_u(const struct typing *typing, const struct filter_node *node)
{
	for (size_t i = node->column - 1; i < node->end - 1; i++) {
		if ((typing->expr->text[i] | 0x20) == 'u')
			return true;
	}
	return false;
}

/* A number with a `-` before it has a sign, and is that number: it does not wrap around. */
static struct sonde_error *negate_number(const struct typing *typing,
					 const struct filter_node *node,
					 struct filter_typed_node *made)
{
	const struct filter_node *number = node_at(typing, node->left);

	if (node->op != FILTER_NEGATE || number->kind != FILTER_NUMBER || has_u(typing, number))
		return NULL;
	if (number->number > LOWEST)
		return filter_expr_error(typing->expr, SONDE_ERROR_SYNTAX, node->column,
					 "-%" PRIu64 " is more than 64 bits: they go to %" PRId64
					 ".",
					 number->number, INT64_MIN);
	made->is_unsigned = false;
	return NULL;
}

static struct sonde_error *type_unary(struct typing *typing, const struct filter_node *node,
				      struct filter_typed_node made)
{
	const struct filter_typed_node *operand;

	TRY(want_number(typing, node, node->left));
	operand = made_of(typing, node->left);
	made.kind = FILTER_CALCULATED_ONE;
	made.left = typing->made.data[node->left];
	made.is_unsigned = node->op != FILTER_NOT && gives_unsigned(operand);
	TRY(negate_number(typing, node, &made));
	if (operand->kind != FILTER_CONSTANT)
		return push(typing, made);
	made.number = filter_calculate_one(node->op, operand->number);
	return push_constant(typing, made.left, made);
}

/* A number and a text. */
static struct sonde_error *text_and_number(const struct typing *typing,
					   const struct filter_node *node)
{
	const bool is_left = made_of(typing, node->left)->is_text;
	const struct filter_node *text = node_at(typing, is_left ? node->left : node->right);
	const struct filter_node *number = node_at(typing, is_left ? node->right : node->left);
	struct sonde_error *error;

	error = filter_expr_error(typing->expr, SONDE_ERROR_SYNTAX, node->column,
				  "'%s' has a number on the one side and a text on the other.",
				  filter_op_text(node->op));
	if (text->kind == FILTER_TEXT && number->kind == FILTER_NAME)
		return sonde_error_hint(error,
					"'%s' is a number. If it is the address of a text, fetch "
					"that: NAME=%s:string in the definition.",
					number->text, number->text);
	if (text->kind == FILTER_TEXT && is_left == (text->column < number->column) &&
	    strspn(text->text, "0123456789") == strlen(text->text))
		return sonde_error_hint(error, "Write %s without quotes.", text->text);
	if (text->kind == FILTER_NAME && number->kind != FILTER_TEXT)
		return sonde_error_hint(error,
					"'%s' is a text: write what it is compared with "
					"in quotes.",
					text->text);
	return error;
}

static struct sonde_error *type_texts(struct typing *typing, const struct filter_node *node,
				      struct filter_typed_node made)
{
	const struct filter_typed_node *left = made_of(typing, node->left);
	const struct filter_typed_node *right = made_of(typing, node->right);

	TRY(filter_check_texts(&(struct filter_pair){typing->expr, node, left, right}));
	made.kind = FILTER_COMPARED_TEXTS;
	if (left->kind != FILTER_LITERAL || right->kind != FILTER_LITERAL)
		return push(typing, made);
	made.number = (strcmp(left->text, right->text) == 0) == (node->op == FILTER_EQUAL);
	return push_constant(typing, made.left, made);
}

static struct sonde_error *type_match(struct typing *typing, const struct filter_node *node,
				      struct filter_typed_node made)
{
	const struct filter_typed_node *left = made_of(typing, node->left);
	const char *op = filter_op_text(node->op);

	if (left->kind == FILTER_LITERAL)
		return sonde_error_hint(filter_expr_error(typing->expr, SONDE_ERROR_SYNTAX,
							  left->column,
							  "a variable stands before '%s'.", op),
					"Write NAME %s \"PATTERN\".", op);
	if (!left->is_text)
		return sonde_error_hint(
			filter_expr_error(typing->expr, SONDE_ERROR_SYNTAX, node->column,
					  "a number stands before '%s', which is for texts.", op),
			"If it is the address of a text, fetch that: NAME=%s:string in the "
			"definition.",
			node_at(typing, node->left)->kind == FILTER_NAME
				? node_at(typing, node->left)->text
				: "VARIABLE");
	if (made_of(typing, node->right)->kind != FILTER_LITERAL)
		return sonde_error_hint(
			filter_expr_error(typing->expr, SONDE_ERROR_SYNTAX,
					  made_of(typing, node->right)->column,
					  "a pattern in quotes has to stand behind '%s'.", op),
			"Write NAME %s \"*.log\".", op);
	TRY(filter_check_pattern(typing->expr, node_at(typing, node->right)));
	TRY(filter_check_texts(
		&(struct filter_pair){typing->expr, node, left, made_of(typing, node->right)}));
	made.kind = FILTER_MATCHED;
	return push(typing, made);
}

static bool is_shift(enum filter_op op)
{
	return op == FILTER_SHIFT_LEFT || op == FILTER_SHIFT_RIGHT;
}

static struct sonde_error *type_numbers(struct typing *typing, const struct filter_node *node,
					struct filter_typed_node made)
{
	const bool is_condition = node->op == FILTER_AND || node->op == FILTER_OR;
	const struct filter_typed_node *left, *right;

	TRY(want_number(typing, node, node->left));
	TRY(want_number(typing, node, node->right));
	left = made_of(typing, node->left);
	right = made_of(typing, node->right);
	TRY(filter_check_pair(&(struct filter_pair){typing->expr, node, left, right}));
	made.kind = FILTER_CALCULATED;
	made.is_unsigned = !is_condition &&
			   (gives_unsigned(left) || (!is_shift(node->op) && gives_unsigned(right)));
	if (left->kind != FILTER_CONSTANT)
		return push(typing, made);
	/* What stands behind is not reached. */
	if (is_condition && !left->number == (node->op == FILTER_AND)) {
		made.number = node->op == FILTER_OR;
		return push_constant(typing, made.left, made);
	}
	if (right->kind != FILTER_CONSTANT)
		return push(typing, made);
	made.number = filter_calculate(node->op, made.is_unsigned, left->number, right->number);
	made.is_unsigned = gives_unsigned(&made);
	return push_constant(typing, made.left, made);
}

static struct sonde_error *type_binary(struct typing *typing, const struct filter_node *node,
				       struct filter_typed_node made)
{
	const bool is_match = node->op == FILTER_MATCHES || node->op == FILTER_MATCHES_NOT;
	const bool is_equality = node->op == FILTER_EQUAL || node->op == FILTER_UNEQUAL;
	const struct filter_typed_node *left = made_of(typing, node->left);
	const struct filter_typed_node *right = made_of(typing, node->right);
	bool left_is_text, right_is_text;

	made.left = typing->made.data[node->left];
	made.right = typing->made.data[node->right];
	if (is_match)
		return type_match(typing, node, made);
	left_is_text = left->is_text && !is_character(node_at(typing, node->left));
	right_is_text = right->is_text && !is_character(node_at(typing, node->right));
	if (!is_equality || (!left_is_text && !right_is_text))
		return type_numbers(typing, node, made);
	if (!left->is_text || !right->is_text)
		return text_and_number(typing, node);
	return type_texts(typing, node, made);
}

static struct sonde_error *type_node(struct typing *typing, size_t index)
{
	const struct filter_node *node = node_at(typing, index);
	struct filter_typed_node made = {.op = node->op, .column = node->column, .end = node->end};

	switch (node->kind) {
	case FILTER_NUMBER:
		made.kind = FILTER_CONSTANT;
		made.number = node->number;
		made.is_unsigned = node->is_unsigned;
		return push(typing, made);
	case FILTER_TEXT:
		made.kind = FILTER_LITERAL;
		made.text = node->text;
		made.is_text = true;
		return push(typing, made);
	case FILTER_NAME:
		TRY(filter_name_find(typing->expr, index, typing->scope, &made));
		return push(typing, made);
	case FILTER_UNARY:
		return type_unary(typing, node, made);
	default:
		return type_binary(typing, node, made);
	}
}

/* The whole has to be true or false. */
static struct sonde_error *check_whole(struct typing *typing)
{
	const size_t whole = typing->expr->nodes.size - 1;
	const struct filter_typed_node *made = made_of(typing, whole);
	const struct filter_node *node = node_at(typing, whole);

	if (!made->is_text)
		return NULL;
	return sonde_error_hint(filter_expr_error(typing->expr, SONDE_ERROR_SYNTAX, node->column,
						  "a text is neither true nor false."),
				"Write %s == \"%s\".",
				node->kind == FILTER_NAME ? node->text : "NAME",
				node->kind == FILTER_NAME ? "TEXT" : node->text);
}

struct sonde_error *filter_typed_make(const struct filter_expr *expr,
				      const struct filter_scope *scope, struct filter_typed *ret)
{
	_cleanup_filter_typed_ struct filter_typed typed = {.expr = expr};
	_cleanup_(typing_deinit) struct typing typing = {
		.expr = expr, .scope = scope, .typed = &typed};

	for (size_t i = 0; i < expr->nodes.size; i++)
		TRY(type_node(&typing, i));
	TRY(check_whole(&typing));
	*ret = typed;
	typed = (struct filter_typed){0};
	return NULL;
}
