/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "hist/filter.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "filter/expr.h"
#include "hist/limits.h"

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

/* `!~` is a `~` that is negated. */
static const struct {
	enum filter_op written;
	enum hist_operator op;
} operators[] = {
	{FILTER_EQUAL, HIST_EQUAL},	    {FILTER_UNEQUAL, HIST_UNEQUAL},
	{FILTER_LESS, HIST_LESS},	    {FILTER_LESS_EQUAL, HIST_LESS_EQUAL},
	{FILTER_GREATER, HIST_GREATER},	    {FILTER_GREATER_EQUAL, HIST_GREATER_EQUAL},
	{FILTER_BIT_AND, HIST_HAS_BITS},    {FILTER_MATCHES, HIST_MATCHES},
	{FILTER_MATCHES_NOT, HIST_MATCHES},
};

#define OPERATORS (sizeof(operators) / sizeof(*operators))

const char *hist_operator_text(enum hist_operator op)
{
	size_t i = 0;

	while (operators[i].op != op)
		i++;
	return filter_op_text(operators[i].written);
}

static bool find_operator(enum filter_op written, enum hist_operator *ret)
{
	for (size_t i = 0; i < OPERATORS; i++) {
		if (operators[i].written == written) {
			*ret = operators[i].op;
			return true;
		}
	}
	return false;
}

/* An expression on its way to tests. */
struct taking {
	const struct filter_expr *expr;
	struct hist_filter *filter;
};

static const struct filter_node *node_at(const struct taking *taking, size_t index)
{
	return &taking->expr->nodes.data[index];
}

static struct sonde_error *push(struct taking *taking, enum hist_node_kind kind, size_t left,
				size_t right)
{
	return vec_push(&taking->filter->nodes,
			(struct hist_node){.kind = kind, .left = left, .right = right});
}

static size_t last_node(const struct hist_filter *filter)
{
	return filter->nodes.size - 1;
}

static struct sonde_error *no_calculation(const struct taking *taking,
					  const struct filter_node *node)
{
	return sonde_error_hint(filter_expr_error(taking->expr, SONDE_ERROR_UNAVAILABLE,
						  node->column,
						  "the kernel's own filter does not calculate."),
				"It compares a name with a number or with a text in quotes, as in "
				"'count > 4096'.");
}

/* What stands where a test should. */
static struct sonde_error *no_test(const struct taking *taking, const struct filter_node *node)
{
	if (node->kind == FILTER_NAME)
		return sonde_error_hint(
			filter_expr_error(taking->expr, SONDE_ERROR_SYNTAX, node->end,
					  "an operator is missing behind '%s'.", node->text),
			"Write '%s != 0', or another of == != < <= > >= & ~.", node->text);
	if (node->kind == FILTER_NUMBER || node->kind == FILTER_TEXT)
		return sonde_error_hint(filter_expr_error(taking->expr, SONDE_ERROR_SYNTAX,
							  node->column,
							  "a value alone is no test."),
					"Write NAME OPERATOR VALUE, as in 'count > 4096'.");
	return no_calculation(taking, node);
}

static struct sonde_error *take_name(const struct taking *taking, const struct filter_node *node,
				     struct hist_test *test)
{
	if (node->kind == FILTER_NUMBER || node->kind == FILTER_TEXT)
		return sonde_error_hint(filter_expr_error(taking->expr, SONDE_ERROR_SYNTAX,
							  node->column,
							  "the name comes before the value."),
					"Write 'NAME > 0' instead of '0 < NAME'.");
	if (node->kind == FILTER_BINARY && node->op == FILTER_BIT_AND)
		return sonde_error_hint(
			filter_expr_error(taking->expr, SONDE_ERROR_UNAVAILABLE,
					  test->operator_column,
					  "the kernel's own filter has one operator in a test."),
			"'NAME & BITS' is true if any of the bits is set; it is not compared with "
			"anything.");
	if (node->kind != FILTER_NAME)
		return no_calculation(taking, node);
	test->name_column = node->column;
	return sonde_strdup(node->text, &test->name);
}

