/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/field.h"

#include <inttypes.h>
#include <string.h>

#include "base/str.h"
#include "base/suggest.h"
#include "probe/die.h"

/* Anonymous structs within each other. */
#define ANONYMOUS_DEPTH_MAX 32
/* Members looked at for one name: a struct can hold itself in more ways than can be walked. */
#define MEMBERS_MAX 100000
/* Structs of up to this size are returned in registers: AMD64 ABI 3.2.3, AAPCS64 6.9. */
#define RETURNED_IN_REGISTERS_MAX 16
/* Bits of a register. */
#define REGISTER_BITS 64

/* A member and where it is in the outermost struct. */
struct member {
	Dwarf_Die die;
	/** Bytes from the start of the struct. */
	uint64_t offset;
	/** Size of its type in bytes; 0 where that is not known. */
	uint64_t size;
	/** Size of a bit field, or 0. */
	uint64_t bit_size;
	/** Bits from the byte at `offset` to a bit field; can be negative. */
	int64_t bit_offset;
	/** Its place is one that only a computation at run time gives. */
	bool is_computed;
};

/* A member by name. */
struct search {
	const char *name;
	struct suggest *suggest;
	unsigned seen;
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

/*
 * DW_AT_data_member_location: a number, before DWARF 3 an expression that adds it. None means 0
 * (unions, bit fields of DWARF 5).
 */
static bool member_offset(Dwarf_Die *member, uint64_t *ret)
{
	Dwarf_Attribute attr;
	Dwarf_Word offset;
	Dwarf_Op *ops;
	size_t count;

	if (!dwarf_attr_integrate(member, DW_AT_data_member_location, &attr)) {
		*ret = 0;
		return true;
	}
	if (dwarf_formudata(&attr, &offset) == 0) {
		*ret = offset;
		return offset <= INT64_MAX;
	}
	if (dwarf_getlocation(&attr, &ops, &count) != 0 || count != 1 ||
	    ops[0].atom != DW_OP_plus_uconst)
		return false;
	*ret = ops[0].number;
	return *ret <= INT64_MAX;
}

static bool find_member(Dwarf_Die *aggregate, struct search *search, unsigned depth,
			struct member *ret);

/* Within a member without a name, which is a struct or union. */
static bool find_anonymous(Dwarf_Die *child, struct search *search, unsigned depth,
			   struct member *ret)
{
	Dwarf_Die type, peeled;
	uint64_t offset;

	if (!die_type(child, &type) || !die_peel(&type, &peeled) || !is_aggregate(&peeled) ||
	    !member_offset(child, &offset) || !find_member(&peeled, search, depth + 1, ret))
		return false;
	ret->offset += offset;
	return true;
}

static bool find_member(Dwarf_Die *aggregate, struct search *search, unsigned depth,
			struct member *ret)
{
	Dwarf_Die child;

	if (depth > ANONYMOUS_DEPTH_MAX || dwarf_child(aggregate, &child) != 0)
		return false;
	do {
		const char *other = die_name(&child);
		struct member member = {.die = child};

		/* A static member of C++ is declared here, but is not in here. */
		if (dwarf_tag(&child) != DW_TAG_member || die_flag(&child, DW_AT_declaration))
			continue;
		if (search->seen++ > MEMBERS_MAX)
			return false;
		if (!other) {
			if (find_anonymous(&child, search, depth, ret))
				return true;
		} else if (strcmp(other, search->name) != 0) {
			suggest_offer(search->suggest, other);
		} else {
			member.is_computed = !member_offset(&child, &member.offset);
			*ret = member;
			return true;
		}
	} while (dwarf_siblingof(&child, &child) == 0);
	return false;
}

static struct sonde_error *strange_bit_field(void)
{
	return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
			       "it is a bit field of a kind that the kernel cannot cut out");
}

