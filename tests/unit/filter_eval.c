/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/filter_eval.h"

#include <stdlib.h>
#include <string.h>

struct eval {
	const struct filter_typed *typed;
	const struct filter_values *values;
	/** A read has failed: all is over. */
	bool is_over;
};

/* A number with what is told of it: as C has `long` and `unsigned long`. */
struct number {
	bool is_unsigned;
	int64_t is;
};

static bool is_in_set(const char *set, const char *end, unsigned char c)
{
	while (set < end) {
		const unsigned char low = (unsigned char)set[0];

		if (end - set >= 3 && set[1] == '-') {
			if (c >= low && c <= (unsigned char)set[2])
				return true;
			set += 3;
		} else {
			if (c == low)
				return true;
			set++;
		}
	}
	return false;
}

/* Behind the `[`: where its `]` is; one that comes first is of the set. */
static const char *end_of_set(const char *set)
{
	const char *at = set + 1;

	while (*at != ']')
		at++;
	return at;
}

/* Texts of hits are shorter. */
#define TEXT_MOST 4096

/* Behind one part of a pattern that is no `*`. */
static const char *behind_part(const char *pattern)
{
	if (*pattern == '[')
		return end_of_set(pattern + 1 + (pattern[1] == '!')) + 1;
	return pattern + (*pattern == '\\' ? 2 : 1);
}

/* Whether that part matches the byte. */
static bool matches_byte(const char *pattern, unsigned char c)
{
	const bool is_not = pattern[0] == '[' && pattern[1] == '!';
	const char *set = pattern + 1 + is_not;

	switch (*pattern) {
	case '[':
		return is_in_set(set, end_of_set(set), c) != is_not;
	case '?':
		return true;
	case '\\':
		return (unsigned char)pattern[1] == c;
	default:
		return (unsigned char)pattern[0] == c;
	}
}

/* Part by part: up to where in the text all parts so far can reach. */
bool filter_eval_glob(const char *pattern, const char *text)
{
	const size_t size = strlen(text);
	bool reached[TEXT_MOST] = {true};

	if (size >= TEXT_MOST)
		abort();
	while (*pattern) {
		if (*pattern == '*') {
			for (size_t i = 0; i < size; i++)
				reached[i + 1] |= reached[i];
			pattern++;
			continue;
		}
		for (size_t i = size; i > 0; i--)
			reached[i] = reached[i - 1] &&
				     matches_byte(pattern, (unsigned char)text[i - 1]);
		reached[0] = false;
		pattern = behind_part(pattern);
	}
	return reached[size];
}

static int64_t extend(const struct filter_variable *variable, uint64_t number)
{
	switch (variable->size * 2 + variable->is_signed) {
	case 2:
		return (uint8_t)number;
	case 3:
		return (int8_t)number;
	case 4:
		return (uint16_t)number;
	case 5:
		return (int16_t)number;
	case 8:
		return (uint32_t)number;
	case 9:
		return (int32_t)number;
	default:
		return (int64_t)number;
	}
}

static struct number read_number(struct eval *eval, const struct filter_variable *variable)
{
	const struct filter_values *values = eval->values;

	switch (variable->meaning) {
	case FILTER_IS_PROCESS:
		return (struct number){false, (int32_t)values->process};
	case FILTER_IS_THREAD:
		return (struct number){false, (int32_t)values->thread};
	case FILTER_IS_CPU:
		return (struct number){false, (int32_t)values->cpu};
	default:
		break;
	}
	eval->is_over |= values->arguments[variable->argument].is_fault;
	return (struct number){
		variable->size == 8 && !variable->is_signed,
		extend(variable, values->arguments[variable->argument].number),
	};
}

static const char *read_text(struct eval *eval, const struct filter_typed_node *node)
{
	if (node->kind == FILTER_LITERAL)
		return node->text;
	if (node->variable.meaning == FILTER_IS_COMMAND)
		return eval->values->command;
	if (eval->values->arguments[node->variable.argument].is_fault) {
		eval->is_over = true;
		return "";
	}
	return eval->values->arguments[node->variable.argument].text;
}

static bool compare(enum filter_op op, struct number a, struct number b)
{
	const bool is_unsigned = a.is_unsigned || b.is_unsigned;
	const bool is_less = is_unsigned ? (uint64_t)a.is < (uint64_t)b.is : a.is < b.is;

	switch (op) {
	case FILTER_EQUAL:
		return a.is == b.is;
	case FILTER_UNEQUAL:
		return a.is != b.is;
	case FILTER_LESS:
		return is_less;
	case FILTER_LESS_EQUAL:
		return is_less || a.is == b.is;
	case FILTER_GREATER:
		return !is_less && a.is != b.is;
	default:
		return !is_less;
	}
}

