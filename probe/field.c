/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A field is a part of an object that lies somewhere: in memory, in a register, in several pieces.
 * Steps to members and elements move the part and leave the object alone, as long as they stay
 * within it. Which operand that is, is settled when a pointer is followed (what it points to is the
 * next object) and at the end.
 */
#include "probe/field.h"

#include <inttypes.h>
#include <string.h>

#include "base/str.h"
#include "probe/die.h"
#include "probe/member.h"
#include "probe/print.h"
#include "probe/returned.h"

void field_deinit(struct field *field)
{
	location_deinit(&field->location);
}

struct sonde_error *field_of_variable(const struct loc_context *context, Dwarf_Die *variable,
				      struct field *ret)
{
	TRY(loc_of_variable(context, variable, &ret->location));
	ret->context = context;
	ret->has_type = die_type(variable, &ret->type);
	return NULL;
}

struct sonde_error *field_of_return(const struct loc_context *context, Dwarf_Die *type,
				    struct field *ret)
{
	TRY(returned_location(context, type, &ret->location));
	ret->context = context;
	ret->has_type = true;
	ret->type = *type;
	return NULL;
}

struct sonde_error *field_of_operand(const struct loc_context *context,
				     const struct operand *operand, struct field *ret)
{
	ret->context = context;
	return vec_push(&ret->location,
			(struct loc_piece){.kind = LOC_OPERAND, .operand = *operand});
}

/* The object that the field is a part of becomes another one, of one piece. */
static struct sonde_error *move_to_operand(struct field *field, const struct operand *operand)
{
	location_deinit(&field->location);
	field->part = (struct part){0};
	return field_of_operand(field->context, operand, field);
}

/* The size of the field's type, and whether it is a number with a sign. */
static void measure(struct field *field, bool *is_signed)
{
	Dwarf_Die peeled;

	*is_signed = false;
	field->part.size = 0;
	if (!field->has_type || !die_peel(&field->type, &peeled))
		return;
	/* What is left of an array after some of its dimensions has no size of its own. */
	if (!field->dimensions_done)
		lookup_byte_size(field->context->lookup, &peeled, &field->part.size);
	*is_signed = die_is_signed(&peeled);
}

static struct sonde_error *is_split(struct field *field)
{
	Dwarf_Die peeled;

	return sonde_error_new(SONDE_ERROR_UNAVAILABLE, "it is split into pieces here%s",
			       field->has_type && die_peel(&field->type, &peeled) &&
					       member_is_aggregate(&peeled)
				       ? ": name one of its members"
				       : "");
}

/* Where the part is in a piece that begins at so many bits. */
static void count_from(uint64_t start, struct part *part)
{
	if (part->bit_size) {
		/* What a bit field is declared as may begin before the piece. */
		part->bit_offset += 8 * part->offset - (int64_t)start;
		part->offset = 0;
	} else {
		part->offset -= (int64_t)(start / 8);
	}
}

/*
 * The piece in which the field is, and which part of that it is. A piece without a size is all of
 * the object, or as much of it as anybody asks for.
 */
static struct sonde_error *find_piece(struct field *field, struct loc_piece **ret,
				      struct part *part)
{
	const int64_t first = 8 * field->part.offset + field->part.bit_offset;
	const uint64_t size = field->part.bit_size ? field->part.bit_size : 8 * field->part.size;
	uint64_t start = 0;

	*part = field->part;
	*ret = &field->location.data[0];
	if (!(*ret)->bit_size)
		return NULL;
	vec_for_each(&field->location, piece) {
		const uint64_t end = start + piece->bit_size;

		if (first >= 0 && (uint64_t)first < end) {
			*ret = piece;
			count_from(start, part);
			return size == 0 || (uint64_t)first + size > end || start % 8
				       ? is_split(field)
				       : NULL;
		}
		start = end;
	}
	return sonde_error_new(SONDE_ERROR_UNAVAILABLE, "it is optimized out at this place");
}

/* What the piece says, where it can be had as it is. */
static struct sonde_error *check_piece(const struct loc_piece *piece)
{
	if (piece->kind == LOC_UNAVAILABLE)
		return sonde_error_copy(piece->reason);
	if (piece->kind == LOC_POINTER)
		return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
				       "the pointer is optimized out, only what it points to is "
				       "known");
	return NULL;
}

struct sonde_error *field_settle(struct field *field)
{
	struct loc_piece *piece;
	struct part part;
	bool is_signed;

	measure(field, &is_signed);
	TRY(find_piece(field, &piece, &part));
	TRY(check_piece(piece));
	field->operand = piece->operand;
	field->operand.user = field->user;
	TRY(part_take(&part, is_signed, &field->operand));
	if (part.size && part.size <= sizeof(uint64_t))
		operand_fit(&field->operand, 8 * (unsigned)part.size, is_signed);
	return NULL;
}

/* The pointer is optimized out, and it is known what it points to. */
static struct sonde_error *follow_known(struct field *field, const struct loc_piece *piece)
{
	Dwarf_Die target = piece->target;
	const int64_t offset = piece->offset;
	struct location location = VEC_INIT;

	TRY(loc_of_variable(field->context, &target, &location));
	location_deinit(&field->location);
	field->location = location;
	field->part = (struct part){0};
	if (!part_move(&field->part, offset))
		return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
				       "its pointer points outside of what it points to");
	return NULL;
}

static struct sonde_error *follow_operand(struct field *field)
{
	TRY(field_settle(field));
	if (field->operand.bit_size)
		return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
				       "its pointer is not a whole register");
	TRY(operand_load(&field->operand));
	field->operand.in_memory = true;
	return move_to_operand(field, &field->operand);
}

