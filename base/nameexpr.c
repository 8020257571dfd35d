/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/nameexpr.h"

#include <fnmatch.h>
#include <string.h>

#include "base/scan.h"

/* Nobody writes more; it bounds the recursion over the nodes. */
#define NODES_MAX 1000
/* Parentheses and negations within each other. */
#define DEPTH_MAX 100

struct parser {
	struct scan scan;
	struct nameexpr *expr;
	unsigned depth;
};

static struct sonde_error *parse_or(struct parser *parser);

void nameexpr_deinit(struct nameexpr *expr)
{
	vec_for_each(&expr->nodes, node)
		free(node->glob);
	vec_deinit(&expr->nodes);
}

static size_t last_node(const struct nameexpr *expr)
{
	return expr->nodes.size - 1;
}

static struct sonde_error *parse_error(const struct parser *parser, const char *what)
{
	return scan_error(&parser->scan, "Filter parse error at %zu: %s.",
			  scan_column(&parser->scan), what);
}

static struct sonde_error *add_node(struct parser *parser, struct nameexpr_node node)
{
	if (parser->expr->nodes.size == NODES_MAX)
		return parse_error(parser, "the filter is too long");
	return vec_push(&parser->expr->nodes, node);
}

/* Join the node at `left` and the last one. */
static struct sonde_error *join(struct parser *parser, enum nameexpr_kind kind, size_t left)
{
	return add_node(parser, (struct nameexpr_node){
					.kind = kind,
					.left = left,
					.right = last_node(parser->expr),
				});
}

static bool is_separator(char c)
{
	return c == '\0' || strchr("!&|() \t\n", c);
}

/* Bytes of the glob at the cursor. */
static size_t glob_size(const char *text)
{
	size_t size = 0;

	while (!is_separator(text[size])) {
		const bool pair = text[size] == '\\' ||
				  (text[size] == '[' && text[size + 1] == '!');

		size += pair && text[size + 1] ? 2 : 1;
	}
	return size;
}

static struct sonde_error *parse_glob(struct parser *parser)
{
	struct nameexpr_node node = {.kind = NAMEEXPR_GLOB};
	const size_t size = glob_size(parser->scan.at);
	struct sonde_error *error;

	if (size == 0)
		return parse_error(parser, "expected a name or a pattern");
	TRY(sonde_strndup(parser->scan.at, size, &node.glob));
	node.literal = strcspn(node.glob, "*?[\\");
	error = add_node(parser, node);
	if (error)
		free(node.glob);
	parser->scan.at += size;
	return error;
}

static void skip_blanks(struct parser *parser)
{
	parser->scan.at += strspn(parser->scan.at, " \t\n");
}

/* `(EXPRESSION)`, behind its `(`. */
static struct sonde_error *parse_group(struct parser *parser)
{
	TRY(parse_or(parser));
	if (!scan_char(&parser->scan, ')'))
		return parse_error(parser, "expected '&', '|' or ')'");
	return NULL;
}

static struct sonde_error *parse_not(struct parser *parser)
{
	struct sonde_error *error;

	skip_blanks(parser);
	if (parser->depth == DEPTH_MAX)
		return parse_error(parser, "it is nested too deep");
	parser->depth++;
	if (scan_char(&parser->scan, '!')) {
		error = parse_not(parser);
		if (!error)
			error = add_node(parser,
					 (struct nameexpr_node){.kind = NAMEEXPR_NOT,
								.left = last_node(parser->expr)});
	} else if (scan_char(&parser->scan, '(')) {
		error = parse_group(parser);
	} else {
		error = parse_glob(parser);
	}
	parser->depth--;
	skip_blanks(parser);
	return error;
}

static struct sonde_error *parse_and(struct parser *parser)
{
	TRY(parse_not(parser));
	while (scan_char(&parser->scan, '&')) {
		const size_t left = last_node(parser->expr);

		TRY(parse_not(parser));
		TRY(join(parser, NAMEEXPR_AND, left));
	}
	return NULL;
}

static struct sonde_error *parse_or(struct parser *parser)
{
	TRY(parse_and(parser));
	while (scan_char(&parser->scan, '|')) {
		const size_t left = last_node(parser->expr);

		TRY(parse_and(parser));
		TRY(join(parser, NAMEEXPR_OR, left));
	}
	return NULL;
}

struct sonde_error *nameexpr_add(struct nameexpr *expr, const char *text)
{
	struct parser parser = {.scan = scan_text(text), .expr = expr};
	const size_t before = expr->nodes.size;

	TRY(parse_or(&parser));
	if (!scan_done(&parser.scan))
		return parse_error(&parser, "expected '&', '|' or the end");
	return before ? join(&parser, NAMEEXPR_OR, before - 1) : NULL;
}

static bool matches_glob(const struct nameexpr_node *node, const char *name)
{
	const char *rest = node->glob + node->literal;

	/* Most patterns are decided here; fnmatch() takes its time. */
	if (strncmp(node->glob, name, node->literal) != 0)
		return false;
	if (*rest == '\0' || strcmp(rest, "*") == 0)
		return *rest || name[node->literal] == '\0';
	return fnmatch(rest, name + node->literal, 0) == 0;
}

static bool node_matches(const struct nameexpr *expr, size_t index, const char *name)
{
	const struct nameexpr_node *node = &expr->nodes.data[index];

	switch (node->kind) {
	case NAMEEXPR_NOT:
		return !node_matches(expr, node->left, name);
	case NAMEEXPR_AND:
		return node_matches(expr, node->left, name) &&
		       node_matches(expr, node->right, name);
	case NAMEEXPR_OR:
		return node_matches(expr, node->left, name) ||
		       node_matches(expr, node->right, name);
	default:
		return matches_glob(node, name);
	}
}

bool nameexpr_matches(const struct nameexpr *expr, const char *name)
{
	return expr->nodes.size == 0 || node_matches(expr, last_node(expr), name);
}
