/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/field.h"

#include <inttypes.h>
#include <string.h>

#include "base/str.h"
#include "base/suggest.h"
#include "probe/die.h"

/* Anonymous structs within each other. */
#define ANONYMOUS_DEPTH_MAX 32

/* A member and how far its storage is from the start of the outermost struct. */
struct member {
	Dwarf_Die die;
	uint64_t offset;
};

static bool is_aggregate(Dwarf_Die *type)
{
	int tag = dwarf_tag(type);

	return tag == DW_TAG_structure_type || tag == DW_TAG_union_type || tag == DW_TAG_class_type;
}

static bool is_pointer(Dwarf_Die *type)
{
	int tag = dwarf_tag(type);

	return tag == DW_TAG_pointer_type || tag == DW_TAG_reference_type ||
	       tag == DW_TAG_rvalue_reference_type;
}

/* DW_AT_data_member_location as a constant; none means 0 (unions, bit fields of DWARF 5). */
static uint64_t member_offset(Dwarf_Die *member)
{
	uint64_t offset;

	return die_unsigned(member, DW_AT_data_member_location, &offset) ? offset : 0;
}

static bool find_member(Dwarf_Die *aggregate, const char *name, struct suggest *suggest,
			unsigned depth, struct member *ret)
{
	Dwarf_Die child;

	if (depth > ANONYMOUS_DEPTH_MAX || dwarf_child(aggregate, &child) != 0)
		return false;
	do {
		const char *other = die_name(&child);
		Dwarf_Die type, peeled;

		if (dwarf_tag(&child) != DW_TAG_member)
			continue;
		if (other && strcmp(other, name) == 0) {
			*ret = (struct member){.die = child, .offset = member_offset(&child)};
			return true;
		}
		if (other) {
			suggest_offer(suggest, other);
		} else if (die_type(&child, &type) && die_peel(&type, &peeled) &&
			   find_member(&peeled, name, suggest, depth + 1, ret)) {
			ret->offset += member_offset(&child);
			return true;
		}
	} while (dwarf_siblingof(&child, &child) == 0);
	return false;
}

/*
 * A bit field's place within an object of its declared type, which is how the kernel reads it
 * (`bWIDTH@OFFSET/SIZE`, least significant bit first). DWARF 4 counts from the other end of the
 * storage (DW_AT_bit_offset), DWARF 5 from the start of the struct (DW_AT_data_bit_offset).
 */
static struct sonde_error *bit_field(struct member *member, uint64_t storage,
				     struct operand *operand)
{
	uint64_t size, offset, container = 8 * storage;

	if (!die_unsigned(&member->die, DW_AT_bit_size, &size))
		return NULL;
	if (die_unsigned(&member->die, DW_AT_data_bit_offset, &offset)) {
		member->offset += offset / container * storage;
		offset %= container;
	} else if (die_unsigned(&member->die, DW_AT_bit_offset, &offset) &&
		   offset + size <= container) {
		offset = container - offset - size;
	} else {
		offset = 0;
	}
	if (size == 0 || container > 64 || offset + size > container)
		return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
				       "it is a bit field that crosses its container");
	operand->bit_size = (unsigned)size;
	operand->bit_offset = (unsigned)offset;
	return NULL;
}

/* A struct held in a register: its members are bit ranges of the register. */
static struct sonde_error *member_of_register(struct operand *operand, uint64_t offset,
					      uint64_t size)
{
	if (operand->addend)
		return sonde_error_new(SONDE_ERROR_UNAVAILABLE, "its struct is computed");
	if (operand_is_constant(operand)) {
		operand->number = offset < 8 ? operand->number >> (8 * offset) : 0;
		return NULL;
	}
	if (offset + size > 8)
		return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
				       "it lies in the part of its struct that is not in the register");
	if (offset) {
		if (!operand->bit_size)
			operand->bit_size = (unsigned)(8 * size);
		operand->bit_offset += (unsigned)(8 * offset);
	}
	return NULL;
}

static struct sonde_error *unknown_member(const struct probe_def *def,
					  const struct probe_step *step, Dwarf_Die *aggregate,
					  const struct suggest *suggest)
{
	_cleanup_str_ struct str type = STR_INIT;

	die_print_type(aggregate, &type);
	TRY(str_check(&type));
	return suggest_hint(suggest,
			    probe_def_error(def, SONDE_ERROR_NOT_FOUND, step->column,
					    "%s(type:%s) has no such member.", step->member,
					    type.data));
}

static struct sonde_error *lookup_member(const struct probe_def *def, const struct probe_step *step,
					 Dwarf_Die *aggregate, struct member *ret)
{
	struct sonde_error *error = NULL;
	struct suggest suggest;

	suggest_init(&suggest, step->member);
	if (!find_member(aggregate, step->member, &suggest, 0, ret))
		error = unknown_member(def, step, aggregate, &suggest);
	suggest_deinit(&suggest);
	return error;
}

