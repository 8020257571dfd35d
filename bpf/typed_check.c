/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bpf/typed_check.h"

#include <inttypes.h>
#include <string.h>

#include "base/command.h"
#include "base/errno_name.h"

/* Bytes of a command without its NUL. */
#define COMMAND_MOST (COMMAND_SIZE - 1)
/* The highest number of a thread: PID_MAX_LIMIT of include/linux/threads.h. */
#define THREAD_MOST 4194303
/* The highest number of a CPU: CONFIG_NR_CPUS is 8192 at the most (arch/x86/Kconfig). */
#define CPU_MOST 8191

static void print_number(const struct filter_typed_node *node, struct str *out)
{
	if (node->is_unsigned)
		str_appendf(out, "%" PRIu64, node->number);
	else
		str_appendf(out, "%" PRId64, (int64_t)node->number);
}

/* A variable, and a number that it is compared with. */
struct comparison {
	const struct filter_pair *pair;
	const char *name;
	const struct filter_variable *variable;
	const struct filter_typed_node *constant;
	/** The constant in the expression. */
	const struct filter_node *written;
	/** As if the variable were on the left. */
	enum filter_op op;
};

static enum filter_op mirror(enum filter_op op)
{
	switch (op) {
	case FILTER_LESS:
		return FILTER_GREATER;
	case FILTER_LESS_EQUAL:
		return FILTER_GREATER_EQUAL;
	case FILTER_GREATER:
		return FILTER_LESS;
	case FILTER_GREATER_EQUAL:
		return FILTER_LESS_EQUAL;
	default:
		return op;
	}
}

static bool is_ordering(enum filter_op op)
{
	return op >= FILTER_LESS && op <= FILTER_GREATER_EQUAL;
}

/* Of what is no argument the highest number; it goes from 0. Else 0. */
static uint64_t most_of(const struct filter_variable *variable)
{
	switch (variable->meaning) {
	case FILTER_IS_PROCESS:
	case FILTER_IS_THREAD:
		return THREAD_MOST;
	case FILTER_IS_CPU:
		return CPU_MOST;
	default:
		return 0;
	}
}

static void print_range(const struct filter_variable *variable, struct str *out)
{
	const unsigned bits = variable->size * 8;
	const uint64_t most = UINT64_MAX >> (64 - bits + variable->is_signed);

	if (most_of(variable))
		str_appendf(out, "0 to %" PRIu64, most_of(variable));
	else if (variable->is_signed)
		str_appendf(out, "-%" PRIu64 " to %" PRIu64, most + 1, most);
	else
		str_appendf(out, "0 to %" PRIu64, most);
}

/* Whether the variable, extended, can be these 64 bits. */
static bool is_possible(const struct filter_variable *variable, uint64_t number)
{
	const unsigned bits = variable->size * 8;
	const int64_t value = (int64_t)number;

	if (most_of(variable))
		return number <= most_of(variable);
	if (bits == 64)
		return true;
	if (!variable->is_signed)
		return number >> bits == 0;
	return value >= -((int64_t)1 << (bits - 1)) && value < (int64_t)1 << (bits - 1);
}

static struct sonde_error *hint_sign(struct sonde_error *error, const struct comparison *here)
{
	if (here->variable->meaning != FILTER_IS_ARGUMENT || here->variable->is_signed)
		return error;
	return sonde_error_hint(error,
				"If it has a sign, fetch it with one: NAME=%s:s%u in the "
				"definition.",
				here->name, here->variable->size * 8);
}

static struct sonde_error *check_range(const struct comparison *here)
{
	_cleanup_str_ struct str number = STR_INIT, range = STR_INIT;
	const bool is_negative = !here->constant->is_unsigned &&
				 (int64_t)here->constant->number < 0;
	/* Of 64 bits, which the other sign would take for another number; all of those of a
	   result are written as 0xffff... at times. */
	const bool turns = here->variable->size == 8 &&
			   (here->variable->is_signed
				    ? is_ordering(here->op) && here->constant->is_unsigned &&
					      here->constant->number > INT64_MAX
				    : is_negative);
	struct sonde_error *error;