/*
 * The place of a bit field, least significant bit first. DWARF 5 counts from the start of the
 * struct (DW_AT_data_bit_offset), DWARF 4 from the other end of the storage (DW_AT_bit_offset),
 * from before it if the field of a packed struct is in parts of two.
 */
static struct sonde_error *read_bit_field(struct member *member)
{
	uint64_t size, offset, storage = member->size;
	int64_t from_end;

	if (!die_unsigned(&member->die, DW_AT_bit_size, &size))
		return NULL;
	die_unsigned(&member->die, DW_AT_byte_size, &storage);
	if (size == 0 || size > 64 || storage == 0 || storage > 8)
		return strange_bit_field();
	member->bit_size = size;
	if (die_unsigned(&member->die, DW_AT_data_bit_offset, &offset)) {
		/* Of the words that have the size of its type, the one that it begins in. */
		member->offset += offset / (8 * storage) * storage;
		member->bit_offset = (int64_t)(offset % (8 * storage));
	} else if (die_signed(&member->die, DW_AT_bit_offset, &from_end)) {
		if (from_end < -64 || from_end > 64)
			return strange_bit_field();
		member->bit_offset = (int64_t)(8 * storage) - from_end - (int64_t)size;
	}
	if (member->bit_offset < 0 && (uint64_t)-member->bit_offset > 8 * member->offset)
		return strange_bit_field();
	return NULL;
}

/* The smallest number of the kernel that has the bits from `offset` on, or 0. */
static unsigned container_of_bits(uint64_t offset, uint64_t size)
{
	for (unsigned bits = 8; bits <= 64; bits *= 2) {
		if (offset + size <= bits)
			return bits;
	}
	return 0;
}

/*
 * A bit field in memory is cut out of a number of the size of its type if all of it is in there;
 * else out of one that begins with the field's first byte.
 */
static struct sonde_error *bits_of_memory(const struct member *member, struct operand *operand)
{
	int64_t container = (int64_t)(8 * member->size), offset = member->bit_offset, bytes = 0;

	if (container_of_bits(0, (uint64_t)container) != container || offset < 0 ||
	    offset + (int64_t)member->bit_size > container) {
		/* Rounded down, also for what is negative. */
		bytes = offset / 8 - (offset % 8 < 0);
		offset -= 8 * bytes;
		container = container_of_bits((uint64_t)offset, member->bit_size);
	}
	if (container == 0)
		return strange_bit_field();
	operand->addend = (int64_t)((uint64_t)operand->addend + member->offset + (uint64_t)bytes);
	operand->bit_size = (unsigned)member->bit_size;
	operand->bit_offset = (unsigned)offset;
	operand->bit_container = (unsigned)container;
	return NULL;
}

static struct sonde_error *member_of_memory(const struct member *member, struct operand *operand)
{
	if (member->bit_size)
		return bits_of_memory(member, operand);
	operand->addend = (int64_t)((uint64_t)operand->addend + member->offset);
	return NULL;
}

/* The bits of a constant are known now, with the sign that the member's type has. */
static void bits_of_constant(struct operand *operand, unsigned offset, unsigned size,
			     bool is_signed)
{
	uint64_t number = operand->number + (uint64_t)operand->addend;

	number = number >> offset << (REGISTER_BITS - size);
	operand->number = is_signed ? (uint64_t)((int64_t)number >> (REGISTER_BITS - size))
				    : number >> (REGISTER_BITS - size);
	operand->addend = 0;
}

/* A struct held in a register: its members are ranges of the register's bits. */
static struct sonde_error *member_of_register(const struct member *member, bool is_signed,
					      struct operand *operand)
{
	uint64_t size = member->bit_size ? member->bit_size : 8 * member->size;
	int64_t offset;

