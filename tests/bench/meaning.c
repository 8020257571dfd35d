/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/bench/meaning.h"

#include <inttypes.h>

#include <dwarf.h>
#include <string.h>

void meaning_deinit(struct meaning *meaning)
{
	vec_deinit(meaning);
}

/* A number, as forms without a sign of their own give it. */
static struct sonde_error *constant_value(Dwarf_Attribute *attr, struct meaning *ret)
{
	struct part part = {.kind = PART_VALUE, .size = UINT64_MAX};
	const unsigned form = dwarf_whatform(attr);
	const bool is_signed = form == DW_FORM_sdata || form == DW_FORM_implicit_const;
	Dwarf_Block block;
	Dwarf_Sword sign;
	Dwarf_Word number;

	if (dwarf_formblock(attr, &block) == 0) {
		part.kind = PART_BYTES;
		part.bytes = block.data;
		part.byte_count = block.length;
	} else if (is_signed && dwarf_formsdata(attr, &sign) == 0) {
		part.number = number_constant((uint64_t)sign);
	} else if (dwarf_formudata(attr, &number) == 0) {
		part.number = number_constant(number);
	} else {
		const char *text = dwarf_formstring(attr);

		part.kind = text ? PART_BYTES : PART_ABSENT;
		part.bytes = (const uint8_t *)text;
		part.byte_count = text ? strlen(text) + 1 : 0;
	}
	return vec_push(ret, part);
}

/* The operations of one part. */
static struct part run_part(const struct view *view, Dwarf_Attribute *attr, const Dwarf_Op *ops,
			    size_t count)
{
	struct part part = {.kind = PART_ABSENT};
	struct result result;
	Dwarf_Block block;

	if (!count)
		return part;
	if (count == 1 && ops[0].atom == DW_OP_implicit_value) {
		if (dwarf_getlocation_implicit_value(attr, ops, &block) != 0)
			return part;
		part.kind = PART_BYTES;
		part.bytes = block.data;
		part.byte_count = block.length;
		return part;
	}
	result = expression_run(view, attr, ops, count);
	part.number = result.number;
	part.kind = result.is_value ? PART_VALUE : PART_MEMORY;
	return part;
}

static struct sonde_error *run_parts(const struct view *view, Dwarf_Attribute *attr,
				     const Dwarf_Op *ops, size_t count, struct meaning *ret)
{
	size_t start = 0;

	for (size_t i = 0; i < count; i++) {
		struct part part;

		if (ops[i].atom != DW_OP_piece && ops[i].atom != DW_OP_bit_piece)
			continue;
		part = run_part(view, attr, ops + start, i - start);
		part.size = ops[i].number;
		if (ops[i].atom == DW_OP_bit_piece) {
			part.number = number_unknown("pieces of bits");
			part.kind = PART_VALUE;
			part.size = ops[i].number / 8;
		}
		TRY(vec_push(ret, part));
		start = i + 1;
	}
	if (start < count) {
		struct part part = run_part(view, attr, ops + start, count - start);

		part.size = UINT64_MAX;
		TRY(vec_push(ret, part));
	}
	return NULL;
}

/* Pieces that are all empty are no location. */
static void drop_absent(struct meaning *meaning)
{
	vec_for_each(meaning, part) {
		if (part->kind != PART_ABSENT)
			return;
	}
	meaning->size = 0;
}

struct sonde_error *meaning_of(const struct view *view, Dwarf_Die *variable, struct meaning *ret)
{
	Dwarf_Attribute attr;
	Dwarf_Op *ops;
	size_t count;

	if (dwarf_attr_integrate(variable, DW_AT_location, &attr)) {
		if (dwarf_getlocation_addr(&attr, view->pc, &ops, &count, 1) == 1)
			TRY(run_parts(view, &attr, ops, count, ret));
	} else if (dwarf_attr_integrate(variable, DW_AT_const_value, &attr)) {
		TRY(constant_value(&attr, ret));
	}
	drop_absent(ret);
	return NULL;
}

const struct part *meaning_part(const struct meaning *meaning, uint64_t i, uint64_t *start)
{
	uint64_t at = 0;

	vec_for_each(meaning, part) {
		if (i - at < part->size) {
			*start = at;
			return part;
		}
		at += part->size;
	}
	return NULL;
}

bool meaning_byte(const struct view *view, const struct meaning *meaning, uint64_t i, uint8_t *ret)
{
	uint64_t start;
	const struct part *part = meaning_part(meaning, i, &start);

	if (!part || part->number.is_unknown)
		return false;
	i -= start;
	switch (part->kind) {
	case PART_MEMORY:
		*ret = machine_byte(view->machine, part->number.value + i);
		return true;
	case PART_VALUE:
		*ret = (uint8_t)(part->number.value >> 8 * (i & 7));
		return i < 8;
	case PART_BYTES:
		*ret = i < part->byte_count ? part->bytes[i] : 0;
		return i < part->byte_count;
	default:
		return false;
	}
}

