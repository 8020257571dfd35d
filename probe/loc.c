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
 * The expression that holds at the address is taken apart here. One that is split has a simple
 * expression before each DW_OP_piece, or nothing, where that part is optimized out:
 *
 *     DW_OP_reg3 (rbx); DW_OP_piece: 8; DW_OP_piece: 4; DW_OP_fbreg: -36; DW_OP_piece: 4
 *
 * Simple expressions are of three kinds: DW_OP_implicit_value is followed by the bytes of the
 * value, DW_OP_implicit_pointer by the variable that a pointer points to which itself is optimized
 * out; all else is for the machine of probe/expr.h.
 */
#include "probe/loc.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "probe/code_name.h"
#include "probe/die.h"
#include "probe/expr.h"
#include "probe/frame.h"
#include "probe/loc_list.h"
#include "probe/place.h"

/* Bits in a variable that a piece may have: far more than any register or struct on a stack has. */
#define PIECE_BITS_MAX (UINT64_C(8) << 32)

/* Why the variable cannot be had, as the rest of a sentence. */
#define unavailable(...) sonde_error_new(SONDE_ERROR_UNAVAILABLE, __VA_ARGS__)

void location_deinit(struct location *location)
{
	vec_for_each(location, piece)
		sonde_error_destroy(piece->reason);
	vec_deinit(location);
}

static struct sonde_error *push_operand(struct location *location, struct operand operand)
{
	operand.own_derefs = operand.deref_count + operand.in_memory;
	return vec_push(location, (struct loc_piece){.kind = LOC_OPERAND, .operand = operand});
}

static struct sonde_error *push_constant(struct location *location, uint64_t number)
{
	return push_operand(location, (struct operand){.base = OPERAND_CONSTANT, .number = number});
}

/* DW_OP_implicit_value: the bytes of the value stand in the expression. */
static struct sonde_error *implicit_value(Dwarf_Attribute *attr, const Dwarf_Op *op,
					  struct location *ret)
{
	Dwarf_Block block;
	uint64_t number = 0;

	if (dwarf_getlocation_implicit_value(attr, op, &block) != 0)
		return unavailable("its DWARF expression is damaged");
	if (block.length > sizeof(number))
		return unavailable("it is a constant of %" PRIu64 " bytes", (uint64_t)block.length);
	memcpy(&number, block.data, block.length);
	return push_constant(ret, number);
}

/*
 * DW_OP_implicit_pointer has a signed offset (DWARF 5, 2.6.1.1.4), which libdw reads as one without
 * a sign. Only where the highest of its groups of 7 bits has no sign bit are the two the same.
 */
static bool is_same_signed(uint64_t offset)
{
	while (offset >= 0x80)
		offset >>= 7;
	return !(offset & 0x40);
}

static bool is_variable(Dwarf_Die *die)
{
	const int tag = dwarf_tag(die);

	return tag == DW_TAG_variable || tag == DW_TAG_formal_parameter;
}

static struct sonde_error *implicit_pointer(Dwarf_Attribute *attr, const Dwarf_Op *op,
					    struct location *ret)
{
	struct loc_piece piece = {.kind = LOC_POINTER, .offset = (int64_t)op->number2};

	if (dwarf_getlocation_die(attr, op, &piece.target) != 0 || !is_variable(&piece.target))
		return unavailable("the pointer is optimized out, and so is what it points to");
	if (!is_same_signed(op->number2))
		return unavailable("the pointer is optimized out, and it cannot be read how far "
				   "from its target it points");
	return vec_push(ret, piece);
}

/* An expression that is not split. */
static struct sonde_error *simple(const struct loc_context *context, Dwarf_Attribute *attr,
				  const Dwarf_Op *ops, size_t count, struct location *ret)
{
	struct operand operand;

	if (count == 0)
		return unavailable("it is optimized out at this place");
	if (count == 1 && ops[0].atom == DW_OP_implicit_value)
		return implicit_value(attr, &ops[0], ret);
	if (count == 1 &&
	    (ops[0].atom == DW_OP_implicit_pointer || ops[0].atom == DW_OP_GNU_implicit_pointer))
		return implicit_pointer(attr, &ops[0], ret);
	TRY(expr_run(context, attr, ops, count, &operand));
	TRY(frame_check(context, &operand));
	return push_operand(ret, operand);
}

