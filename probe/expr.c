/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Three kinds of answer come out of an expression, and to mix them up gives a wrong value:
 *
 *  - `DW_OP_reg1`: the variable IS register 1. Nothing may follow.
 *  - `DW_OP_breg7 16`, `DW_OP_fbreg -24`, `DW_OP_addr A`: the expression gives an ADDRESS, the
 *    variable is the memory there.
 *  - `... DW_OP_stack_value`: the expression gives the VALUE. `DW_OP_breg5 8; DW_OP_stack_value`
 *    is register 5 plus 8. A fetch argument cannot add without going through memory: `+8(%di)`
 *    would read the memory there instead. Such a value can be had only where something is then
 *    read through it (a pointer's member), which the addend of the operand takes care of.
 *
 * The machine's stack holds operands, and probe/arith.h computes with them as far as it goes; all
 * else (comparisons, sums of two registers, branches) is refused by its number.
 */
#include "probe/expr.h"

#include <inttypes.h>
#include <stdlib.h>

#include <dwarf.h>

#include "probe/arith.h"
#include "probe/die.h"
#include "probe/frame.h"
#include "probe/func.h"

/* Real expressions use fewer than ten entries. */
#define STACK_MAX 32
/* entry_value and the frame base run expressions within expressions. */
#define EXPRESSION_DEPTH_MAX 4

struct machine {
	const struct loc_context *context;
	/** The attribute that the running expression came from, or NULL. */
	Dwarf_Attribute *attr;
	struct term stack[STACK_MAX];
	size_t size;
	/** The result is no address, but the value itself. */
	bool is_value;
	unsigned depth;
};

static struct sonde_error *run(struct machine *machine, Dwarf_Attribute *attr, const Dwarf_Op *ops,
			       size_t count);

/* Why the variable cannot be had, as the rest of a sentence. */
#define unavailable(...) sonde_error_new(SONDE_ERROR_UNAVAILABLE, __VA_ARGS__)

static struct sonde_error *damaged(void)
{
	return unavailable("its DWARF expression is damaged");
}

static struct sonde_error *push_term(struct machine *machine, struct term term)
{
	if (machine->size == STACK_MAX)
		return unavailable("its DWARF expression needs a stack of over %d entries",
				   STACK_MAX);
	machine->stack[machine->size++] = term;
	return NULL;
}

static struct sonde_error *push(struct machine *machine, struct operand operand)
{
	return push_term(machine, (struct term){.operand = operand});
}

static struct sonde_error *push_number(struct machine *machine, uint64_t number)
{
	return push(machine, (struct operand){.base = OPERAND_CONSTANT, .number = number});
}

/* At a return the kernel has kept what the argument registers were at the entry, and no other. */
static struct sonde_error *push_argument(struct machine *machine, uint64_t reg, int64_t addend)
{
	const unsigned argument = arch_argument(machine->context->arch, reg);

	if (!machine->context->keeps_arguments)
		return unavailable("what it was at the entry is not known any more when the "
				   "function returns");
	if (!argument)
		return unavailable("it is not handed over in a register, and nothing else of the "
				   "entry is kept until the return");
	return push(
		machine,
		(struct operand){.base = OPERAND_ARGUMENT, .number = argument, .addend = addend});
}

static struct sonde_error *push_register(struct machine *machine, uint64_t reg, int64_t addend)
{
	if (machine->context->at_return)
		return push_argument(machine, reg, addend);
	return push(machine,
		    (struct operand){.base = OPERAND_REGISTER, .number = reg, .addend = addend});
}

static struct sonde_error *pop_term(struct machine *machine, struct term *ret)
{
	if (machine->size == 0)
		return unavailable("its DWARF expression is damaged: the stack is empty");
	*ret = machine->stack[--machine->size];
	return NULL;
}

static struct sonde_error *pop(struct machine *machine, struct operand *ret)
{
	struct term term;

	TRY(pop_term(machine, &term));
	if (term.left)
		return arith_computed(DW_OP_shl);
	*ret = term.operand;
	return NULL;
}

static struct sonde_error *run_binary(struct machine *machine, unsigned atom)
{
	struct term a, b;

	TRY(pop_term(machine, &b));
	TRY(pop_term(machine, &a));
	TRY(arith_binary(atom, &a, &b, &a));
	return push_term(machine, a);
}

/* The number of `size` bytes that the top of the stack points to. */
static struct sonde_error *run_deref(struct machine *machine, uint64_t size)
{
	struct operand top;

	if (size != 1 && size != 2 && size != 4 && size != machine->context->arch->word_size)
		return unavailable("its DWARF expression reads a number of %" PRIu64
				   " bytes, which a fetch argument cannot do",
				   size);
	TRY(pop(machine, &top));
	if (top.bit_size)
		return arith_computed(DW_OP_deref);
	TRY(operand_deref(&top));
	if (size != machine->context->arch->word_size) {
		top.bit_size = (unsigned)(8 * size);
		top.bit_container = (unsigned)(8 * size);
	}
	return push(machine, top);
}

/* The n-th entry from the top once more. */
static struct sonde_error *run_pick(struct machine *machine, uint64_t n)
{
	if (n >= machine->size)
		return unavailable("its DWARF expression is damaged: the stack is too small");
	return push_term(machine, machine->stack[machine->size - 1 - n]);
}

static struct sonde_error *run_swap(struct machine *machine)
{
	struct term a, b;

	TRY(pop_term(machine, &b));
	TRY(pop_term(machine, &a));
	TRY(push_term(machine, b));
	return push_term(machine, a);
}

static struct sonde_error *run_frame_address(struct machine *machine)
{
	_cleanup_frame_rule_ struct frame_rule rule = {0};

	TRY(frame_address(machine->context, &rule));
	return run(machine, NULL, rule.ops, rule.count);
}

/* Whether an operation says that something is in a register. */
static bool register_of(const Dwarf_Op *op, uint64_t *ret)
{
	*ret = op->atom == DW_OP_regx ? op->number : (uint64_t)(op->atom - DW_OP_reg0);
	return op->atom == DW_OP_regx || (op->atom >= DW_OP_reg0 && op->atom <= DW_OP_reg31);
}

static struct sonde_error *run_register_base(struct machine *machine, uint64_t reg, int64_t offset)
{
	_cleanup_frame_rule_ struct frame_rule rule = {0};
	int64_t distance;

	TRY(frame_of_register(machine->context, reg, offset, &rule, &distance));
	if (rule.count == 0)
		return push_register(machine, reg, distance);
	TRY(run(machine, NULL, rule.ops, rule.count));
	TRY(push_number(machine, (uint64_t)distance));
	return run_binary(machine, DW_OP_plus);
}

static struct sonde_error *run_frame_base(struct machine *machine, int64_t offset)
{
	Dwarf_Attribute attr;
	Dwarf_Op *ops;
	uint64_t reg;
	size_t count;

	TRY(frame_base(machine->context, &attr, &ops, &count));
	if (count == 1 && register_of(&ops[0], &reg))
		return run_register_base(machine, reg, offset);
	TRY(run(machine, &attr, ops, count));
	/* It is an address, also where the expression for it says that it is a value. */
	machine->is_value = false;
	TRY(push_number(machine, (uint64_t)offset));
	return run_binary(machine, DW_OP_plus);
}

/* What the inner expression, mostly a register, was when the function was entered. */
static struct sonde_error *run_entry_value(struct machine *machine, const Dwarf_Op *op)
{
	Dwarf_Attribute attr;
	uint64_t entry;
	Dwarf_Op *ops;
	size_t count;

	if (!func_entry(&machine->context->instance->outer, &entry) ||
	    entry != machine->context->pc)
		return unavailable("it is not kept here: only the function's entry knew it");
	if (!machine->attr || dwarf_getlocation_attr(machine->attr, op, &attr) != 0 ||
	    dwarf_getlocation(&attr, &ops, &count) != 0)
		return damaged();
	TRY(run(machine, &attr, ops, count));
	machine->is_value = false;
	return NULL;
}

/* An address or a number that stands in .debug_addr (DWARF 5, 7.27). */
static struct sonde_error *run_indexed(struct machine *machine, const Dwarf_Op *op, bool is_address)
{
	Dwarf_Attribute attr;
	Dwarf_Addr number;

	if (!machine->attr || dwarf_getlocation_attr(machine->attr, op, &attr) != 0 ||
	    dwarf_formaddr(&attr, &number) != 0)
		return damaged();
	if (!is_address)
		return push_number(machine, number);
	return push(machine, (struct operand){.base = OPERAND_ADDRESS, .number = number});
}

/* Cut or widened to the size of a type; none is that of an address. */
static struct sonde_error *run_convert(struct machine *machine, const Dwarf_Op *op)
{
	uint64_t size = machine->context->arch->word_size;
	bool is_signed = false;
	struct term term;
	Dwarf_Die type;

	if (op->number) {
		if (!machine->attr || dwarf_getlocation_die(machine->attr, op, &type) != 0)
			return damaged();
		if (die_is_float(&type) || !die_byte_size(&type, &size) || size == 0 ||
		    size > machine->context->arch->word_size)
			return arith_computed(op->atom);
		is_signed = die_is_signed(&type);
	}
	TRY(pop_term(machine, &term));
	if (!arith_convert(8 * (unsigned)size, is_signed, &term))
		return arith_computed(op->atom);
	return push_term(machine, term);
}

static struct sonde_error *run_arithmetic(struct machine *machine, const Dwarf_Op *op)
{
	switch (op->atom) {
	case DW_OP_dup:
		return run_pick(machine, 0);
	case DW_OP_over:
		return run_pick(machine, 1);
	case DW_OP_pick:
		return run_pick(machine, op->number);
	case DW_OP_drop:
		return pop_term(machine, &(struct term){0});
	case DW_OP_swap:
		return run_swap(machine);
	case DW_OP_plus_uconst:
		TRY(push_number(machine, op->number));
		return run_binary(machine, DW_OP_plus);
	case DW_OP_deref:
		return run_deref(machine, machine->context->arch->word_size);
	case DW_OP_deref_size:
		return run_deref(machine, op->number);
	case DW_OP_convert:
	case DW_OP_GNU_convert:
		return run_convert(machine, op);
	case DW_OP_nop:
		return NULL;
	default:
		return run_binary(machine, op->atom);
	}
}

/* Operations that name what they are in one word. */
static struct sonde_error *refuse(unsigned atom)
{
	switch (atom) {
	case DW_OP_form_tls_address:
	case DW_OP_GNU_push_tls_address:
		return unavailable("it is thread-local");
	case DW_OP_GNU_parameter_ref:
	case DW_OP_GNU_variable_value:
		return unavailable("it refers to another variable that is optimized out");
	default:
		return arith_computed(atom);
	}
}

/* Operations that put something on the stack. */
static struct sonde_error *run_source(struct machine *machine, const Dwarf_Op *op)
{
	switch (op->atom) {
	case DW_OP_addr:
		return push(machine,
			    (struct operand){.base = OPERAND_ADDRESS, .number = op->number});
	case DW_OP_addrx:
	case DW_OP_GNU_addr_index:
		return run_indexed(machine, op, true);
	case DW_OP_constx:
	case DW_OP_GNU_const_index:
		return run_indexed(machine, op, false);
	case DW_OP_reg0 ... DW_OP_reg31:
		machine->is_value = true;
		return push_register(machine, op->atom - DW_OP_reg0, 0);
	case DW_OP_regx:
		machine->is_value = true;
		return push_register(machine, op->number, 0);
	case DW_OP_breg0 ... DW_OP_breg31:
		return push_register(machine, op->atom - DW_OP_breg0, (int64_t)op->number);
	case DW_OP_bregx:
		return push_register(machine, op->number, (int64_t)op->number2);
	case DW_OP_fbreg:
		return run_frame_base(machine, (int64_t)op->number);
	case DW_OP_call_frame_cfa:
		return run_frame_address(machine);
	case DW_OP_entry_value:
	case DW_OP_GNU_entry_value:
		return run_entry_value(machine, op);
	default:
		return refuse(op->atom);
	}
}

static struct sonde_error *run_one(struct machine *machine, const Dwarf_Op *op)
{
	switch (op->atom) {
	case DW_OP_lit0 ... DW_OP_lit31:
		return push_number(machine, op->atom - DW_OP_lit0);
	case DW_OP_const1u ... DW_OP_consts:
		return push_number(machine, op->number);
	case DW_OP_stack_value:
		machine->is_value = true;
		return NULL;
	case DW_OP_dup:
	case DW_OP_drop:
	case DW_OP_over:
	case DW_OP_pick:
	case DW_OP_swap:
	case DW_OP_plus_uconst:
	case DW_OP_deref:
	case DW_OP_deref_size:
	case DW_OP_convert:
	case DW_OP_GNU_convert:
	case DW_OP_nop:
	case DW_OP_and:
	case DW_OP_minus:
	case DW_OP_mul:
	case DW_OP_or:
	case DW_OP_plus:
	case DW_OP_xor:
	case DW_OP_shl:
	case DW_OP_shr:
	case DW_OP_shra:
		return run_arithmetic(machine, op);
	default:
		return run_source(machine, op);
	}
}

/* A register stands alone, and nothing follows the word that the value is on the stack. */
static bool is_misplaced(const Dwarf_Op *op, size_t i, size_t count)
{
	switch (op->atom) {
	case DW_OP_reg0 ... DW_OP_reg31:
	case DW_OP_regx:
		return count != 1;
	case DW_OP_stack_value:
		return i + 1 != count;
	default:
		return false;
	}
}

static struct sonde_error *run(struct machine *machine, Dwarf_Attribute *attr, const Dwarf_Op *ops,
			       size_t count)
{
	Dwarf_Attribute *const outer = machine->attr;
	struct sonde_error *error = NULL;

	if (++machine->depth > EXPRESSION_DEPTH_MAX)
		return unavailable("its DWARF expressions are nested too deep");
	machine->attr = attr;
	for (size_t i = 0; i < count && !error; i++)
		error = is_misplaced(&ops[i], i, count) ? damaged() : run_one(machine, &ops[i]);
	machine->attr = outer;
	machine->depth--;
	return error;
}

struct sonde_error *expr_run(const struct loc_context *context, Dwarf_Attribute *attr,
			     const Dwarf_Op *ops, size_t count, struct operand *ret)
{
	struct machine machine = {.context = context};
	struct operand top;

	TRY(run(&machine, attr, ops, count));
	TRY(pop(&machine, &top));
	if (!machine.is_value && top.bit_size)
		return unavailable("its address is computed, which a fetch argument cannot do");
	top.in_memory = !machine.is_value;
	*ret = top;
	return NULL;
}