/* Through a pointer: the object it points to is what the field stands for. */
static struct sonde_error *follow_pointer(struct field *field, Dwarf_Die *pointer)
{
	struct loc_piece *piece;
	struct part part;
	Dwarf_Die target;
	bool is_signed;

	measure(field, &is_signed);
	TRY(find_piece(field, &piece, &part));
	if (piece->kind == LOC_POINTER && part.offset == 0)
		TRY(follow_known(field, piece));
	else
		TRY(follow_operand(field));
	field->dimensions_done = 0;
	field->has_type = die_type(pointer, &target);
	if (field->has_type)
		field->type = target;
	return NULL;
}

/* `type` is what it is declared as; NULL for nothing. */
static struct sonde_error *not_a_structure(const struct probe_def *def, const struct probe_arg *arg,
					   const struct probe_step *step, Dwarf_Die *type)
{
	_cleanup_str_ struct str text = STR_INIT, name = STR_INIT;
	struct probe_arg before = {.kind = arg->kind, .base = arg->base, .steps = arg->steps};

	/* Steps behind a cast are not all of the steps. */
	before.steps.size = arg->cast ? 0 : (size_t)(step - arg->steps.data);
	probe_arg_print(&before, &name);
	die_print_type(type, &text);
	TRY(str_check(&name));
	TRY(str_check(&text));
	return probe_def_error(def, SONDE_ERROR_NOT_FOUND, step->column,
			       "%s is not a data structure nor a union: its type is %s.", name.data,
			       text.data);
}

/* The struct, union or class that the field is or points to. */
static struct sonde_error *to_aggregate(const struct probe_def *def, const struct probe_arg *arg,
					const struct probe_step *step, struct field *field,
					Dwarf_Die *ret)
{
	Dwarf_Die declared = field->type, peeled;

	if (!field->has_type || !die_peel(&field->type, &peeled))
		return not_a_structure(def, arg, step, field->has_type ? &declared : NULL);
	if (die_is_pointer(&peeled)) {
		TRY(follow_pointer(field, &peeled));
		if (!field->has_type || !die_peel(&field->type, &peeled))
			return not_a_structure(def, arg, step, &declared);
	}
	if (!member_is_aggregate(&peeled))
		return not_a_structure(def, arg, step, &declared);
	if (!lookup_definition(field->context->lookup, &peeled, ret))
		return probe_def_error(def, SONDE_ERROR_UNAVAILABLE, step->column,
				       "The members of '%s' are not known here: the debuginfo has "
				       "none, or different ones by this name.",
				       die_name(&peeled) ? die_name(&peeled) : "?");
	return NULL;
}

static struct sonde_error *too_far(const struct probe_def *def, const struct probe_step *step)
{
	return probe_def_error(def, SONDE_ERROR_UNAVAILABLE, step->column,
			       "This is too far from the start of the object.");
}

static struct sonde_error *step_member(const struct probe_def *def, const struct probe_arg *arg,
				       const struct probe_step *step, struct field *field)
{
	struct member member = {0};
	Dwarf_Die aggregate;

	TRY(to_aggregate(def, arg, step, field, &aggregate));
	TRY(member_find(field->context->lookup, def, step, &aggregate, &member));
	if (!part_move(&member.part, field->part.offset))
		return too_far(def, step);
	if (member.is_variant) {
		field->is_variant = true;
		field->sum = member.sum;
	}
	field->part = member.part;
	field->type = member.type;
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
	    !lookup_byte_size(field->context->lookup, &peeled, &size))
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

	return field->has_type && die_peel(&type, &peeled) &&
	       lookup_byte_size(field->context->lookup, &peeled, stride);
}

/* A reference is what it refers to. */
static struct sonde_error *follow_reference(struct field *field)
{
	Dwarf_Die peeled;

	if (!field->has_type || !die_peel(&field->type, &peeled) || !die_is_reference(&peeled))
		return NULL;
	return follow_pointer(field, &peeled);
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
	if (die_is_pointer(&peeled)) {
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
	if (__builtin_mul_overflow((int64_t)stride, step->index, &distance) ||
	    !part_move(&field->part, distance))
		return probe_def_error(def, SONDE_ERROR_UNAVAILABLE, step->column,
				       "The index %" PRId64 " is too large.", step->index);
	return NULL;
}

struct sonde_error *field_access(const struct probe_def *def, const struct probe_arg *arg,
				 struct field *field)
{
	TRY(follow_reference(field));
	vec_for_each(&arg->steps, step) {
		if (field->part.bit_size)
			return probe_def_error(def, SONDE_ERROR_NOT_FOUND, step->column,
					       "A bit field has no members.");
		if (step->member)
			TRY(step_member(def, arg, step, field));
		else
			TRY(step_index(def, step, field));
		TRY(follow_reference(field));
	}
	return field_settle(field);
}

bool field_leads_on(const struct field *field)
{
	_cleanup_error_ struct sonde_error *error = NULL;
	_cleanup_fetch_ struct fetch fetch = {0};
	struct operand target = field->operand;
	Dwarf_Die type = field->type, peeled;

	if (!field->has_type || !die_peel(&type, &peeled) || !die_is_pointer(&peeled))
		return false;
	error = operand_load(&target);
	if (error)
		return false;
	target.in_memory = true;
	error = operand_to_fetch(&target, field->context->image, field->context->arch, &fetch);
	return !error;
}