static bool ends_piece(const Dwarf_Op *op)
{
	return op->atom == DW_OP_piece || op->atom == DW_OP_bit_piece;
}

/* The size that ends a piece. Bits from the middle of a register are not taken apart. */
static struct sonde_error *size_of_piece(const Dwarf_Op *op, uint64_t *ret)
{
	const uint64_t unit = op->atom == DW_OP_piece ? 8 : 1;

	if (op->number == 0 || op->number > PIECE_BITS_MAX / unit ||
	    (op->atom == DW_OP_bit_piece && op->number2))
		return unavailable("it is split into pieces here, in a way that cannot be told to "
				   "the kernel");
	*ret = op->number * unit;
	return NULL;
}

/* One piece; that it cannot be had is kept as its reason. */
static struct sonde_error *add_piece(const struct loc_context *context, Dwarf_Attribute *attr,
				     const Dwarf_Op *ops, size_t count, struct location *ret)
{
	_cleanup_error_ struct sonde_error *error = NULL;
	uint64_t bit_size;

	TRY(size_of_piece(&ops[count], &bit_size));
	error = simple(context, attr, ops, count, ret);
	if (error && error->kind != SONDE_ERROR_UNAVAILABLE)
		return take_ptr(error);
	if (error) {
		TRY(vec_push(ret, (struct loc_piece){.kind = LOC_UNAVAILABLE, .reason = error}));
		error = NULL;
	}
	vec_last(ret)->bit_size = bit_size;
	return NULL;
}

/* A location of which no piece can be had is none. */
static struct sonde_error *check_pieces(struct location *location)
{
	vec_for_each(location, piece) {
		if (piece->kind != LOC_UNAVAILABLE)
			return NULL;
	}
	return take_ptr(location->data[0].reason);
}

static struct sonde_error *take_apart(const struct loc_context *context, Dwarf_Attribute *attr,
				      const Dwarf_Op *ops, size_t count, struct location *ret)
{
	size_t start = 0;

	for (size_t i = 0; i < count; i++) {
		if (!ends_piece(&ops[i]))
			continue;
		TRY(add_piece(context, attr, &ops[start], i - start, ret));
		start = i + 1;
	}
	if (start == 0)
		return simple(context, attr, ops, count, ret);
	if (start != count)
		return unavailable("its DWARF expression is damaged");
	return check_pieces(ret);
}

/*
 * DW_AT_const_value. The forms without a sign of their own are used for numbers of 0 and more:
 * gcc writes 200 in one byte, be it an unsigned int or an int. (dwarf_formsdata() takes that byte
 * for -56.) Should another compiler mean -56 with a type of one byte: the bits are the same.
 */
static struct sonde_error *constant_value(Dwarf_Attribute *attr, struct location *ret)
{
	const unsigned form = dwarf_whatform(attr);
	const bool is_signed = form == DW_FORM_sdata || form == DW_FORM_implicit_const;
	Dwarf_Word number;
	Dwarf_Sword sign;
	Dwarf_Block block;
	uint64_t bytes = 0;

	if (is_signed && dwarf_formsdata(attr, &sign) == 0)
		return push_constant(ret, (uint64_t)sign);
	if (!is_signed && dwarf_formudata(attr, &number) == 0)
		return push_constant(ret, number);
	if (dwarf_formblock(attr, &block) == 0 && block.length <= sizeof(bytes)) {
		memcpy(&bytes, block.data, block.length);
		return push_constant(ret, bytes);
	}
	return unavailable("it is a constant that does not fit a register");
}

/* The address from which offsets in the probed copy count. */
static uint64_t start_of(const struct loc_context *context)
{
	const struct func_instance *instance = context->instance;

	return instance->is_inlined ? instance->entry
				    : place_of_symbol(context->image, instance->entry);
}

/* Whether the place is not counted from where the copy begins: gcc puts what hardly runs elsewhere,
 * mostly before the rest; clang behind it. */
static bool is_apart(const struct loc_context *context)
{
	const struct func_instance *instance = context->instance;
	const struct symbol *symbol = symbols_at(&context->image->symbols, context->pc);

	return context->pc < start_of(context) || (symbol && symbol->address > instance->entry);
}