/* The digits of a number as they are written. */
static void print_digits(const struct taking *taking, const struct filter_node *node,
			 struct str *out)
{
	str_append_bytes(out, taking->expr->text + node->column - 1, node->end - node->column);
}

static struct sonde_error *take_value(const struct taking *taking, const struct filter_node *node,
				      struct hist_test *test)
{
	const struct filter_node *leaf = node;
	_cleanup_str_ struct str value = STR_INIT;

	if (node->kind == FILTER_UNARY && node->op == FILTER_NEGATE) {
		leaf = node_at(taking, node->left);
		str_append_char(&value, '-');
	}
	if ((leaf->kind != FILTER_NUMBER && leaf->kind != FILTER_NAME &&
	     leaf->kind != FILTER_TEXT) ||
	    (leaf->kind == FILTER_TEXT && leaf != node))
		return no_calculation(taking, node);
	test->value_column = node->column;
	test->quote = leaf->quote;
	test->is_number = leaf->kind == FILTER_NUMBER;
	test->number = (struct hist_number){.is_negative = leaf != node && leaf->number,
					    .magnitude = leaf->number};
	if (test->is_number)
		print_digits(taking, leaf, &value);
	else
		str_append(&value, leaf->text);
	TRY(str_take(&value, &test->value));
	if (test->number.is_negative && test->number.magnitude > (uint64_t)INT64_MAX + 1)
		return filter_expr_error(taking->expr, SONDE_ERROR_SYNTAX, node->column,
					 "'%s' is more than 64 bits.", test->value);
	return NULL;
}

/* NAME OPERATOR VALUE */
static struct sonde_error *take_test(struct taking *taking, const struct filter_node *node)
{
	_cleanup_test_ struct hist_test test = {.operator_column = node->column};

	if (!find_operator(node->op, &test.op))
		return no_calculation(taking, node);
	TRY(take_name(taking, node_at(taking, node->left), &test));
	TRY(take_value(taking, node_at(taking, node->right), &test));
	TRY(push(taking, HIST_NODE_TEST, 0, 0));
	vec_last(&taking->filter->nodes)->test = test;
	test = (struct hist_test){0};
	if (node->op == FILTER_MATCHES_NOT)
		return push(taking, HIST_NODE_NOT, last_node(taking->filter), 0);
	return NULL;
}

/* What it appends ends with the node for all of it. */
static struct sonde_error *take(struct taking *taking, size_t index)
{
	const struct filter_node *node = node_at(taking, index);
	bool is_negated = false;
	size_t left;

	while (node->kind == FILTER_UNARY && node->op == FILTER_NOT) {
		is_negated = !is_negated;
		node = node_at(taking, node->left);
	}
	if (node->kind != FILTER_BINARY)
		return no_test(taking, node);
	if (node->op == FILTER_AND || node->op == FILTER_OR) {
		TRY(take(taking, node->left));
		left = last_node(taking->filter);
		TRY(take(taking, node->right));
		TRY(push(taking, node->op == FILTER_AND ? HIST_NODE_AND : HIST_NODE_OR, left,
			 last_node(taking->filter)));
	} else {
		TRY(take_test(taking, node));
	}
	return is_negated ? push(taking, HIST_NODE_NOT, last_node(taking->filter), 0) : NULL;
}

struct sonde_error *hist_filter_parse(const char *text, struct hist_filter *ret)
{
	_cleanup_hist_filter_ struct hist_filter filter = {.text = text};
	_cleanup_filter_expr_ struct filter_expr expr = {0};
	struct taking taking = {.expr = &expr, .filter = &filter};

	if (text && strlen(text) > HIST_LINE_MAX)
		return sonde_error_new(SONDE_ERROR_SYNTAX,
				       "--if: an expression of %zu bytes; the kernel takes %d.",
				       strlen(text), HIST_LINE_MAX);
	if (text) {
		TRY(filter_expr_parse(text, &expr));
		TRY(take(&taking, expr.nodes.size - 1));
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