	if (is_possible(here->variable, here->constant->number) && !turns)
		return NULL;
	print_number(here->constant, &number);
	print_range(here->variable, &range);
	error = filter_expr_error(here->pair->expr, SONDE_ERROR_SYNTAX, here->constant->column,
				  "'%s' is never %s: it goes from %s.", here->name,
				  str_text(&number), str_text(&range));
	return is_negative ? hint_sign(error, here) : error;
}

/* Comparing what has no sign with 0 by these is always the same. */
static struct sonde_error *check_sign(const struct comparison *here)
{
	if ((here->variable->is_signed && !most_of(here->variable)) ||
	    here->constant->number != 0 ||
	    (here->op != FILTER_LESS && here->op != FILTER_GREATER_EQUAL))
		return NULL;
	return hint_sign(filter_expr_error(here->pair->expr, SONDE_ERROR_SYNTAX,
					   here->pair->node->column,
					   here->variable->is_signed
						   ? "'%s' is never below 0."
						   : "'%s' has no sign: it is never below 0.",
					   here->name),
			 here);
}

/* What functions return is the negative of an errno; to compare with ENOENT itself is a slip. */
static struct sonde_error *check_errno(const struct comparison *here)
{
	uint64_t number;

	if (here->written->kind != FILTER_NAME || !errno_number(here->written->text, &number) ||
	    number != here->constant->number ||
	    (!here->variable->is_signed && strcmp(here->name, "$retval") != 0))
		return NULL;
	return sonde_error_hint(
		filter_expr_error(here->pair->expr, SONDE_ERROR_SYNTAX, here->constant->column,
				  "%s is %" PRIu64 ", and errors that are returned are negative.",
				  here->written->text, number),
		"Write '-%s', or %" PRIu64 " if that is meant.", here->written->text, number);
}

static struct sonde_error *check_comparison(const struct comparison *here)
{
	TRY(check_errno(here));
	TRY(check_range(here));
	return check_sign(here);
}

/* Bits that a variable without a sign does not have. */
static struct sonde_error *check_bits(const struct comparison *here)
{
	const unsigned bits = here->variable->size * 8;

	if (here->variable->is_signed || bits == 64 || here->constant->number == 0 ||
	    here->constant->number << (64 - bits) != 0)
		return NULL;
	return filter_expr_error(here->pair->expr, SONDE_ERROR_SYNTAX, here->constant->column,
				 "'%s' has none of these bits: it has %u.", here->name, bits);
}

static struct sonde_error *check_right(const struct filter_pair *pair)
{
	const bool is_shift = pair->node->op == FILTER_SHIFT_LEFT ||
			      pair->node->op == FILTER_SHIFT_RIGHT;
	const bool is_division = pair->node->op == FILTER_DIVIDE ||
				 pair->node->op == FILTER_REMAINDER;

	if (pair->right->kind != FILTER_CONSTANT)
		return NULL;
	if (is_division && pair->right->number == 0)
		return filter_expr_error(pair->expr, SONDE_ERROR_SYNTAX, pair->right->column,
					 "nothing can be divided by 0.");
	if (is_shift && pair->right->number > 63)
		return filter_expr_error(pair->expr, SONDE_ERROR_SYNTAX, pair->right->column,
					 "numbers have 64 bits: they are shifted by 0 to 63.");
	return NULL;
}

struct sonde_error *filter_check_pair(const struct filter_pair *pair)
{
	const bool is_mirrored = pair->right->kind == FILTER_VARIABLE;
	const struct filter_typed_node *variable = is_mirrored ? pair->right : pair->left;
	const struct filter_node *nodes = pair->expr->nodes.data;
	const struct comparison here = {
		.pair = pair,
		.variable = &variable->variable,
		.name = nodes[is_mirrored ? pair->node->right : pair->node->left].text,
		.constant = is_mirrored ? pair->left : pair->right,
		.written = &nodes[is_mirrored ? pair->node->left : pair->node->right],
		.op = is_mirrored ? mirror(pair->node->op) : pair->node->op,
	};

