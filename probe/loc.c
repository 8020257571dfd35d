/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A variable's DW_AT_location is one expression, or a list of them with address ranges. At the
 * entry of vfs_read() of a stock 6.12 kernel, `readelf --debug-dump=loc` shows for `count`
 *
 *     v000000000000000 v000000000000000 views at 0160e264 for:
 *              ffffffff813d7a90 ffffffff813d7ae2 (DW_OP_reg1 (rdx))
 *              ffffffff813d7ae2 ffffffff813d7b0a (DW_OP_reg3 (rbx))
 *              ffffffff813d7b0a ffffffff813d7b1a (DW_OP_entry_value: (DW_OP_reg1 (rdx));
 *                                                 DW_OP_stack_value)
 *
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
 * The machine's stack holds operands. Arithmetic is done where one side is a plain number;
 * everything else (masks, shifts, comparisons, branches) is refused by its number.
 */
#include "probe/loc.h"

#include <inttypes.h>
#include <string.h>

#include "probe/die.h"
#include "probe/place.h"

/* Real expressions use fewer than ten entries. */
#define STACK_MAX 32
/* entry_value and the frame base run expressions within expressions. */
#define EXPRESSION_DEPTH_MAX 4

struct machine {
	const struct loc_context *context;
	/** The attribute that the running expression came from. */
	Dwarf_Attribute *attr;
	struct operand stack[STACK_MAX];
	size_t size;
	/** The result is no address, but the value itself. */
	bool is_value;
	unsigned depth;
};

static struct sonde_error *run(struct machine *machine, const Dwarf_Op *ops, size_t count);

/* Why the variable cannot be had, as the rest of a sentence. */
#define unavailable(...) sonde_error_new(SONDE_ERROR_UNAVAILABLE, __VA_ARGS__)

static struct sonde_error *push(struct machine *machine, struct operand operand)
{
	if (machine->size == STACK_MAX)
		return unavailable("its DWARF expression needs a stack of over %d entries",
				   STACK_MAX);
	machine->stack[machine->size++] = operand;
	return NULL;
}

static struct sonde_error *push_number(struct machine *machine, uint64_t number)
{
	return push(machine, (struct operand){.base = OPERAND_CONSTANT, .number = number});
}

static struct sonde_error *push_register(struct machine *machine, uint64_t reg, int64_t addend)
{
	return push(machine,
		    (struct operand){.base = OPERAND_REGISTER, .number = reg, .addend = addend});
}

static struct sonde_error *pop(struct machine *machine, struct operand *ret)
{
	if (machine->size == 0)
		return unavailable("its DWARF expression is damaged: the stack is empty");
	*ret = machine->stack[--machine->size];
	return NULL;
}

/* A constant's value with its addend. */
static uint64_t number_of(const struct operand *operand)
{
	return operand->number + (uint64_t)operand->addend;
}

static struct sonde_error *computed(unsigned atom)
{
	return unavailable("its value is computed (DWARF operation 0x%02x), which a fetch argument "
			   "cannot do",
			   atom);
}

/* Two constants give a constant. */
static struct sonde_error *fold(struct machine *machine, unsigned atom, uint64_t a, uint64_t b)
{
	switch (atom) {
	case DW_OP_plus:
		return push_number(machine, a + b);
	case DW_OP_minus:
		return push_number(machine, a - b);
	case DW_OP_mul:
		return push_number(machine, a * b);
	case DW_OP_and:
		return push_number(machine, a & b);
	case DW_OP_or:
		return push_number(machine, a | b);
	case DW_OP_xor:
		return push_number(machine, a ^ b);
	case DW_OP_shl:
		return push_number(machine, b < 64 ? a << b : 0);
	case DW_OP_shr:
		return push_number(machine, b < 64 ? a >> b : 0);
	default:
		return computed(atom);
	}
}

static struct sonde_error *run_binary(struct machine *machine, unsigned atom)
{
	struct operand a, b;

