/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/bench/expression.h"

#include <stdlib.h>
#include <string.h>

#include <dwarf.h>
#include <gelf.h>

#define STACK_MAX  64
#define NESTED_MAX 8

struct run {
	const struct view *view;
	Dwarf_Attribute *attr;
	struct number stack[STACK_MAX];
	size_t size;
	bool is_value;
	unsigned nested;
};

static struct result run_all(const struct view *view, Dwarf_Attribute *attr, const Dwarf_Op *ops,
			     size_t count, unsigned nested);

static void push(struct run *run, struct number number)
{
	if (run->size < STACK_MAX)
		run->stack[run->size++] = number;
}

static struct number pop(struct run *run)
{
	return run->size ? run->stack[--run->size] : number_unknown("damaged expression");
}

static struct number in_register(const struct view *view, uint64_t reg)
{
	const unsigned last = view->machine->arch == EM_X86_64 ? 16 : 31;

	if (reg > last)
		return number_unknown("a register of floats or vectors");
	return (struct number){
		.value = machine_register(view->machine, reg),
		.shape = SHAPE_PLAIN,
	};
}

static struct number address(const struct view *view, uint64_t place)
{
	const struct machine *machine = view->machine;

	if (place >= machine->percpu_start && place < machine->percpu_end)
		return number_lost("a per-CPU variable", machine_lost(machine, place));
	return (struct number){.value = place + machine->slide, .shape = SHAPE_ADDRESS};
}

static struct number load(const struct view *view, struct number at, unsigned size)
{
	struct number number = {.shape = SHAPE_PLAIN};

	if (at.is_unknown || at.shape == SHAPE_OTHER || at.shape == SHAPE_BITS ||
	    at.shape == SHAPE_SHIFTED || at.shape == SHAPE_CONSTANT)
		number = number_other(number, at.why ? at.why : "computed: other arithmetic");
	number.is_unknown = at.is_unknown;
	number.value = machine_load(view->machine, at.value, size);
	if (number.shape == SHAPE_PLAIN && size < 8) {
		number.shape = SHAPE_BITS;
		number.bit_width = 8 * size;
	}
	return number;
}

static Dwarf_Frame *frame_here(const struct view *view)
{
	Dwarf_Frame *frame;

	for (size_t i = 0; i < 2; i++) {
		if (view->frames[i] && dwarf_cfi_addrframe(view->frames[i], view->pc, &frame) == 0)
			return frame;
	}
	return NULL;
}

static struct number frame_address(const struct view *view, unsigned nested)
{
	Dwarf_Frame *frame = frame_here(view);
	struct number ret = number_unknown("no call frame information");
	Dwarf_Op *ops;
	size_t count;

	if (frame && dwarf_frame_cfa(frame, &ops, &count) == 0 && count)
		ret = run_all(view, NULL, ops, count, nested).number;
	free(frame);
	return ret;
}

static struct number frame_base(const struct view *view, unsigned nested)
{
	Dwarf_Attribute attr;
	Dwarf_Op *ops;
	size_t count;

	if (!dwarf_attr_integrate(view->function, DW_AT_frame_base, &attr) ||
	    dwarf_getlocation_addr(&attr, view->pc, &ops, &count, 1) != 1)
		return number_unknown("no frame base");
	return run_all(view, &attr, ops, count, nested).number;
}

/* What the register was at the entry, where the call frame information knows. */
static struct number register_at_entry(const struct view *view, unsigned reg, unsigned nested)
{
	const bool pushes = view->machine->arch == EM_X86_64;
	struct number ret = number_lost("only the entry knew it (entry value)",
					machine_lost(view->machine, reg));
	Dwarf_Frame *frame;
	Dwarf_Op memory[3], *ops = NULL;
	size_t count = 0;

	if (reg == machine_stack_pointer(view->machine))
		return number_plus(frame_address(view, nested), pushes ? (uint64_t)-8 : 0);
	frame = frame_here(view);
	if (frame && dwarf_frame_register(frame, (int)reg, memory, &ops, &count) == 0) {
		if (count) {
			struct result at = run_all(view, NULL, ops, count, nested);

			ret = at.is_value ? at.number : load(view, at.number, 8);
		} else if (!ops) {
			ret = in_register(view, reg);
		}
	}
	free(frame);
	return ret;
}

static struct number entry_value(struct run *run, const Dwarf_Op *op)
{
	const struct view *view = run->view;
	Dwarf_Attribute attr;
	Dwarf_Addr entry;
	Dwarf_Op *ops;
	size_t count;