	TRY(check_right(pair));
	if (variable->kind != FILTER_VARIABLE || here.constant->kind != FILTER_CONSTANT)
		return NULL;
	if (filter_op_compares(here.op))
		return check_comparison(&here);
	return here.op == FILTER_BIT_AND ? check_bits(&here) : NULL;
}

/* Behind a `[`. @p ret: behind its `]` */
static struct sonde_error *check_set(const struct filter_expr *expr, const struct filter_node *node,
				     const char *at, const char **ret)
{
	const char *first = *at == '!' ? at + 1 : at;

	if (*at == '^')
		return sonde_error_hint(filter_expr_error(expr, SONDE_ERROR_SYNTAX, node->column,
							  "the pattern has a '[^'."),
					"Write [!...] for a byte that is none of these.");
	for (at = first; *at && (*at != ']' || at == first); at++) {
		if (*at == '[' && at[1] && strchr(":.=", at[1]))
			return sonde_error_hint(
				filter_expr_error(expr, SONDE_ERROR_SYNTAX, node->column,
						  "the pattern has a '[%c'.", at[1]),
				"There are no classes: write [a-z], [0-9].");
		if (at[1] != '-' || at[2] == ']' || !at[2])
			continue;
		if ((unsigned char)at[0] > (unsigned char)at[2])
			return filter_expr_error(expr, SONDE_ERROR_SYNTAX, node->column,
						 "the pattern has '%.3s', which ends before it "
						 "begins.",
						 at);
		at += 2;
	}
	if (!*at)
		return sonde_error_hint(filter_expr_error(expr, SONDE_ERROR_SYNTAX, node->column,
							  "the pattern has a '[' without a ']'."),
					"\\[ is the character itself.");
	*ret = at + 1;
	return NULL;
}

struct sonde_error *filter_check_pattern(const struct filter_expr *expr,
					 const struct filter_node *node)
{
	const char *at = node->text;

	while (*at) {
		if (*at == '\\' && !at[1])
			return sonde_error_hint(filter_expr_error(expr, SONDE_ERROR_SYNTAX,
								  node->column,
								  "the pattern ends with a '\\'."),
						"\\\\ is the character itself.");
		if (*at == '[')
			TRY(check_set(expr, node, at + 1, &at));
		else
			at += *at == '\\' ? 2 : 1;
	}
	return NULL;
}

/* Behind a part of a pattern that is one byte. */
static const char *behind_byte(const char *at)
{
	if (*at == '\\')
		return at + 2;
	if (*at != '[')
		return at + 1;
	at += at[1] == '!' ? 2 : 1;
	return strchr(at + 1, ']') + 1;
}

/* So many bytes a text has at the least that matches. */
static size_t least_of_pattern(const char *pattern)
{
	size_t least = 0;

	while (*pattern) {
		least += *pattern != '*';
		pattern = *pattern == '*' ? pattern + 1 : behind_byte(pattern);
	}
	return least;
}

struct sonde_error *filter_check_texts(const struct filter_pair *pair)
{
	const bool is_mirrored = pair->right->kind == FILTER_VARIABLE;
	const struct filter_typed_node *variable = is_mirrored ? pair->right : pair->left;
	const struct filter_typed_node *literal = is_mirrored ? pair->left : pair->right;
	const bool is_match = pair->node->op == FILTER_MATCHES ||
			      pair->node->op == FILTER_MATCHES_NOT;
	struct sonde_error *error;

	if (variable->kind != FILTER_VARIABLE || literal->kind != FILTER_LITERAL ||
	    variable->variable.meaning != FILTER_IS_COMMAND)
		return NULL;
	if ((is_match ? least_of_pattern(literal->text) : strlen(literal->text)) <= COMMAND_MOST)
		return NULL;
	error = filter_expr_error(pair->expr, SONDE_ERROR_SYNTAX, literal->column,
				  "a command has at most %d bytes, and %s.", COMMAND_MOST,
				  is_match ? "this pattern takes more" : "this is longer");
	if (is_match)
		return sonde_error_hint(error, "The kernel cuts it after %d bytes.", COMMAND_MOST);
	return sonde_error_hint(error, "The kernel cuts it: write \"%.*s\".", COMMAND_MOST,
				literal->text);
}
