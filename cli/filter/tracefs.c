/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A filter in the kernel's own words: see cli/filter/scope.h. What those mean is in
 * kernel/trace/trace_events_filter.c, and of patterns in lib/glob.c.
 */
#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cli/filter/scope.h"
#include "hist/filter_print.h"
#include "hist/limits.h"
#include "hist/operand.h"

/* A part of a filter, said. */
struct said {
	enum {
		SAID_NODE,
		SAID_ALWAYS,
		SAID_NEVER,
	} kind;
	/** Of NODE: its index. */
	size_t node;
};

struct saying {
	const struct filter_typed *typed;
	const struct hist_event *event;
	struct hist_filter filter;
};

static void saying_deinit(struct saying *saying)
{
	hist_filter_deinit(&saying->filter);
}

/* What cannot be said, at @p column. */
#define unsayable(saying, column, ...) \
	filter_expr_error((saying)->typed->expr, SONDE_ERROR_UNAVAILABLE, (column), __VA_ARGS__)

static const struct filter_typed_node *node_at(const struct saying *saying, size_t index)
{
	return &saying->typed->nodes.data[index];
}

static bool has_field(const struct hist_event *event, const char *name)
{
	vec_for_each(&event->fields, field) {
		if (strcmp(field->field, name) == 0)
			return true;
	}
	return false;
}

/* What the kernel calls the command: what was fetched, else its own. */
static struct hist_operand command_of(const struct hist_event *event)
{
	vec_for_each(&event->fields, field) {
		if (field->is_command)
			return (struct hist_operand){
				.filter = field->field,
				.is_string = true,
				.has_room = hist_field_has_room(event, field),
			};
	}
	return (struct hist_operand){
		.filter = has_field(event, "COMM") ? NULL : "COMM",
		.is_string = true,
		.has_room = true,
	};
}

/* Whether the kernel takes the variable for what the filter does. */
static bool is_alike(const struct filter_variable *variable, const struct hist_field *field)
{
	if (field->is_array || variable->is_text != field->is_string)
		return false;
	return variable->is_text ||
	       (variable->size == field->size && variable->is_signed == field->is_signed);
}

static struct hist_operand argument_of(const struct hist_event *event,
				       const struct filter_variable *variable)
{
	const struct hist_field *field = &event->fields.data[variable->argument];

	return (struct hist_operand){
		.filter = is_alike(variable, field) ? field->field : NULL,
		.is_string = variable->is_text,
		.is_in_program = field->is_in_program,
		.has_room = hist_field_has_room(event, field),
		.is_signed = variable->is_signed,
		.size = field->size,
	};
}

/* `filter` is NULL for what it has no name for. */
static struct hist_operand operand_of(const struct hist_event *event,
				      const struct filter_variable *variable)
{
	struct hist_operand operand = {.is_signed = true, .size = 4};

	switch (variable->meaning) {
	case FILTER_IS_ARGUMENT:
		return argument_of(event, variable);
	case FILTER_IS_COMMAND:
		return command_of(event);
	case FILTER_IS_THREAD:
		operand.filter = "common_pid";
		return operand;
	case FILTER_IS_CPU:
		operand.kind = HIST_OPERAND_CPU;
		operand.filter = has_field(event, "CPU") ? NULL : "CPU";
		return operand;
	default:
		return operand;
	}
}

static struct sonde_error *find(const struct hist_scope *scope, const struct hist_test *test,
				struct hist_operand *ret)
{
	const struct saying *saying = scope->context;

	*ret = operand_of(saying->event, &node_at(saying, test->name_column - 1)->variable);
	return NULL;
}

static struct sonde_error *push(struct saying *saying, struct hist_node node, struct said *ret)
{
	TRY(vec_push(&saying->filter.nodes, node));
	*ret = (struct said){SAID_NODE, saying->filter.nodes.size - 1};
	return NULL;
}

/* Whether the kernel takes the test: it is printed for nothing. */
static struct sonde_error *check_test(const struct saying *saying, size_t node, size_t column)
{
	const struct hist_scope scope = {.find = find, .context = saying};
	_cleanup_error_ struct sonde_error *error = NULL;
	_cleanup_str_ struct str unused = STR_INIT;
	const char *message;