/* Names of the operations that expressions of variables are made of. */
static const char *operation_name(unsigned atom)
{
	static const char *const names[256] = {
		[DW_OP_addr] = "addr",
		[DW_OP_deref] = "deref",
		[DW_OP_dup] = "dup",
		[DW_OP_drop] = "drop",
		[DW_OP_over] = "over",
		[DW_OP_pick] = "pick",
		[DW_OP_swap] = "swap",
		[DW_OP_rot] = "rot",
		[DW_OP_abs] = "abs",
		[DW_OP_and] = "and",
		[DW_OP_div] = "div",
		[DW_OP_minus] = "minus",
		[DW_OP_mod] = "mod",
		[DW_OP_mul] = "mul",
		[DW_OP_neg] = "neg",
		[DW_OP_not] = "not",
		[DW_OP_or] = "or",
		[DW_OP_plus] = "plus",
		[DW_OP_plus_uconst] = "plus_uconst",
		[DW_OP_shl] = "shl",
		[DW_OP_shr] = "shr",
		[DW_OP_shra] = "shra",
		[DW_OP_xor] = "xor",
		[DW_OP_bra] = "bra",
		[DW_OP_eq] = "eq",
		[DW_OP_ge] = "ge",
		[DW_OP_gt] = "gt",
		[DW_OP_le] = "le",
		[DW_OP_lt] = "lt",
		[DW_OP_ne] = "ne",
		[DW_OP_skip] = "skip",
		[DW_OP_regx] = "regx",
		[DW_OP_fbreg] = "fbreg",
		[DW_OP_bregx] = "bregx",
		[DW_OP_piece] = "piece",
		[DW_OP_bit_piece] = "bit_piece",
		[DW_OP_deref_size] = "deref_size",
		[DW_OP_call_frame_cfa] = "call_frame_cfa",
		[DW_OP_implicit_value] = "implicit_value",
		[DW_OP_stack_value] = "stack_value",
		[DW_OP_implicit_pointer] = "implicit_pointer",
		[DW_OP_GNU_implicit_pointer] = "implicit_pointer",
		[DW_OP_const_type] = "const_type",
		[DW_OP_regval_type] = "regval_type",
		[DW_OP_deref_type] = "deref_type",
		[DW_OP_convert] = "convert",
		[DW_OP_GNU_parameter_ref] = "parameter_ref",
		[DW_OP_GNU_variable_value] = "variable_value",
	};

	return atom < 256 ? names[atom] : NULL;
}

static void print_operation(Dwarf_Attribute *attr, const Dwarf_Op *op, struct str *out)
{
	const char *name = operation_name(op->atom);
	Dwarf_Attribute inner;
	Dwarf_Op *ops;
	size_t count;

	if (op->atom >= DW_OP_lit0 && op->atom <= DW_OP_lit31)
		str_appendf(out, "lit%d", op->atom - DW_OP_lit0);
	else if (op->atom >= DW_OP_reg0 && op->atom <= DW_OP_reg31)
		str_appendf(out, "reg%d", op->atom - DW_OP_reg0);
	else if (op->atom >= DW_OP_breg0 && op->atom <= DW_OP_breg31)
		str_appendf(out, "breg%d", op->atom - DW_OP_breg0);
	else if (op->atom >= DW_OP_const1u && op->atom <= DW_OP_consts)
		str_append(out, "const");
	else if (op->atom == DW_OP_entry_value || op->atom == DW_OP_GNU_entry_value)
		str_append(out, "entry_value");
	else if (name)
		str_append(out, name);
	else
		str_appendf(out, "0x%x", op->atom);
	if (op->atom == DW_OP_addr)
		str_appendf(out, " %#" PRIx64, op->number);
	else if (op->number)
		str_appendf(out, " %" PRId64, (int64_t)op->number);
	if ((op->atom == DW_OP_entry_value || op->atom == DW_OP_GNU_entry_value) &&
	    dwarf_getlocation_attr(attr, op, &inner) == 0 &&
	    dwarf_getlocation(&inner, &ops, &count) == 0 && count == 1 && ops[0].atom != op->atom) {
		str_append(out, " of ");
		print_operation(&inner, ops, out);
	}
}

void meaning_print(const struct view *view, Dwarf_Die *variable, struct str *out)
{
	Dwarf_Attribute attr;
	Dwarf_Op *ops;
	size_t count;

	if (!dwarf_attr_integrate(variable, DW_AT_location, &attr)) {
		str_append(out, "const_value");
		return;
	}
	if (dwarf_getlocation_addr(&attr, view->pc, &ops, &count, 1) != 1)
		return;
	for (size_t i = 0; i < count; i++) {
		str_append(out, i ? "; " : "");
		print_operation(&attr, &ops[i], out);
	}
}
