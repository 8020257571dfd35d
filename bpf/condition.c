/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bpf/condition.h"

#include "bpf/fetch.h"
#include "bpf/text.h"

#define REGISTERS_MOST (VALUE_LAST - VALUE_FIRST + 1)

static struct sonde_error *branch_by(struct program *program, size_t index,
				     const struct branch *branch, unsigned depth);
static struct sonde_error *value_of(struct program *program, size_t index, unsigned depth);

static const struct filter_typed_node *node_at(const struct program *program, size_t index)
{
	return &program->request->filter->nodes.data[index];
}

void program_decide(struct program *program, bool is_true, const struct branch *branch)
{
	const size_t label = is_true ? branch->yes : branch->no;

	if (label != branch->next)
		assembly_jump(&program->assembly, label);
}

/* To `yes` if the jump is taken. */
static struct branch only(size_t yes, size_t no, size_t next)
{
	return (struct branch){.yes = yes, .no = no, .next = next};
}

static bool is_comparison(enum filter_op op)
{
	return op == FILTER_EQUAL || op == FILTER_UNEQUAL ||
	       (op >= FILTER_LESS && op <= FILTER_GREATER_EQUAL);
}

static bool is_condition(const struct filter_typed_node *node)
{
	if (node->kind == FILTER_COMPARED_TEXTS || node->kind == FILTER_MATCHED)
		return true;
	if (node->kind == FILTER_CALCULATED_ONE)
		return node->op == FILTER_NOT;
	return node->kind == FILTER_CALCULATED &&
	       (is_comparison(node->op) || node->op == FILTER_AND || node->op == FILTER_OR);
}

/* Where the value of a depth is while others are worked out: a register, or else on the stack. */
static unsigned register_of(unsigned depth, unsigned spare)
{
	return depth < REGISTERS_MOST ? VALUE_FIRST + depth : spare;
}

static int16_t slot_of(unsigned depth)
{
	return (int16_t)(STACK_VALUES + 8 * (int)(depth - REGISTERS_MOST));
}

/* The register that the value of a depth is in: @p spare for one on the stack. */
static unsigned load_value(struct program *program, unsigned depth, unsigned spare)
{
	if (depth >= REGISTERS_MOST)
		assembly_load(&program->assembly, 8, spare, FRAME, slot_of(depth));
	return register_of(depth, spare);
}

static void keep_value(struct program *program, unsigned depth, unsigned reg)
{
	if (depth >= REGISTERS_MOST)
		assembly_store(&program->assembly, 8, FRAME, slot_of(depth), reg);
	else
		assembly_move(&program->assembly, VALUE_FIRST + depth, reg);
}

/*
 * How many values a node needs at once (Sethi and Ullman): what needs more goes first, so that no
 * expression that can be written needs more than there is room for but by intent.
 */
static unsigned need_of(const struct program *program, size_t index)
{
	const struct filter_typed_node *node = node_at(program, index);
	unsigned left, right;

	if (node->kind == FILTER_CALCULATED_ONE)
		return need_of(program, node->left);
	if (node->kind != FILTER_CALCULATED)
		return 1;
	left = need_of(program, node->left);
	right = need_of(program, node->right);
	if (node->op == FILTER_AND || node->op == FILTER_OR)
		return left > right ? left : right;
	return left == right ? left + 1 : left > right ? left : right;
}

/* Both operands, each where it can be worked with. */
struct pair {
	unsigned left;
	bool is_constant;
	/* Of a constant. */
	uint64_t number;
	unsigned right;
};

/* Work out both operands: at @p depth and the one behind it. Loses r0 to r5. */
static struct sonde_error *pair_of(struct program *program, const struct filter_typed_node *node,
				   unsigned depth, struct pair *ret)
{
	const struct filter_typed_node *right = node_at(program, node->right);
	const bool left_first = need_of(program, node->left) >= need_of(program, node->right);
	const unsigned left_depth = left_first ? depth : depth + 1;
	const unsigned right_depth = left_first ? depth + 1 : depth;

	if (right->kind == FILTER_CONSTANT) {
		TRY(value_of(program, node->left, depth));
		*ret = (struct pair){
			.left = load_value(program, depth, R1),
			.is_constant = true,
			.number = right->number,
		};
		return NULL;
	}
	TRY(value_of(program, left_first ? node->left : node->right, depth));
	TRY(value_of(program, left_first ? node->right : node->left, depth + 1));
	*ret = (struct pair){
		.left = load_value(program, left_depth, R1),
		.right = load_value(program, right_depth, R2),
	};
	return NULL;
}

