/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The names of an expression, and how they are used: see filter/expr.h. */
#include <string.h>

#include "base/errno_name.h"
#include "filter/expr.h"

bool filter_name_number(const char *name, uint64_t *ret)
{
	static const struct {
		const char *name;
		uint64_t number;
	} words[] = {{"NULL", 0}, {"false", 0}, {"true", 1}};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		if (strcmp(words[i].name, name) == 0) {
			*ret = words[i].number;
			return true;
		}
	}
	return errno_number(name, ret);
}

void filter_needs_deinit(struct filter_needs *needs)
{
	vec_deinit(needs);
}

/* The need for a name, made if there is none yet. */
static struct sonde_error *find_need(struct filter_needs *needs, const struct filter_node *node,
				     size_t *ret)
{
	for (*ret = 0; *ret < needs->size; ++*ret) {
		if (strcmp(needs->data[*ret].name, node->text) == 0)
			return NULL;
	}
	return vec_push(needs, (struct filter_need){.name = node->text, .column = node->column});
}

/* What a node is, as far as it can be told without knowing the names. */
enum use {
	USE_NOT_KNOWN,
	USE_NUMBER,
	USE_TEXT,
};

static enum use use_of(const struct filter_node *node)
{
	uint64_t number;

	switch (node->kind) {
	case FILTER_TEXT:
		/* 'a' may be meant as either. */
		return node->quote == '\'' && strlen(node->text) == 1 ? USE_NOT_KNOWN : USE_TEXT;
	case FILTER_NAME:
		if (strcmp(node->text, "comm") == 0 || strcmp(node->text, "$comm") == 0)
			return USE_TEXT;
		return filter_name_number(node->text, &number) ? USE_NUMBER : USE_NOT_KNOWN;
	default:
		return USE_NUMBER;
	}
}

static void use(struct filter_need *need, enum use as)
{
	need->as_text |= as == USE_TEXT;
	need->as_number |= as == USE_NUMBER;
}

/* What the operand of @p node is by the operator, and by the other one, @p other, if there is one.
 */
static enum use use_by(const struct filter_node *node, const struct filter_node *other)
{
	if (node->op == FILTER_MATCHES || node->op == FILTER_MATCHES_NOT)
		return USE_TEXT;
	if (node->op == FILTER_EQUAL || node->op == FILTER_UNEQUAL)
		return use_of(other);
	return USE_NUMBER;
}

struct filter_uses {
	const struct filter_expr *expr;
	struct filter_needs needs;
};

static struct sonde_error *add(struct filter_uses *uses, size_t index, enum use as)
{
	const struct filter_node *node = &uses->expr->nodes.data[index];
	uint64_t number;
	size_t found;

	if (node->kind != FILTER_NAME || filter_name_number(node->text, &number))
		return NULL;
	TRY(find_need(&uses->needs, node, &found));
	use(&uses->needs.data[found], as);
	return NULL;
}

static void uses_deinit(struct filter_uses *uses)
{
	filter_needs_deinit(&uses->needs);
}

static struct sonde_error *gather(struct filter_uses *uses)
{
	const struct filter_expr *expr = uses->expr;

	/* First of all their order. */
	for (size_t i = 0; i < expr->nodes.size; i++)
		TRY(add(uses, i, USE_NOT_KNOWN));
	vec_for_each(&expr->nodes, node) {
		if (node->kind == FILTER_UNARY)
			TRY(add(uses, node->left, USE_NUMBER));
		if (node->kind != FILTER_BINARY)
			continue;
		TRY(add(uses, node->left, use_by(node, &expr->nodes.data[node->right])));
		TRY(add(uses, node->right, use_by(node, &expr->nodes.data[node->left])));
	}
	/* By itself a name is asked whether it is 0. */
	return add(uses, expr->nodes.size - 1, USE_NUMBER);
}

struct sonde_error *filter_expr_needs(const struct filter_expr *expr, struct filter_needs *ret)
{
	_cleanup_(uses_deinit) struct filter_uses uses = {.expr = expr};

	TRY(gather(&uses));
	*ret = uses.needs;
	uses.needs = (struct filter_needs)VEC_INIT;
	return NULL;
}
