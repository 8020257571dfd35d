/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bpf/typed_name.h"

#include <ctype.h>
#include <inttypes.h>
#include <string.h>

/* A part of an expression: its nodes lie side by side. */
struct part {
	size_t first, last;
};

static size_t first_of(const struct filter_expr *expr, size_t index)
{
	while (expr->nodes.data[index].kind == FILTER_UNARY ||
	       expr->nodes.data[index].kind == FILTER_BINARY)
		index = expr->nodes.data[index].left;
	return index;
}

/* The operator that @p index is an operand of. @return whether there is one */
static bool find_parent(const struct filter_expr *expr, size_t index, size_t *ret)
{
	for (size_t i = index + 1; i < expr->nodes.size; i++) {
		const struct filter_node *node = &expr->nodes.data[i];
		const bool is_left = node->left == index;

		if ((node->kind == FILTER_UNARY && is_left) ||
		    (node->kind == FILTER_BINARY && (is_left || node->right == index))) {
			*ret = i;
			return true;
		}
	}
	return false;
}

/* What stands on the other side of the operator @p parent than its operand @p index. */
static struct part other_side(const struct filter_expr *expr, size_t parent, size_t index)
{
	const struct filter_node *node = &expr->nodes.data[parent];
	const size_t other = node->left == index ? node->right : node->left;

	return (struct part){first_of(expr, other), other};
}

/* Whether an enumerator can mean something across this operator. */
static bool joins_numbers(const struct filter_node *node)
{
	return node->kind == FILTER_UNARY ||
	       (node->op != FILTER_AND && node->op != FILTER_OR && node->op != FILTER_MATCHES &&
		node->op != FILTER_MATCHES_NOT);
}

struct search {
	const struct filter_expr *expr;
	const struct filter_scope *scope;
	const struct filter_node *name;
	/** The first variable with a text beside the name, or NULL. */
	const char *text;
	/** Gets the names of all enumerators that were looked at. */
	struct suggest suggest;
	bool is_found;
	struct enumerator found;
	bool is_signed;
};

static void search_deinit(struct search *search)
{
	suggest_deinit(&search->suggest);
}

/* An enumerator by its whole name, or by the last part of a qualified one. */
static struct sonde_error *find_in(struct search *search, const struct enumeration *values)
{
	vec_for_each(&values->names, name) {
		const char *last = strrchr(name->name, ':');

		suggest_offer(&search->suggest, name->name);
		if (strcmp(name->name, search->name->text) != 0 &&
		    (!last || strcmp(last + 1, search->name->text) != 0))
			continue;
		if (search->is_found && search->found.value != name->value)
			return filter_expr_error(
				search->expr, SONDE_ERROR_SYNTAX, search->name->column,
				"'%s' is %" PRIu64 " for the one and %" PRIu64 " for the other.",
				search->name->text, search->found.value, name->value);
		search->is_found = true;
		search->found = *name;
		search->is_signed = values->is_signed;
	}
	return NULL;
}

static struct sonde_error *find_beside(struct search *search, struct part part)
{
	for (size_t i = part.first; i <= part.last; i++) {
		const struct filter_node *node = &search->expr->nodes.data[i];
		_cleanup_error_ struct sonde_error *error = NULL;
		struct filter_variable variable;

		if (node->kind != FILTER_NAME)
			continue;
		error = search->scope->find(search->scope, node->text, &variable);
		if (error)
			continue;
		if (variable.is_text && !search->text)
			search->text = node->text;
		if (variable.values)
			TRY(find_in(search, variable.values));
	}
	return NULL;
}

/* From the nearest operator outwards. */
static struct sonde_error *find_enumerator(struct search *search, size_t index)
{
	size_t parent;

	while (!search->is_found && find_parent(search->expr, index, &parent) &&
	       joins_numbers(&search->expr->nodes.data[parent])) {
		if (search->expr->nodes.data[parent].kind == FILTER_BINARY)
			TRY(find_beside(search, other_side(search->expr, parent, index)));
		index = parent;
	}
	return NULL;
}

/* The scope's word, with the place. */
static struct sonde_error *place(const struct filter_expr *expr, const struct filter_node *node,
				 struct sonde_error *error)
{
	struct sonde_error *placed = filter_expr_error(expr, error->kind, node->column, "%s",
						       error->message);

	if (error->hint)
		placed = sonde_error_hint(placed, "%s", error->hint);
	return placed;
}

/* As constants are mostly written. */
static bool is_capital(const char *name)
{
	return isupper((unsigned char)*name) &&
	       !name[strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")];
}

/* A word that means nothing. */
static struct sonde_error *unknown(struct search *search, struct sonde_error *error)
{
	const struct filter_node *node = search->name;
	struct sonde_error *placed = place(search->expr, node, error);

	if (search->text)
		return sonde_error_hint(placed, "If the text is meant, write it in quotes: \"%s\".",
					node->text);
	if (search->scope->offer)
		search->scope->offer(search->scope, &search->suggest);
	if (!search->suggest.nearest && is_capital(node->text))
		return sonde_error_hint(placed,
					"Debuginfo does not know what is named by a #define: "
					"write the number.");
	return suggest_hint(&search->suggest, placed);
}

struct sonde_error *filter_name_find(const struct filter_expr *expr, size_t index,
				     const struct filter_scope *scope,
				     struct filter_typed_node *ret)
{
	const struct filter_node *node = &expr->nodes.data[index];
	_cleanup_(search_deinit) struct search search = {
		.expr = expr, .scope = scope, .name = node};
	_cleanup_error_ struct sonde_error *error = NULL;

	error = scope->find(scope, node->text, &ret->variable);
	if (!error) {
		ret->kind = FILTER_VARIABLE;
		ret->is_text = ret->variable.is_text;
		ret->is_unsigned = !ret->is_text && ret->variable.is_unsigned;
		return NULL;
	}
	if (error->kind != SONDE_ERROR_NOT_FOUND)
		return place(expr, node, error);
	suggest_init(&search.suggest, node->text);
	TRY(find_enumerator(&search, index));
	if (search.is_found)
		ret->number = search.found.value;
	else if (!filter_name_number(node->text, &ret->number))
		return unknown(&search, error);
	ret->kind = FILTER_CONSTANT;
	ret->is_unsigned = search.is_found && !search.is_signed && ret->number > INT64_MAX;
	return NULL;
}