	if (!run->attr || dwarf_getlocation_attr(run->attr, op, &attr) != 0 ||
	    dwarf_getlocation(&attr, &ops, &count) != 0 || !count)
		return number_unknown("damaged expression");
	if (dwarf_entrypc(view->function, &entry) == 0 && entry == view->pc)
		return run_all(view, &attr, ops, count, run->nested).number;
	if (count == 1 && ops[0].atom >= DW_OP_reg0 && ops[0].atom <= DW_OP_reg31)
		return register_at_entry(view, ops[0].atom - DW_OP_reg0, run->nested);
	return number_unknown("only the entry knew it (entry value)");
}

/* Size and sign of a base type that an operation refers to. */
static void typed(struct run *run, const Dwarf_Op *op, struct number *number)
{
	Dwarf_Die type;
	Dwarf_Attribute attr;
	Dwarf_Word encoding;

	number->type_bits = 0;
	number->type_signed = false;
	if (!run->attr || dwarf_getlocation_die(run->attr, op, &type) != 0 ||
	    dwarf_tag(&type) != DW_TAG_base_type)
		return;
	if (!dwarf_attr(&type, DW_AT_encoding, &attr) || dwarf_formudata(&attr, &encoding) != 0 ||
	    encoding == DW_ATE_float) {
		*number = number_unknown("a float");
		return;
	}
	number->type_bits = 8 * (unsigned)dwarf_bytesize(&type);
	number->type_signed = encoding == DW_ATE_signed || encoding == DW_ATE_signed_char;
}

static struct number convert(struct run *run, const Dwarf_Op *op, struct number from)
{
	struct number type = {0};

	typed(run, op, &type);
	return type.is_unknown ? type : number_convert(from, &type);
}

static struct number typed_constant(struct run *run, const Dwarf_Op *op)
{
	const uint8_t *block = (const uint8_t *)(uintptr_t)op->number2;
	struct number number = number_constant(0);

	typed(run, op, &number);
	if (!block || block[0] > 8)
		return number_unknown("a constant of many bytes");
	memcpy(&number.value, block + 1, block[0]);
	number.value = number_fit(number.value, number.type_bits, number.type_signed);
	return number;
}

static struct number indexed(struct run *run, const Dwarf_Op *op, bool is_address)
{
	Dwarf_Attribute attr;
	Dwarf_Addr value;

	if (!run->attr || dwarf_getlocation_attr(run->attr, op, &attr) != 0 ||
	    dwarf_formaddr(&attr, &value) != 0)
		return number_unknown("damaged expression");
	return is_address ? address(run->view, value) : number_constant(value);
}

static void run_binary(struct run *run, unsigned atom)
{
	struct number b = pop(run), a = pop(run);

	push(run, number_binary(atom, a, b));
}

/* Operations that move what is on the stack. */
static void run_stack(struct run *run, const Dwarf_Op *op)
{
	struct number a, b, c;
	size_t pick = op->atom == DW_OP_dup ? 0 : op->atom == DW_OP_over ? 1 : op->number;

	switch (op->atom) {
	case DW_OP_drop:
		pop(run);
		return;
	case DW_OP_swap:
		b = pop(run), a = pop(run);
		push(run, b);
		push(run, a);
		return;
	case DW_OP_rot:
		c = pop(run), b = pop(run), a = pop(run);
		push(run, c);
		push(run, a);
		push(run, b);
		return;
	default:
		push(run, pick < run->size ? run->stack[run->size - 1 - pick]
					   : number_unknown("damaged expression"));
	}
}

static void run_typed(struct run *run, const Dwarf_Op *op)
{
	switch (op->atom) {
	case DW_OP_regval_type:
	case DW_OP_GNU_regval_type:
		push(run, convert(run, op, in_register(run->view, op->number)));
		return;
	case DW_OP_deref_type:
	case DW_OP_GNU_deref_type:
		push(run, convert(run, op, load(run->view, pop(run), (unsigned)op->number)));
		return;
	case DW_OP_const_type:
	case DW_OP_GNU_const_type:
		push(run, typed_constant(run, op));
		return;
	default:
		push(run, convert(run, op, pop(run)));
	}
}

static void refuse(struct run *run, unsigned atom)
{
	switch (atom) {
	case DW_OP_implicit_pointer:
	case DW_OP_GNU_implicit_pointer:
		push(run, number_unknown("a pointer to an object that is gone (implicit pointer)"));
		return;
	case DW_OP_form_tls_address:
	case DW_OP_GNU_push_tls_address:
		push(run, number_unknown("thread-local"));
		return;
	case DW_OP_GNU_parameter_ref:
	case DW_OP_GNU_variable_value:
		push(run, number_unknown("the value of a variable that is gone"));
		return;
	case DW_OP_bra:
	case DW_OP_skip:
		push(run, number_unknown("computed: with branches"));
		return;
	default:
		push(run, number_unknown("an operation that is not known"));
	}
}