static int64_t divide(bool is_unsigned, int64_t a, int64_t b)
{
	if (b == 0)
		return 0;
	if (is_unsigned)
		return (int64_t)((uint64_t)a / (uint64_t)b);
	return a == INT64_MIN && b == -1 ? INT64_MIN : a / b;
}

static int64_t remainder_of(bool is_unsigned, int64_t a, int64_t b)
{
	if (b == 0)
		return a;
	if (is_unsigned)
		return (int64_t)((uint64_t)a % (uint64_t)b);
	return b == -1 ? 0 : a % b;
}

static int64_t shift_right(struct number a, int64_t far)
{
	/* gcc and clang shift numbers with a sign as one expects. */
	return a.is_unsigned ? (int64_t)((uint64_t)a.is >> (far & 63)) : a.is >> (far & 63);
}

static struct number calculate(enum filter_op op, struct number a, struct number b)
{
	const bool is_unsigned = a.is_unsigned || b.is_unsigned;
	const uint64_t x = (uint64_t)a.is, y = (uint64_t)b.is;

	switch (op) {
	case FILTER_BIT_OR:
		return (struct number){is_unsigned, (int64_t)(x | y)};
	case FILTER_BIT_XOR:
		return (struct number){is_unsigned, (int64_t)(x ^ y)};
	case FILTER_BIT_AND:
		return (struct number){is_unsigned, (int64_t)(x & y)};
	case FILTER_SHIFT_LEFT:
		return (struct number){a.is_unsigned, (int64_t)(x << (y & 63))};
	case FILTER_SHIFT_RIGHT:
		return (struct number){a.is_unsigned, shift_right(a, b.is)};
	case FILTER_ADD:
		return (struct number){is_unsigned, (int64_t)(x + y)};
	case FILTER_SUBTRACT:
		return (struct number){is_unsigned, (int64_t)(x - y)};
	case FILTER_MULTIPLY:
		return (struct number){is_unsigned, (int64_t)(x * y)};
	case FILTER_DIVIDE:
		return (struct number){is_unsigned, divide(is_unsigned, a.is, b.is)};
	case FILTER_REMAINDER:
		return (struct number){is_unsigned, remainder_of(is_unsigned, a.is, b.is)};
	default:
		return (struct number){false, compare(op, a, b)};
	}
}

static struct number calculate_one(enum filter_op op, struct number a)
{
	switch (op) {
	case FILTER_NOT:
		return (struct number){false, a.is == 0};
	case FILTER_COMPLEMENT:
		return (struct number){a.is_unsigned, ~a.is};
	default:
		return (struct number){a.is_unsigned, (int64_t) - (uint64_t)a.is};
	}
}

static struct number eval_node(struct eval *eval, size_t index);

static struct number eval_texts(struct eval *eval, const struct filter_typed_node *node)
{
	const char *left = read_text(eval, &eval->typed->nodes.data[node->left]);
	const char *right = eval->is_over ? ""
					  : read_text(eval, &eval->typed->nodes.data[node->right]);

	if (node->kind == FILTER_MATCHED)
		return (struct number){false, filter_eval_glob(right, left) ==
						      (node->op == FILTER_MATCHES)};
	return (struct number){false, (strcmp(left, right) == 0) == (node->op == FILTER_EQUAL)};
}

static struct number eval_both(struct eval *eval, const struct filter_typed_node *node)
{
	const struct number left = eval_node(eval, node->left);
	struct number right;

	if (eval->is_over)
		return left;
	if (node->op == FILTER_AND)
		return (struct number){false, left.is && eval_node(eval, node->right).is};
	if (node->op == FILTER_OR)
		return (struct number){false, left.is || eval_node(eval, node->right).is};
	right = eval_node(eval, node->right);
	return calculate(node->op, left, right);
}

static struct number eval_node(struct eval *eval, size_t index)
{
	const struct filter_typed_node *node = &eval->typed->nodes.data[index];

	switch (node->kind) {
	case FILTER_CONSTANT:
		return (struct number){node->is_unsigned, (int64_t)node->number};
	case FILTER_VARIABLE:
		return read_number(eval, &node->variable);
	case FILTER_CALCULATED_ONE:
		return calculate_one(node->op, eval_node(eval, node->left));
	case FILTER_CALCULATED:
		return eval_both(eval, node);
	default:
		return eval_texts(eval, node);
	}
}

enum filter_verdict filter_eval(const struct filter_typed *typed,
				const struct filter_values *values)
{
	struct eval eval = {.typed = typed, .values = values};
	const struct number whole = eval_node(&eval, typed->nodes.size - 1);

	if (eval.is_over)
		return FILTER_FAULTED;
	return whole.is ? FILTER_PASSES : FILTER_REJECTS;
}