	TRY(pop(machine, &b));
	TRY(pop(machine, &a));
	if (operand_is_constant(&a) && operand_is_constant(&b))
		return fold(machine, atom, number_of(&a), number_of(&b));
	if (atom == DW_OP_plus && operand_is_constant(&a)) {
		struct operand other = a;

		a = b;
		b = other;
	}
	if ((atom != DW_OP_plus && atom != DW_OP_minus) || !operand_is_constant(&b))
		return computed(atom);
	a.addend = (int64_t)(atom == DW_OP_plus ? (uint64_t)a.addend + number_of(&b)
						: (uint64_t)a.addend - number_of(&b));
	return push(machine, a);
}

static struct sonde_error *run_add(struct machine *machine, uint64_t number)
{
	struct operand top;

	TRY(pop(machine, &top));
	top.addend = (int64_t)((uint64_t)top.addend + number);
	return push(machine, top);
}

static struct sonde_error *run_deref(struct machine *machine, uint64_t size)
{
	struct operand top;

	if (size != machine->context->arch->word_size)
		return unavailable("its DWARF expression goes through a pointer of %" PRIu64
				   " bytes, which a fetch argument cannot do",
				   size);
	TRY(pop(machine, &top));
	TRY(operand_deref(&top));
	return push(machine, top);
}

/* The n-th entry from the top once more. */
static struct sonde_error *run_pick(struct machine *machine, uint64_t n)
{
	if (n >= machine->size)
		return unavailable("its DWARF expression is damaged: the stack is too small");
	return push(machine, machine->stack[machine->size - 1 - n]);
}

static struct sonde_error *run_swap(struct machine *machine)
{
	struct operand a, b;

	TRY(pop(machine, &b));
	TRY(pop(machine, &a));
	TRY(push(machine, b));
	return push(machine, a);
}

/* What dwarf_getcfi() gives belongs to the Dwarf; this is for what dwarf_getcfi_elf() gives. */
static void cfi_end(Dwarf_CFI **cfi)
{
	if (*cfi)
		dwarf_cfi_end(*cfi);
}

/* The canonical frame address, from the call frame information of .debug_frame or .eh_frame. */
static struct sonde_error *run_frame_address(struct machine *machine)
{
	struct image *image = machine->context->image;
	_cleanup_(cfi_end) Dwarf_CFI *unwind = dwarf_getcfi_elf(image->elf);
	Dwarf_CFI *const tables[] = {dwarf_getcfi(image->dwarf), unwind};

	for (size_t i = 0; i < 2; i++) {
		Dwarf_Frame *frame;
		Dwarf_Op *ops;
		size_t count;
		struct sonde_error *error;

		if (!tables[i] || dwarf_cfi_addrframe(tables[i], machine->context->pc, &frame) != 0)
			continue;
		if (dwarf_frame_cfa(frame, &ops, &count) != 0 || count == 0) {
			free(frame);
			continue;
		}
		error = run(machine, ops, count);
		free(frame);
		return error;
	}
	return unavailable("it is in the stack frame, and there is no call frame information here");
}

static struct sonde_error *run_frame_base(struct machine *machine, int64_t offset)
{
	Dwarf_Attribute attr;
	Dwarf_Op *ops;
	size_t count;