	if (operand->addend && !operand_is_constant(operand))
		return sonde_error_new(SONDE_ERROR_UNAVAILABLE, "its struct is computed");
	if (member->size == 0 || member->size > 8 || member->offset > 8)
		return sonde_error_new(
			SONDE_ERROR_UNAVAILABLE,
			"it is not in the part of its struct that the register holds");
	offset = (int64_t)(8 * member->offset) + member->bit_offset;
	if (offset < 0 || (uint64_t)offset + size + operand->bit_offset > REGISTER_BITS)
		return sonde_error_new(
			SONDE_ERROR_UNAVAILABLE,
			"it is not in the part of its struct that the register holds");
	if (operand_is_constant(operand)) {
		bits_of_constant(operand, (unsigned)offset, (unsigned)size, is_signed);
		return NULL;
	}
	operand->bit_offset += (unsigned)offset;
	operand->bit_container = REGISTER_BITS;
	/* The lowest bytes are had by the size of the type alone, sign and all. */
	operand->bit_size = operand->bit_offset || member->bit_size ? (unsigned)size : 0;
	return NULL;
}

static struct sonde_error *unknown_member(const struct probe_def *def,
					  const struct probe_step *step, Dwarf_Die *aggregate,
					  const struct suggest *suggest)
{
	_cleanup_str_ struct str type = STR_INIT;

	die_print_type(aggregate, &type);
	TRY(str_check(&type));
	return suggest_hint(suggest, probe_def_error(def, SONDE_ERROR_NOT_FOUND, step->column,
						     "%s(type:%s) has no such member.",
						     step->member, type.data));
}

static struct sonde_error *lookup_member(const struct probe_def *def, const struct probe_step *step,
					 Dwarf_Die *aggregate, struct member *ret)
{
	struct sonde_error *error = NULL;
	struct suggest suggest;
	struct search search = {.name = step->member, .suggest = &suggest};

	suggest_init(&suggest, step->member);
	if (!find_member(aggregate, &search, 0, ret))
		error = unknown_member(def, step, aggregate, &suggest);
	suggest_deinit(&suggest);
	return error;
}

/* Through a pointer: the object it points to is what the field stands for. */
static struct sonde_error *follow_pointer(struct field *field, Dwarf_Die *pointer)
{
	Dwarf_Die target;

	if (field->operand.bit_size)
		return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
				       "its pointer is not a whole register");
	TRY(operand_load(&field->operand));
	field->operand.in_memory = true;
	field->dimensions_done = 0;
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
				       "The members of '%s' are not known here: the debuginfo has "
				       "none, or different ones by this name.",
				       die_name(&peeled) ? die_name(&peeled) : "?");
	return NULL;
}

/* AMD64 ABI 3.2.3: a struct with a field that is not aligned is returned in memory. */
static bool has_unaligned(Dwarf_Die *aggregate)
{
	Dwarf_Die child, type, peeled;
	uint64_t offset, size;

	if (dwarf_child(aggregate, &child) != 0)
		return false;
	do {
		if (dwarf_tag(&child) == DW_TAG_member && !dwarf_hasattr(&child, DW_AT_bit_size) &&
		    die_type(&child, &type) && die_peel(&type, &peeled) && !is_aggregate(&peeled) &&
		    dwarf_tag(&peeled) != DW_TAG_array_type && die_byte_size(&peeled, &size) &&
		    size && member_offset(&child, &offset) && offset % size)
			return true;
	} while (dwarf_siblingof(&child, &child) == 0);
	return false;
}

/* What a function returns is in a register only if it is small enough, and aligned. */
static struct sonde_error *check_returned(const struct field *field, Dwarf_Die *aggregate)
{
	uint64_t size;

	if (field->operand.base != OPERAND_RETVAL || field->operand.in_memory ||
	    (die_byte_size(aggregate, &size) && size <= RETURNED_IN_REGISTERS_MAX &&
	     !has_unaligned(aggregate)))
		return NULL;
	return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
			       "the function returns its struct in memory, not in a register");
}