	error = hist_filter_print(&saying->filter, node, &scope, &unused);
	if (!error)
		return NULL;
	if (error->kind == SONDE_ERROR_NO_MEMORY)
		return take_ptr(error);
	message = strncmp(error->message, "--if: ", 6) == 0 ? error->message + 6 : error->message;
	return unsayable(saying, column, "%s", message);
}

/*
 * NAME OPERATOR VALUE.
 *
 * @param variable the index of the name's node
 * @param test its operator, and what the value is besides its text; `value_column` is that of the
 *        error if the kernel does not take it
 */
static struct sonde_error *add_test(struct saying *saying, size_t variable,
				    const struct hist_test *test, const char *value,
				    struct said *ret)
{
	const struct filter_typed_node *node = node_at(saying, variable);
	const struct hist_operand operand = operand_of(saying->event, &node->variable);
	struct hist_test *added;

	if (node->variable.meaning == FILTER_IS_PROCESS)
		return sonde_error_hint(
			unsayable(saying, node->column,
				  "the kernel's own filter knows threads, and no processes."),
			"'tid' is the thread, and -p PID selects a process.");
	if (!operand.filter)
		return unsayable(saying, node->column,
				 "the kernel's own filter has no name, or another type, for this.");
	TRY(push(saying, (struct hist_node){.kind = HIST_NODE_TEST, .test = *test}, ret));
	added = &vec_last(&saying->filter.nodes)->test;
	added->name_column = variable + 1;
	TRY(sonde_strdup(operand.filter, &added->name));
	TRY(sonde_strdup(value, &added->value));
	return check_test(saying, ret->node, test->value_column);
}

static struct sonde_error *negate(struct saying *saying, struct said *said)
{
	if (said->kind == SAID_NODE)
		return push(saying, (struct hist_node){.kind = HIST_NODE_NOT, .left = said->node},
			    said);
	said->kind = said->kind == SAID_ALWAYS ? SAID_NEVER : SAID_ALWAYS;
	return NULL;
}

static struct sonde_error *add_text_test(struct saying *saying, size_t variable,
					 enum hist_operator op,
					 const struct filter_typed_node *literal, struct said *ret)
{
	const struct hist_test test = {.op = op, .quote = '"', .value_column = literal->column};

	return add_test(saying, variable, &test, literal->text, ret);
}

static struct sonde_error *say_texts(struct saying *saying, const struct filter_typed_node *node,
				     struct said *ret)
{
	const bool is_swapped = node_at(saying, node->left)->kind == FILTER_LITERAL;
	const size_t variable = is_swapped ? node->right : node->left;
	const struct filter_typed_node *literal = node_at(saying,
							  is_swapped ? node->left : node->right);

	if (literal->kind != FILTER_LITERAL)
		return unsayable(saying, node->column,
				 "the kernel's own filter does not compare two variables.");
	return add_text_test(saying, variable, node->op == FILTER_EQUAL ? HIST_EQUAL : HIST_UNEQUAL,
			     literal, ret);
}

static struct sonde_error *say_match(struct saying *saying, const struct filter_typed_node *node,
				     struct said *ret)
{
	const struct filter_typed_node *literal = node_at(saying, node->right);

	TRY(add_text_test(saying, node->left, HIST_MATCHES, literal, ret));
	return node->op == FILTER_MATCHES_NOT ? negate(saying, ret) : NULL;
}

static struct sonde_error *add_number_test(struct saying *saying, size_t variable,
					   enum hist_operator op, uint64_t number, struct said *ret)
{
	const struct filter_typed_node *node = node_at(saying, variable);
	struct hist_test test = {.op = op,
				 .is_number = true,
				 .number = {.magnitude = number},
				 .value_column = node->column};
	_cleanup_str_ struct str value = STR_INIT;

	if (node->variable.is_signed && op != HIST_HAS_BITS && (int64_t)number < 0)
		test.number = (struct hist_number){.is_negative = true, .magnitude = -number};
	hist_number_print(&test.number, &value);
	TRY(str_check(&value));
	return add_test(saying, variable, &test, str_text(&value), ret);
}

/*
 * Whether bits of a variable are set. The kernel tests those that the field has; above them a
 * number with a sign has its sign, again and again.
 */