	if (!dwarf_attr_integrate(&machine->context->instance->outer, DW_AT_frame_base, &attr) ||
	    dwarf_getlocation_addr(&attr, machine->context->pc, &ops, &count, 1) != 1)
		return unavailable("it is in the stack frame, whose base is not known here");
	TRY(run(machine, ops, count));
	/* A register as frame base means its content; the frame base is an address either way. */
	machine->is_value = false;
	return run_add(machine, (uint64_t)offset);
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
		return unavailable("its DWARF expression is damaged");
	TRY(run(machine, ops, count));
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
		return unavailable("its DWARF expression is damaged");
	if (!is_address)
		return push_number(machine, number);
	return push(machine, (struct operand){.base = OPERAND_ADDRESS, .number = number});
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
		return pop(machine, &(struct operand){0});
	case DW_OP_swap:
		return run_swap(machine);
	case DW_OP_plus_uconst:
		return run_add(machine, op->number);
	case DW_OP_deref:
		return run_deref(machine, machine->context->arch->word_size);
	case DW_OP_deref_size:
		return run_deref(machine, op->number);
	case DW_OP_nop:
		return NULL;
	case DW_OP_plus:
	case DW_OP_minus:
	case DW_OP_mul:
	case DW_OP_and:
	case DW_OP_or:
	case DW_OP_xor:
	case DW_OP_shl:
	case DW_OP_shr:
		return run_binary(machine, op->atom);
	default:
		return computed(op->atom);
	}
}

/* Operations that name what they are in one word. */
static struct sonde_error *refuse(unsigned atom)
{
	switch (atom) {
	case DW_OP_piece:
	case DW_OP_bit_piece:
		return unavailable("it is split into pieces here");
	case DW_OP_implicit_pointer:
	case DW_OP_GNU_implicit_pointer:
		return unavailable("the pointer is optimized out, only what it points to is known");
	case DW_OP_form_tls_address:
	case DW_OP_GNU_push_tls_address:
		return unavailable("it is thread-local");
	case DW_OP_GNU_parameter_ref:
	case DW_OP_GNU_variable_value:
		return unavailable("it refers to another variable that is optimized out");
	default:
		return computed(atom);
	}
}