static void run_constant(struct run *run, const Dwarf_Op *op)
{
	switch (op->atom) {
	case DW_OP_addr:
		push(run, address(run->view, op->number));
		return;
	case DW_OP_addrx:
	case DW_OP_GNU_addr_index:
		push(run, indexed(run, op, true));
		return;
	case DW_OP_constx:
	case DW_OP_GNU_const_index:
		push(run, indexed(run, op, false));
		return;
	case DW_OP_lit0 ... DW_OP_lit31:
		push(run, number_constant(op->atom - DW_OP_lit0));
		return;
	default:
		push(run, number_constant(op->number));
	}
}

static void run_place(struct run *run, const Dwarf_Op *op)
{
	const struct view *view = run->view;

	switch (op->atom) {
	case DW_OP_reg0 ... DW_OP_reg31:
		run->is_value = true;
		push(run, in_register(view, op->atom - DW_OP_reg0));
		return;
	case DW_OP_regx:
		run->is_value = true;
		push(run, in_register(view, op->number));
		return;
	case DW_OP_breg0 ... DW_OP_breg31:
		push(run, number_plus(in_register(view, op->atom - DW_OP_breg0), op->number));
		return;
	case DW_OP_bregx:
		push(run, number_plus(in_register(view, op->number), op->number2));
		return;
	case DW_OP_fbreg:
		push(run, number_plus(frame_base(view, run->nested), op->number));
		return;
	case DW_OP_call_frame_cfa:
		push(run, frame_address(view, run->nested));
		return;
	default:
		push(run, entry_value(run, op));
	}
}

static void run_one(struct run *run, const Dwarf_Op *op)
{
	switch (op->atom) {
	case DW_OP_addr:
	case DW_OP_addrx:
	case DW_OP_constx:
	case DW_OP_GNU_addr_index:
	case DW_OP_GNU_const_index:
	case DW_OP_const1u ... DW_OP_consts:
	case DW_OP_lit0 ... DW_OP_lit31:
		return run_constant(run, op);
	case DW_OP_reg0 ... DW_OP_bregx:
	case DW_OP_call_frame_cfa:
	case DW_OP_entry_value:
	case DW_OP_GNU_entry_value:
		return run_place(run, op);
	case DW_OP_dup ... DW_OP_swap:
	case DW_OP_rot:
		return run_stack(run, op);
	case DW_OP_deref:
		return push(run, load(run->view, pop(run), 8));
	case DW_OP_deref_size:
		return push(run, load(run->view, pop(run), (unsigned)op->number));
	case DW_OP_plus_uconst:
		return push(run, number_plus(pop(run), op->number));
	case DW_OP_abs:
	case DW_OP_neg:
	case DW_OP_not:
		return push(run, number_unary(op->atom, pop(run)));
	case DW_OP_and:
	case DW_OP_div ... DW_OP_mul:
	case DW_OP_or:
	case DW_OP_plus:
	case DW_OP_shl ... DW_OP_xor:
	case DW_OP_eq ... DW_OP_ne:
		return run_binary(run, op->atom);
	case DW_OP_const_type ... DW_OP_deref_type:
	case DW_OP_convert:
	case DW_OP_reinterpret:
	case DW_OP_GNU_const_type ... DW_OP_GNU_convert:
	case DW_OP_GNU_reinterpret:
		return run_typed(run, op);
	case DW_OP_stack_value:
		run->is_value = true;
		return;
	case DW_OP_nop:
		return;
	default:
		return refuse(run, op->atom);
	}
}

static struct result run_all(const struct view *view, Dwarf_Attribute *attr, const Dwarf_Op *ops,
			     size_t count, unsigned nested)
{
	struct run run = {.view = view, .attr = attr, .nested = nested + 1};

	if (nested >= NESTED_MAX)
		return (struct result){number_unknown("nested too deep"), true};
	for (size_t i = 0; i < count; i++)
		run_one(&run, &ops[i]);
	return (struct result){pop(&run), run.is_value};
}

struct result expression_run(const struct view *view, Dwarf_Attribute *attr, const Dwarf_Op *ops,
			     size_t count)
{
	return run_all(view, attr, ops, count, 0);
}