/* The right one in a register. */
static unsigned right_of(struct program *program, const struct pair *pair)
{
	if (!pair->is_constant)
		return pair->right;
	assembly_set(&program->assembly, R2, pair->number);
	return R2;
}

/*
 * With a sign: there is no such instruction before the fourth version of the instruction set. Of
 * the absolute values, unsigned; INT64_MIN is its own.
 */
static void divide_signed(struct program *program, unsigned op, unsigned left, unsigned right)
{
	struct assembly *assembly = &program->assembly;
	const size_t left_done = assembly_label(assembly);
	const size_t right_done = assembly_label(assembly);
	const size_t done = assembly_label(assembly);

	assembly_move(assembly, R3, left);
	assembly_jump_if_imm(assembly, BPF_JSGE, R3, 0, left_done);
	assembly_alu_imm(assembly, BPF_NEG, R3, 0);
	assembly_place(assembly, left_done);
	assembly_move(assembly, R4, right);
	assembly_jump_if_imm(assembly, BPF_JSGE, R4, 0, right_done);
	assembly_alu_imm(assembly, BPF_NEG, R4, 0);
	assembly_place(assembly, right_done);
	assembly_alu(assembly, op, R3, R4);
	assembly_move(assembly, R0, left);
	if (op == BPF_DIV)
		assembly_alu(assembly, BPF_XOR, R0, right);
	assembly_jump_if_imm(assembly, BPF_JSGE, R0, 0, done);
	assembly_alu_imm(assembly, BPF_NEG, R3, 0);
	assembly_place(assembly, done);
	assembly_move(assembly, left, R3);
}

/* The same by a number above 0: only the sign of the left one counts. */
static void divide_by_positive(struct program *program, unsigned op, unsigned left, int32_t number)
{
	struct assembly *assembly = &program->assembly;
	const size_t positive = assembly_label(assembly);
	const size_t done = assembly_label(assembly);

	assembly_jump_if_imm(assembly, BPF_JSGE, left, 0, positive);
	assembly_alu_imm(assembly, BPF_NEG, left, 0);
	assembly_alu_imm(assembly, op, left, number);
	assembly_alu_imm(assembly, BPF_NEG, left, 0);
	assembly_jump(assembly, done);
	assembly_place(assembly, positive);
	assembly_alu_imm(assembly, op, left, number);
	assembly_place(assembly, done);
}

static void divide(struct program *program, const struct filter_typed_node *node,
		   const struct pair *pair)
{
	const unsigned op = node->op == FILTER_DIVIDE ? BPF_DIV : BPF_MOD;

	if (!node->is_unsigned && pair->is_constant && pair->number && pair->number <= INT32_MAX)
		divide_by_positive(program, op, pair->left, (int32_t)pair->number);
	else if (!node->is_unsigned)
		divide_signed(program, op, pair->left, right_of(program, pair));
	else if (pair->is_constant && pair->number && assembly_fits(pair->number))
		assembly_alu_imm(&program->assembly, op, pair->left, (int32_t)pair->number);
	else
		assembly_alu(&program->assembly, op, pair->left, right_of(program, pair));
}

static void shift(struct program *program, const struct filter_typed_node *node,
		  const struct pair *pair)
{
	struct assembly *assembly = &program->assembly;
	const unsigned op = node->op == FILTER_SHIFT_LEFT ? BPF_LSH
			    : node->is_unsigned		  ? BPF_RSH
							  : BPF_ARSH;

	if (pair->is_constant) {
		assembly_alu_imm(assembly, op, pair->left, (int32_t)(pair->number & 63));
		return;
	}
	assembly_alu_imm(assembly, BPF_AND, pair->right, 63);
	assembly_alu(assembly, op, pair->left, pair->right);
}

static void calculate(struct program *program, unsigned op, const struct pair *pair)
{
	if (pair->is_constant && assembly_fits(pair->number))
		assembly_alu_imm(&program->assembly, op, pair->left, (int32_t)pair->number);
	else
		assembly_alu(&program->assembly, op, pair->left, right_of(program, pair));
}

static unsigned alu_of(enum filter_op op)
{
	switch (op) {
	case FILTER_BIT_OR:
		return BPF_OR;
	case FILTER_BIT_XOR:
		return BPF_XOR;
	case FILTER_BIT_AND:
		return BPF_AND;
	case FILTER_ADD:
		return BPF_ADD;
	case FILTER_SUBTRACT:
		return BPF_SUB;
	default:
		return BPF_MUL;
	}
}