static struct sonde_error *run_one(struct machine *machine, const Dwarf_Op *op)
{
	switch (op->atom) {
	case DW_OP_lit0 ... DW_OP_lit31:
		return push_number(machine, op->atom - DW_OP_lit0);
	case DW_OP_const1u:
	case DW_OP_const1s:
	case DW_OP_const2u:
	case DW_OP_const2s:
	case DW_OP_const4u:
	case DW_OP_const4s:
	case DW_OP_const8u:
	case DW_OP_const8s:
	case DW_OP_constu:
	case DW_OP_consts:
		return push_number(machine, op->number);
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
	case DW_OP_stack_value:
		machine->is_value = true;
		return NULL;
	case DW_OP_dup ... DW_OP_xor:
	case DW_OP_deref_size:
	case DW_OP_deref:
	case DW_OP_nop:
		return run_arithmetic(machine, op);
	default:
		return refuse(op->atom);
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

static struct sonde_error *run(struct machine *machine, const Dwarf_Op *ops, size_t count)
{
	struct sonde_error *error = NULL;

	if (++machine->depth > EXPRESSION_DEPTH_MAX)
		return unavailable("its DWARF expressions are nested too deep");
	for (size_t i = 0; i < count && !error; i++) {
		if (is_misplaced(&ops[i], i, count))
			error = unavailable("its DWARF expression is damaged");
		else
			error = run_one(machine, &ops[i]);
	}
	machine->depth--;
	return error;
}

static struct sonde_error *evaluate(const struct loc_context *context, Dwarf_Attribute *attr,
				    const Dwarf_Op *ops, size_t count, struct operand *ret)
{
	struct machine machine = {.context = context, .attr = attr};
	struct operand top;

	for (size_t i = 0; i < count; i++) {
		if (ops[i].atom == DW_OP_piece || ops[i].atom == DW_OP_bit_piece)
			return refuse(ops[i].atom);
	}
	TRY(run(&machine, ops, count));
	TRY(pop(&machine, &top));
	top.in_memory = !machine.is_value;
	*ret = top;
	return NULL;
}

/* DW_OP_implicit_value: the bytes of the value stand in the expression. */
static struct sonde_error *implicit_value(Dwarf_Attribute *attr, const Dwarf_Op *op,
					  struct operand *ret)
{
	Dwarf_Block block;
	uint64_t number = 0;

	if (dwarf_getlocation_implicit_value(attr, op, &block) != 0)
		return unavailable("its DWARF expression is damaged");
	if (block.length > sizeof(number))
		return unavailable("it is a constant of %" PRIu64 " bytes", (uint64_t)block.length);
	memcpy(&number, block.data, block.length);
	*ret = (struct operand){.base = OPERAND_CONSTANT, .number = number};
	return NULL;
}

/*
 * DW_AT_const_value. The forms without a sign of their own are used for numbers of 0 and more:
 * gcc writes 200 in one byte, be it an unsigned int or an int. (dwarf_formsdata() takes that byte
 * for -56.) Should another compiler mean -56 with a type of one byte: the bits are the same.
 */
static struct sonde_error *constant_value(Dwarf_Attribute *attr, struct operand *ret)
{
	const unsigned form = dwarf_whatform(attr);
	const bool is_signed = form == DW_FORM_sdata || form == DW_FORM_implicit_const;
	Dwarf_Word number;
	Dwarf_Sword sign;
	Dwarf_Block block;

	*ret = (struct operand){.base = OPERAND_CONSTANT};
	if (is_signed && dwarf_formsdata(attr, &sign) == 0) {
		ret->number = (uint64_t)sign;
		return NULL;
	}
	if (!is_signed && dwarf_formudata(attr, &number) == 0) {
		ret->number = number;
		return NULL;
	}
	if (dwarf_formblock(attr, &block) == 0 && block.length <= sizeof(ret->number)) {
		memcpy(&ret->number, block.data, block.length);
		return NULL;
	}
	return unavailable("it is a constant that does not fit a register");
}

/*
 * DWARF gives one place in the stack frame for all of the function, also before the frame is
 * there. Below the stack pointer of a kernel, which has no red zone, lies what the probe itself
 * pushed; and before the first instruction no frame pointer is this function's.
 */
static struct sonde_error *check_frame(const struct loc_context *context,
				       const struct operand *operand)
{
	const int64_t first = operand->deref_count ? operand->derefs[0] : operand->addend;
	const bool below_stack = context->image->kind != IMAGE_USER &&
				 operand->number == context->arch->stack_pointer;
	uint64_t entry;

	if (operand->base != OPERAND_REGISTER || first >= 0 ||
	    (!operand->deref_count && !operand->in_memory))
		return NULL;
	if (below_stack || (!operand->deref_count &&
			    func_entry(&context->instance->outer, &entry) && entry == context->pc))
		return unavailable("its place on the stack is not set up yet here");
	return NULL;
}

uint64_t loc_start(const struct loc_context *context)
{
	const struct func_instance *instance = context->instance;

	return instance->is_inlined ? instance->entry
				    : place_of_symbol(context->image, instance->entry);
}

struct sonde_error *loc_of_variable(const struct loc_context *context, Dwarf_Die *variable,
				    struct operand *ret)
{
	struct operand operand;
	Dwarf_Attribute attr;
	Dwarf_Op *ops;
	size_t count;
	int found;

	if (!dwarf_attr_integrate(variable, DW_AT_location, &attr)) {
		if (dwarf_attr_integrate(variable, DW_AT_const_value, &attr))
			return constant_value(&attr, ret);
		return unavailable("it is optimized out");
	}
	found = dwarf_getlocation_addr(&attr, context->pc, &ops, &count, 1);
	if (found < 0)
		return unavailable("its location is damaged: %s", dwarf_errmsg(-1));
	if (found == 0 || count == 0)
		return unavailable("it is optimized out at this place");
	if (count == 1 && ops[0].atom == DW_OP_implicit_value)
		return implicit_value(&attr, &ops[0], ret);
	TRY(evaluate(context, &attr, ops, count, &operand));
	TRY(check_frame(context, &operand));
	*ret = operand;
	return NULL;
}