/* Through a pointer: the object it points to is what the field stands for. */
static struct sonde_error *follow_pointer(struct field *field, Dwarf_Die *pointer)
{
	Dwarf_Die target;

	TRY(operand_load(&field->operand));
	field->operand.in_memory = true;
	field->has_type = die_type(pointer, &target);
	if (field->has_type)
		field->type = target;
	return NULL;
}

static struct sonde_error *not_a_structure(const struct probe_def *def, const struct probe_arg *arg,
					   const struct probe_step *step, struct field *field)
{
	_cleanup_str_ struct str type = STR_INIT;

	die_print_type(field->has_type ? &field->type : NULL, &type);
	TRY(str_check(&type));
	return probe_def_error(def, SONDE_ERROR_NOT_FOUND, step->column,
			       "%s is not a data structure nor a union: its type is %s.",
			       arg->base ? arg->base : "$retval", type.data);
}

/* The struct, union or class that the field is or points to. */
static struct sonde_error *to_aggregate(const struct probe_def *def, const struct probe_arg *arg,
					const struct probe_step *step, struct field *field,
					Dwarf_Die *ret)
{
	Dwarf_Die peeled;

	if (!field->has_type || !die_peel(&field->type, &peeled))
		return not_a_structure(def, arg, step, field);
	if (is_pointer(&peeled)) {
		TRY(follow_pointer(field, &peeled));
		if (!field->has_type || !die_peel(&field->type, &peeled))
			return not_a_structure(def, arg, step, field);
	}
	if (!is_aggregate(&peeled))
		return not_a_structure(def, arg, step, field);
	if (!die_definition(&peeled, ret))
		return probe_def_error(def, SONDE_ERROR_UNAVAILABLE, step->column,
				       "The members of '%s' are not in this debuginfo.",
				       die_name(&peeled) ? die_name(&peeled) : "?");
	return NULL;
}

static struct sonde_error *step_member(const struct probe_def *def, const struct probe_arg *arg,
				       const struct probe_step *step, struct field *field)
{
	Dwarf_Die aggregate, type, peeled;
	struct member member;
	uint64_t size = 0;

	TRY(to_aggregate(def, arg, step, field, &aggregate));
	TRY(lookup_member(def, step, &aggregate, &member));
	if (!die_type(&member.die, &type))
		return probe_def_error(def, SONDE_ERROR_UNAVAILABLE, step->column,
				       "The member %s has no type in this debuginfo.",
				       step->member);
	if (die_peel(&type, &peeled))
		die_byte_size(&peeled, &size);
	if (size)
		TRY(bit_field(&member, size, &field->operand));
	if (field->operand.in_memory)
		field->operand.addend = (int64_t)((uint64_t)field->operand.addend + member.offset);
	else
		TRY(member_of_register(&field->operand, member.offset, size));
	field->type = type;
	field->has_type = true;
	return NULL;
}

static struct sonde_error *step_index(const struct probe_def *def, const struct probe_step *step,
				      struct field *field)
{
	Dwarf_Die peeled, element, element_type;
	uint64_t size, distance;

	if (!field->has_type || !die_peel(&field->type, &peeled))
		return probe_def_error(def, SONDE_ERROR_NOT_FOUND, step->column,
				       "This is not an array or a pointer.");
	if (is_pointer(&peeled)) {
		TRY(follow_pointer(field, &peeled));
	} else if (dwarf_tag(&peeled) == DW_TAG_array_type && die_type(&peeled, &element)) {
		field->type = element;
	} else {
		return probe_def_error(def, SONDE_ERROR_NOT_FOUND, step->column,
				       "This is not an array or a pointer.");
	}
	if (!field->has_type || !die_peel(&field->type, &element_type) ||
	    !die_byte_size(&element_type, &size))
		return probe_def_error(def, SONDE_ERROR_UNAVAILABLE, step->column,
				       "The size of the elements is not known.");
	if (!field->operand.in_memory)
		return probe_def_error(def, SONDE_ERROR_UNAVAILABLE, step->column,
				       "The array is held in a register.");
	if (__builtin_mul_overflow(size, (uint64_t)step->index, &distance) && step->index >= 0)
		return probe_def_error(def, SONDE_ERROR_UNAVAILABLE, step->column,
				       "The index %" PRId64 " is too large.", step->index);
	field->operand.addend = (int64_t)((uint64_t)field->operand.addend + distance);
	return NULL;
}

struct sonde_error *field_access(const struct probe_def *def, const struct probe_arg *arg,
				 struct field *field)
{
	vec_for_each(&arg->steps, step) {
		if (field->operand.bit_size && field->operand.in_memory)
			return probe_def_error(def, SONDE_ERROR_NOT_FOUND, step->column,
					       "A bit field has no members.");
		if (step->member)
			TRY(step_member(def, arg, step, field));
		else
			TRY(step_index(def, step, field));
	}
	return NULL;
}