static struct sonde_error *say_bits(struct saying *saying, const struct filter_typed_node *node,
				    struct said *ret)
{
	const bool is_swapped = node_at(saying, node->left)->kind == FILTER_CONSTANT;
	const size_t index = is_swapped ? node->right : node->left;
	const struct filter_variable *variable = &node_at(saying, index)->variable;
	const struct filter_typed_node *constant = node_at(saying,
							   is_swapped ? node->left : node->right);
	const unsigned bits = variable->size * 8;
	uint64_t mask = constant->number;

	if (bits < 64 && variable->is_signed && mask >> bits && !(mask >> (bits - 1) & 1))
		return unsayable(saying, constant->column,
				 "the kernel's own filter tests the %u bits of the variable only.",
				 bits);
	mask &= UINT64_MAX >> (64 - bits);
	if (!mask) {
		*ret = (struct said){.kind = SAID_NEVER};
		return NULL;
	}
	return add_number_test(saying, index, HIST_HAS_BITS, mask, ret);
}

/* A variable and a number, by `&`. */
static bool is_bits(const struct saying *saying, const struct filter_typed_node *node)
{
	enum filter_typed_kind left, right;

	if (node->kind != FILTER_CALCULATED || node->op != FILTER_BIT_AND)
		return false;
	left = node_at(saying, node->left)->kind;
	right = node_at(saying, node->right)->kind;
	return (left == FILTER_VARIABLE && right == FILTER_CONSTANT) ||
	       (left == FILTER_CONSTANT && right == FILTER_VARIABLE);
}

static enum hist_operator operator_of(enum filter_op op, bool is_swapped)
{
	switch (op) {
	case FILTER_EQUAL:
		return HIST_EQUAL;
	case FILTER_UNEQUAL:
		return HIST_UNEQUAL;
	case FILTER_LESS:
		return is_swapped ? HIST_GREATER : HIST_LESS;
	case FILTER_LESS_EQUAL:
		return is_swapped ? HIST_GREATER_EQUAL : HIST_LESS_EQUAL;
	case FILTER_GREATER:
		return is_swapped ? HIST_LESS : HIST_GREATER;
	default:
		return is_swapped ? HIST_LESS_EQUAL : HIST_GREATER_EQUAL;
	}
}

static struct sonde_error *no_calculation(const struct saying *saying,
					  const struct filter_typed_node *node)
{
	return sonde_error_hint(
		unsayable(saying, node->column, "the kernel's own filter does not calculate."),
		"It has NAME == NUMBER, and so on, and NAME & NUMBER.");
}

/* `(x & BITS) == 0` is said, and `(x & BIT) == BIT`. */
static struct sonde_error *say_compared_bits(struct saying *saying,
					     const struct filter_typed_node *node,
					     const struct filter_typed_node *bits, uint64_t number,
					     struct said *ret)
{
	const struct filter_typed_node *left = node_at(saying, bits->left);
	const uint64_t mask = left->kind == FILTER_CONSTANT ? left->number
							    : node_at(saying, bits->right)->number;
	const bool is_one = number && number == mask && !(number & (number - 1));
	const bool is_equal = node->op == FILTER_EQUAL;

	if ((!is_equal && node->op != FILTER_UNEQUAL) || (number && !is_one))
		return no_calculation(saying, bits);
	TRY(say_bits(saying, bits, ret));
	return is_equal == is_one ? NULL : negate(saying, ret);
}

static struct sonde_error *say_comparison(struct saying *saying,
					  const struct filter_typed_node *node, struct said *ret)
{
	const bool is_swapped = node_at(saying, node->left)->kind == FILTER_CONSTANT;
	const size_t index = is_swapped ? node->right : node->left;
	const struct filter_typed_node *operand = node_at(saying, index);
	const struct filter_typed_node *constant = node_at(saying,
							   is_swapped ? node->left : node->right);
	const bool is_equality = node->op == FILTER_EQUAL || node->op == FILTER_UNEQUAL;

	if (constant->kind == FILTER_CONSTANT && is_bits(saying, operand))
		return say_compared_bits(saying, node, operand, constant->number, ret);
	if (operand->kind != FILTER_VARIABLE)
		return no_calculation(saying, operand);
	if (constant->kind == FILTER_VARIABLE)
		return unsayable(saying, node->column,
				 "the kernel's own filter does not compare two variables.");
	if (constant->kind != FILTER_CONSTANT)
		return no_calculation(saying, constant);
	if (operand->variable.is_signed && node->is_unsigned && !is_equality)
		return unsayable(saying, node->column,
				 "the kernel's own filter compares what has a sign with a sign.");
	return add_number_test(saying, index, operator_of(node->op, is_swapped), constant->number,
			       ret);
}