static struct sonde_error *step_member(const struct probe_def *def, const struct probe_arg *arg,
				       const struct probe_step *step, struct field *field)
{
	Dwarf_Die aggregate, type, peeled;
	struct member member;
	bool is_signed = false;

	TRY(to_aggregate(def, arg, step, field, &aggregate));
	TRY(check_returned(field, &aggregate));
	TRY(lookup_member(def, step, &aggregate, &member));
	if (member.is_computed)
		return probe_def_error(def, SONDE_ERROR_UNAVAILABLE, step->column,
				       "The place of %s in its struct is not a fixed one.",
				       step->member);
	if (!die_type(&member.die, &type))
		return probe_def_error(def, SONDE_ERROR_UNAVAILABLE, step->column,
				       "The member %s has no type in this debuginfo.",
				       step->member);
	if (die_peel(&type, &peeled)) {
		die_byte_size(&peeled, &member.size);
		is_signed = die_is_signed(&peeled);
	}
	TRY(read_bit_field(&member));
	if (field->operand.in_memory)
		TRY(member_of_memory(&member, &field->operand));
	else
		TRY(member_of_register(&member, is_signed, &field->operand));
	field->type = type;
	field->has_type = true;
	field->dimensions_done = 0;
	return NULL;
}

static struct sonde_error *not_an_array(const struct probe_def *def, const struct probe_step *step)
{
	return probe_def_error(def, SONDE_ERROR_NOT_FOUND, step->column,
			       "This is not an array or a pointer.");
}

/* One element of an array, which is an array itself while there are more dimensions. */
static bool index_array(struct field *field, Dwarf_Die *array, uint64_t *stride)
{
	const unsigned done = field->dimensions_done + 1;
	uint64_t size, count = 1;
	Dwarf_Die element, peeled;

	if (!die_type(array, &element) || !die_peel(&element, &peeled) ||
	    !die_byte_size(&peeled, &size))
		return false;
	if (done < die_array_dimensions(array)) {
		if (!die_array_count(array, done, &count))
			return false;
		field->dimensions_done = done;
	} else {
		field->type = element;
		field->dimensions_done = 0;
	}
	return !__builtin_mul_overflow(size, count, stride);
}

/* What a pointer points to, as an element of an array. */
static bool index_pointer(const struct field *field, uint64_t *stride)
{
	Dwarf_Die type = field->type, peeled;

	return field->has_type && die_peel(&type, &peeled) && die_byte_size(&peeled, stride);
}

static struct sonde_error *step_index(const struct probe_def *def, const struct probe_step *step,
				      struct field *field)
{
	bool is_known;
	uint64_t stride;
	int64_t distance;
	Dwarf_Die peeled;

	if (!field->has_type || !die_peel(&field->type, &peeled))
		return not_an_array(def, step);
	if (is_pointer(&peeled)) {
		TRY(follow_pointer(field, &peeled));
		is_known = index_pointer(field, &stride);
	} else if (dwarf_tag(&peeled) == DW_TAG_array_type) {
		is_known = index_array(field, &peeled, &stride);
	} else {
		return not_an_array(def, step);
	}
	if (!is_known || stride > INT64_MAX)
		return probe_def_error(def, SONDE_ERROR_UNAVAILABLE, step->column,
				       "The size of the elements is not known.");
	if (!field->operand.in_memory)
		return probe_def_error(def, SONDE_ERROR_UNAVAILABLE, step->column,
				       "The array is held in a register.");
	if (__builtin_mul_overflow((int64_t)stride, step->index, &distance) ||
	    __builtin_add_overflow(field->operand.addend, distance, &field->operand.addend))
		return probe_def_error(def, SONDE_ERROR_UNAVAILABLE, step->column,
				       "The index %" PRId64 " is too large.", step->index);
	return NULL;
}

struct sonde_error *field_access(const struct probe_def *def, const struct probe_arg *arg,
				 struct field *field)
{
	/* What is loaded from here on lies where the variable points to. */
	field->operand.own_derefs = field->operand.deref_count + field->operand.in_memory;
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