static struct sonde_error *value_of_two(struct program *program,
					const struct filter_typed_node *node, unsigned depth)
{
	struct pair pair;

	TRY(pair_of(program, node, depth, &pair));
	if (node->op == FILTER_DIVIDE || node->op == FILTER_REMAINDER)
		divide(program, node, &pair);
	else if (node->op == FILTER_SHIFT_LEFT || node->op == FILTER_SHIFT_RIGHT)
		shift(program, node, &pair);
	else
		calculate(program, alu_of(node->op), &pair);
	keep_value(program, depth, pair.left);
	return NULL;
}

static struct sonde_error *value_of_one(struct program *program,
					const struct filter_typed_node *node, unsigned depth)
{
	unsigned reg;

	TRY(value_of(program, node->left, depth));
	reg = load_value(program, depth, R1);
	if (node->op == FILTER_NEGATE)
		assembly_alu_imm(&program->assembly, BPF_NEG, reg, 0);
	else
		assembly_alu_imm(&program->assembly, BPF_XOR, reg, -1);
	keep_value(program, depth, reg);
	return NULL;
}

/* 1 or 0. */
static struct sonde_error *value_of_condition(struct program *program, size_t index, unsigned depth)
{
	struct assembly *assembly = &program->assembly;
	const size_t yes = assembly_label(assembly);
	const size_t no = assembly_label(assembly);
	const size_t done = assembly_label(assembly);
	const struct branch branch = only(yes, no, yes);

	TRY(branch_by(program, index, &branch, depth));
	assembly_place(assembly, yes);
	assembly_set(assembly, R0, 1);
	assembly_jump(assembly, done);
	assembly_place(assembly, no);
	assembly_set(assembly, R0, 0);
	assembly_place(assembly, done);
	keep_value(program, depth, R0);
	return NULL;
}

static struct sonde_error *value_of_variable(struct program *program,
					     const struct filter_typed_node *node, unsigned depth)
{
	struct assembly *assembly = &program->assembly;
	const struct program_argument *argument;
	const unsigned spare = depth < REGISTERS_MOST ? VALUE_FIRST + depth : R0;

	switch (node->variable.meaning) {
	case FILTER_IS_PROCESS:
		assembly_call(assembly, BPF_FUNC_get_current_pid_tgid);
		assembly_alu_imm(assembly, BPF_RSH, R0, 32);
		break;
	case FILTER_IS_THREAD:
		assembly_call(assembly, BPF_FUNC_get_current_pid_tgid);
		assembly_low_half(assembly, R0);
		break;
	case FILTER_IS_CPU:
		assembly_call(assembly, BPF_FUNC_get_smp_processor_id);
		break;
	default:
		TRY(program_argument_of(program, node->variable.argument, node, &argument));
		TRY(program_number(program, node->variable.argument, spare, program->fault));
		keep_value(program, depth, spare);
		return NULL;
	}
	keep_value(program, depth, R0);
	return NULL;
}

static struct sonde_error *value_of(struct program *program, size_t index, unsigned depth)
{
	const struct filter_typed_node *node = node_at(program, index);
	const unsigned reg = register_of(depth, R1);

	if (depth >= REGISTERS_MOST + STACK_VALUES_MOST)
		return program_error(program, node, SONDE_ERROR_REFUSED,
				     "The filter is too much for a program: more values at once "
				     "than it has room for.");
	if (is_condition(node))
		return value_of_condition(program, index, depth);
	if (node->kind == FILTER_VARIABLE)
		return value_of_variable(program, node, depth);
	if (node->kind == FILTER_CALCULATED_ONE)
		return value_of_one(program, node, depth);
	if (node->kind == FILTER_CALCULATED)
		return value_of_two(program, node, depth);
	assembly_set(&program->assembly, reg, node->number);
	keep_value(program, depth, reg);
	return NULL;
}

static enum filter_op opposite(enum filter_op op)
{
	switch (op) {
	case FILTER_EQUAL:
		return FILTER_UNEQUAL;
	case FILTER_UNEQUAL:
		return FILTER_EQUAL;
	case FILTER_LESS:
		return FILTER_GREATER_EQUAL;
	case FILTER_LESS_EQUAL:
		return FILTER_GREATER;
	case FILTER_GREATER:
		return FILTER_LESS_EQUAL;
	default:
		return FILTER_LESS;
	}
}