/* By the name of the piece: `f.cold+8`. */
static void print_apart(const struct loc_context *context, struct str *out)
{
	const struct func_instance *instance = context->instance;
	Dwarf_Die die = instance->die;
	_cleanup_error_ struct sonde_error *error = NULL;
	_cleanup_free_ char *name = NULL;
	uint64_t start;

	error = code_name(context->image, instance, context->pc, &name, &start);
	if (error) {
		out->failed = true;
		return;
	}
	if (instance->is_inlined)
		str_appendf(out, "%s inlined in ", die_name(&die) ? die_name(&die) : "?");
	str_appendf(out, "%s+%" PRIu64, *name ? name : "?", context->pc - start);
}

void loc_print(const struct loc_context *context, struct str *out)
{
	const bool is_entry = context->at_return || context->pc == context->instance->entry;

	if (!is_entry && is_apart(context)) {
		print_apart(context, out);
		return;
	}
	func_print(context->instance, out);
	if (context->at_return)
		str_append(out, "%return");
	else if (!is_entry)
		str_appendf(out, "+%" PRIu64, context->pc - start_of(context));
}

bool loc_move(struct loc_context *context, uint64_t offset)
{
	const struct func_instance *instance = context->instance;
	const uint64_t start = start_of(context), pc = start + offset;
	Dwarf_Die die = instance->die;

	if (pc < start || (pc >= instance->entry && dwarf_haspc(&die, pc) != 1))
		return false;
	context->pc = pc;
	return true;
}

static bool is_local(Dwarf_Die *variable)
{
	return dwarf_tag(variable) != DW_TAG_formal_parameter;
}

static struct sonde_error *local_is_gone(void)
{
	return unavailable("a local variable is not known any more when the function returns");
}

/* Whether it has a place of its own for each part of the code. */
static bool is_list(Dwarf_Attribute *attr)
{
	Dwarf_Block block;

	return dwarf_formblock(attr, &block) != 0;
}

/*
 * gcc gives one place for all of the function also for what it has not tracked: a register that the
 * variable is in later.
 */
static struct sonde_error *check_untracked(const struct loc_context *context,
					   const struct location *location)
{
	vec_for_each(location, piece) {
		if (piece->kind == LOC_OPERAND && piece->operand.base == OPERAND_REGISTER &&
		    frame_keeps_register(context, piece->operand.number))
			return unavailable("its register is still the caller's here");
	}
	return NULL;
}

static struct sonde_error *find_location(const struct loc_context *context, Dwarf_Die *variable,
					 struct location *ret)
{
	Dwarf_Attribute attr;
	Dwarf_Op *ops;
	size_t count;
	int found;

	if (!dwarf_attr_integrate(variable, DW_AT_location, &attr)) {
		if (die_constant(variable, &attr))
			return constant_value(&attr, ret);
		return unavailable("it is optimized out");
	}
	/* What the entry's part of the list says of it is not true for long, be it a constant. */
	if (context->at_return && is_local(variable) && is_list(&attr))
		return local_is_gone();
	if (!loc_list_fits(&attr))
		return unavailable("its location cannot be read: its list is damaged");
	found = dwarf_getlocation_addr(&attr, context->pc, &ops, &count, 1);
	if (found < 0) {
		const char *reason = dwarf_errmsg(-1);

		return sonde_error_is_short(reason)
			       ? &sonde_error_no_memory
			       : unavailable("its location cannot be read: %s", reason);
	}
	if (found == 0)
		return unavailable("it is optimized out at this place");
	TRY(take_apart(context, &attr, ops, count, ret));
	return is_list(&attr) ? NULL : check_untracked(context, ret);
}

/* At the entry, a local variable may have the value of a parameter, and lose it later. */
static struct sonde_error *check_return(const struct loc_context *context, Dwarf_Die *variable,
					const struct location *location)
{
	if (!context->at_return || !is_local(variable))
		return NULL;
	vec_for_each(location, piece) {
		if (piece->kind == LOC_OPERAND && piece->operand.base == OPERAND_ARGUMENT)
			return local_is_gone();
	}
	return NULL;
}

struct sonde_error *loc_of_variable(const struct loc_context *context, Dwarf_Die *variable,
				    struct location *ret)
{
	_cleanup_location_ struct location location = VEC_INIT;

	TRY(find_location(context, variable, &location));
	TRY(check_return(context, variable, &location));
	*ret = location;
	location = (struct location)VEC_INIT;
	return NULL;
}