static struct sonde_error *say(struct saying *saying, size_t index, struct said *ret);

static struct sonde_error *say_joined(struct saying *saying, const struct filter_typed_node *node,
				      struct said *ret)
{
	const bool is_and = node->op == FILTER_AND;
	struct said left, right;

	TRY(say(saying, node->left, &left));
	TRY(say(saying, node->right, &right));
	/* What is always true goes from an `&&`, and what never is from an `||`. */
	if (left.kind != SAID_NODE)
		*ret = (left.kind == SAID_ALWAYS) == is_and ? right : left;
	else if (right.kind != SAID_NODE)
		*ret = (right.kind == SAID_ALWAYS) == is_and ? left : right;
	else
		return push(saying,
			    (struct hist_node){.kind = is_and ? HIST_NODE_AND : HIST_NODE_OR,
					       .left = left.node,
					       .right = right.node},
			    ret);
	return NULL;
}

static struct sonde_error *say_calculated(struct saying *saying,
					  const struct filter_typed_node *node, struct said *ret)
{
	if (node->op == FILTER_AND || node->op == FILTER_OR)
		return say_joined(saying, node, ret);
	if (filter_op_compares(node->op))
		return say_comparison(saying, node, ret);
	if (is_bits(saying, node))
		return say_bits(saying, node, ret);
	return no_calculation(saying, node);
}

static struct sonde_error *say_not(struct saying *saying, const struct filter_typed_node *node,
				   struct said *ret)
{
	if (node->op != FILTER_NOT)
		return no_calculation(saying, node);
	if (node_at(saying, node->left)->kind == FILTER_VARIABLE)
		return add_number_test(saying, node->left, HIST_EQUAL, 0, ret);
	TRY(say(saying, node->left, ret));
	return negate(saying, ret);
}

/* Whether the node is true. */
static struct sonde_error *say(struct saying *saying, size_t index, struct said *ret)
{
	const struct filter_typed_node *node = node_at(saying, index);

	switch (node->kind) {
	case FILTER_CONSTANT:
		*ret = (struct said){.kind = node->number ? SAID_ALWAYS : SAID_NEVER};
		return NULL;
	case FILTER_VARIABLE:
		return add_number_test(saying, index, HIST_UNEQUAL, 0, ret);
	case FILTER_CALCULATED_ONE:
		return say_not(saying, node, ret);
	case FILTER_CALCULATED:
		return say_calculated(saying, node, ret);
	case FILTER_COMPARED_TEXTS:
		return say_texts(saying, node, ret);
	default:
		return say_match(saying, node, ret);
	}
}

static struct sonde_error *print(const struct saying *saying, struct str *out)
{
	const struct hist_scope scope = {.find = find, .context = saying};
	_cleanup_hist_nodes_ struct hist_nodes parts = VEC_INIT;
	_cleanup_str_ struct str text = STR_INIT;

	TRY(hist_filter_parts(&saying->filter, &parts));
	vec_for_each(&parts, part)
		TRY(hist_filter_print(&saying->filter, *part, &scope, &text));
	TRY(str_check(&text));
	if (text.size > HIST_LINE_MAX)
		return unsayable(saying, 1, "a filter of %zu bytes; the kernel takes %d.",
				 text.size, HIST_LINE_MAX);
	str_append(out, str_text(&text));
	return str_check(out);
}

static void drop_last(struct saying *saying)
{
	struct hist_test *test = &vec_last(&saying->filter.nodes)->test;

	free(test->name);
	free(test->value);
	saying->filter.nodes.size--;
}

struct sonde_error *filter_scope_print(const struct filter_typed *typed,
				       const struct hist_event *event, struct str *out)
{
	_cleanup_(saying_deinit) struct saying saying = {.typed = typed, .event = event};
	struct said whole;

	TRY(say(&saying, typed->nodes.size - 1, &whole));
	if (whole.kind == SAID_ALWAYS)
		return NULL;
	if (whole.kind == SAID_NEVER)
		return unsayable(&saying, vec_last(&typed->nodes)->column,
				 "nothing passes this filter.");
	/* What was said of parts that are gone. The last node is the whole. */
	while (saying.filter.nodes.size > whole.node + 1)
		drop_last(&saying);
	return print(&saying, out);
}