static unsigned jump_of(enum filter_op op, bool is_unsigned)
{
	switch (op) {
	case FILTER_EQUAL:
		return BPF_JEQ;
	case FILTER_UNEQUAL:
		return BPF_JNE;
	case FILTER_LESS:
		return is_unsigned ? BPF_JLT : BPF_JSLT;
	case FILTER_LESS_EQUAL:
		return is_unsigned ? BPF_JLE : BPF_JSLE;
	case FILTER_GREATER:
		return is_unsigned ? BPF_JGT : BPF_JSGT;
	default:
		return is_unsigned ? BPF_JGE : BPF_JSGE;
	}
}

/* By a comparison whose operands are there. */
static void branch_by_pair(struct program *program, const struct filter_typed_node *node,
			   const struct pair *pair, const struct branch *branch)
{
	const bool jumps_to_no = branch->next == branch->yes;
	const unsigned op = jump_of(jumps_to_no ? opposite(node->op) : node->op, node->is_unsigned);
	const size_t label = jumps_to_no ? branch->no : branch->yes;

	if (pair->is_constant)
		assembly_jump_if_value(&program->assembly, op, pair->left, pair->number, R2, label);
	else
		assembly_jump_if(&program->assembly, op, pair->left, pair->right, label);
}

static struct sonde_error *branch_by_two(struct program *program,
					 const struct filter_typed_node *node,
					 const struct branch *branch, unsigned depth)
{
	struct assembly *assembly = &program->assembly;
	struct branch first, second = *branch;
	struct pair pair;
	size_t middle;

	if (is_comparison(node->op)) {
		TRY(pair_of(program, node, depth, &pair));
		branch_by_pair(program, node, &pair, branch);
		return NULL;
	}
	middle = assembly_label(assembly);
	first = node->op == FILTER_AND ? only(middle, branch->no, middle)
				       : only(branch->yes, middle, middle);
	TRY(branch_by(program, node->left, &first, depth));
	assembly_place(assembly, middle);
	return branch_by(program, node->right, &second, depth);
}

static struct sonde_error *branch_by(struct program *program, size_t index,
				     const struct branch *branch, unsigned depth)
{
	const struct filter_typed_node *node = node_at(program, index);
	const struct branch swapped = only(branch->no, branch->yes, branch->next);
	unsigned reg;

	if (node->kind == FILTER_CONSTANT) {
		program_decide(program, node->number != 0, branch);
		return NULL;
	}
	if (node->kind == FILTER_COMPARED_TEXTS)
		return program_compare_texts(program, node, branch);
	if (node->kind == FILTER_MATCHED)
		return program_match(program, node, branch);
	if (node->kind == FILTER_CALCULATED_ONE && node->op == FILTER_NOT)
		return branch_by(program, node->left, &swapped, depth);
	if (is_condition(node))
		return branch_by_two(program, node, branch, depth);
	TRY(value_of(program, index, depth));
	reg = load_value(program, depth, R1);
	if (branch->next == branch->yes)
		assembly_jump_if_imm(&program->assembly, BPF_JEQ, reg, 0, branch->no);
	else
		assembly_jump_if_imm(&program->assembly, BPF_JNE, reg, 0, branch->yes);
	return NULL;
}

struct sonde_error *program_condition(struct program *program, const struct branch *branch)
{
	return branch_by(program, program->request->filter->nodes.size - 1, branch, 0);
}

static bool is_number_argument(const struct filter_typed_node *node)
{
	return node->kind == FILTER_VARIABLE && node->variable.meaning == FILTER_IS_ARGUMENT &&
	       !node->variable.is_text;
}

static size_t uses_of(const struct program *program, size_t argument)
{
	const struct filter_code_request *request = program->request;
	size_t uses = 0;

	vec_for_each(&request->filter->nodes, node)
		uses += is_number_argument(node) && node->variable.argument == argument;
	if (!request->layout || !uses)
		return uses;
	vec_for_each(&request->layout->slots, slot)
		uses += slot->argument == argument;
	return uses;
}

struct sonde_error *program_keep(struct program *program)
{
	const struct probe_event *event = program->request->event;
	int kept = 0;

	for (size_t i = 0; i < event->args.size; i++) {
		struct program_argument argument = {.kept = -1};

		if (program->request->filter && kept < STACK_KEPT_MOST &&
		    program_is_costly(&event->args.data[i]) && uses_of(program, i) > 1)
			argument.kept = kept++;
		TRY(vec_push(&program->arguments, argument));
	}
	return NULL;
}
