/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/bench/object.h"

#include <dwarf.h>
#include <string.h>

/* MAX_ARRAY_LEN of kernel/trace/trace_probe.h. */
#define ARRAY_COUNT_MAX 64
/* Structs nested deeper than this come from no compiler. */
#define DEPTH_MAX 64

static bool attribute_number(Dwarf_Die *die, unsigned name, uint64_t *ret)
{
	Dwarf_Attribute attr;
	Dwarf_Word word;

	if (!dwarf_attr_integrate(die, name, &attr) || dwarf_formudata(&attr, &word) != 0)
		return false;
	*ret = word;
	return true;
}

static bool attribute_type(Dwarf_Die *die, Dwarf_Die *ret)
{
	Dwarf_Attribute attr;
	Dwarf_Die type;

	if (!dwarf_attr_integrate(die, DW_AT_type, &attr) || !dwarf_formref_die(&attr, &type))
		return false;
	return dwarf_peel_type(&type, ret) == 0;
}

static void set_base(struct object *object)
{
	uint64_t encoding = 0;

	attribute_number(&object->type, DW_AT_encoding, &encoding);
	object->kind = OBJECT_NUMBER;
	object->is_signed = encoding == DW_ATE_signed || encoding == DW_ATE_signed_char;
	if (encoding == DW_ATE_float || encoding == DW_ATE_complex_float)
		object->kind = OBJECT_FLOAT;
}

static void set_enumeration(struct object *object)
{
	Dwarf_Die under;
	uint64_t encoding = 0;

	object->kind = OBJECT_NUMBER;
	if (attribute_type(&object->type, &under))
		attribute_number(&under, DW_AT_encoding, &encoding);
	object->is_signed = encoding == DW_ATE_signed || encoding == DW_ATE_signed_char;
}

/* The kind and the size, from the type that `holder` has. */
static void set_type(Dwarf_Die *holder, struct object *object)
{
	Dwarf_Word size;

	object->kind = OBJECT_VOID;
	if (!attribute_type(holder, &object->type))
		return;
	object->size = dwarf_aggregate_size(&object->type, &size) == 0 ? size : 0;
	switch (dwarf_tag(&object->type)) {
	case DW_TAG_base_type:
		return set_base(object);
	case DW_TAG_enumeration_type:
		return set_enumeration(object);
	case DW_TAG_pointer_type:
	case DW_TAG_reference_type:
		object->kind = OBJECT_NUMBER;
		object->size = 8;
		return;
	case DW_TAG_array_type:
		object->kind = OBJECT_ARRAY;
		return;
	case DW_TAG_structure_type:
	case DW_TAG_union_type:
		object->kind = OBJECT_STRUCT;
		return;
	}
}

void object_of_variable(Dwarf_Die *variable, struct object *ret)
{
	*ret = (struct object){0};
	set_type(variable, ret);
}

bool object_member(const struct object *object, Dwarf_Die *member, struct object *ret)
{
	uint64_t offset = 0, bits = 0, bit_offset;

	if (dwarf_tag(member) != DW_TAG_member)
		return false;
	*ret = (struct object){0};
	set_type(member, ret);
	attribute_number(member, DW_AT_data_member_location, &offset);
	ret->offset = object->offset + offset;
	if (!attribute_number(member, DW_AT_bit_size, &bits))
		return true;
	ret->bit_size = (unsigned)bits;
	ret->bit_offset = 8 * ret->offset;
	if (attribute_number(member, DW_AT_data_bit_offset, &bit_offset))
		ret->bit_offset = 8 * object->offset + bit_offset;
	else if (attribute_number(member, DW_AT_bit_offset, &bit_offset))
		ret->bit_offset += 8 * ret->size - bit_offset - bits;
	return true;
}

static bool find(const struct object *object, const char *path, unsigned depth, struct object *ret)
{
	Dwarf_Die type = object->type, member;
	struct object found;

	if (object->kind != OBJECT_STRUCT || depth > DEPTH_MAX || dwarf_child(&type, &member) != 0)
		return false;
	do {
		const char *name = dwarf_diename(&member);
		const size_t size = name ? strlen(name) : 0;

		if (!object_member(object, &member, &found))
			continue;
		if (!name && find(&found, path, depth + 1, ret))
			return true;
		if (!name || strncmp(path, name, size) != 0)
			continue;
		if (!path[size]) {
			*ret = found;
			return true;
		}
		if (path[size] == '_' && find(&found, path + size + 1, depth + 1, ret))
			return true;
	} while (dwarf_siblingof(&member, &member) == 0);
	return false;
}

bool object_find(const struct object *object, const char *path, struct object *ret)
{
	return find(object, path, 0, ret);
}

static bool leaf(const struct object *object, size_t *left, unsigned depth, struct object *ret,
		 const char **name)
{
	Dwarf_Die type = object->type, member;
	struct object found;

	if (depth > DEPTH_MAX || dwarf_child(&type, &member) != 0)
		return false;
	do {
		if (!object_member(object, &member, &found))
			continue;
		if (found.kind == OBJECT_STRUCT) {
			if (leaf(&found, left, depth + 1, ret, name))
				return true;
			continue;
		}
		if ((*left)--)
			continue;
		*ret = found;
		*name = dwarf_diename(&member);
		return true;
	} while (dwarf_siblingof(&member, &member) == 0);
	return false;
}

bool object_leaf(const struct object *object, size_t n, struct object *ret, const char **name)
{
	return object->kind == OBJECT_STRUCT && leaf(object, &n, 0, ret, name);
}

bool object_count(const struct object *array, uint64_t *count, struct object *element)
{
	Dwarf_Die type = array->type;

	if (array->kind != OBJECT_ARRAY)
		return false;
	*element = (struct object){.offset = array->offset};
	set_type(&type, element);
	*count = element->size ? array->size / element->size : 0;
	return true;
}

/* Memory that is at a distance from what is at hand. */
static const char *memory_why_not(const struct view *view, const struct number *number)
{
	const struct machine *machine = view->machine;
	const int64_t above = (int64_t)(number->value -
					machine_register(machine, machine_stack_pointer(machine)));

	switch (number->shape) {
	case SHAPE_PLAIN:
	case SHAPE_SUM:
		return above < 0 && above >= -65536 ? "on the stack, but not set up yet" : NULL;
	case SHAPE_ADDRESS:
		return NULL;
	case SHAPE_CONSTANT:
		return "at a fixed address";
	case SHAPE_OTHER:
		return number->why;
	default:
		return "computed: its address";
	}
}

/* A value of which `size` bytes from `offset` on are wanted. */
static const char *value_why_not(const struct number *number, uint64_t offset,
				 const struct object *object)
{
	unsigned wanted = object->bit_size ? object->bit_size : 8 * (unsigned)object->size;

	switch (number->shape) {
	case SHAPE_CONSTANT:
		return NULL;
	case SHAPE_ADDRESS:
		return "the address of a variable or function";
	case SHAPE_PLAIN:
		return (offset || object->bit_size) && object->is_signed ? "bits with a sign"
									 : NULL;
	case SHAPE_SUM:
		return "computed: at hand plus a constant";
	case SHAPE_BITS:
		if (number->bit_offset == 0 &&
		    (number->bit_width >= wanted || !(number->bit_width % 8)))
			return NULL;
		if (number->bit_width < wanted)
			return number->bits_signed ? "bits with a sign" : NULL;
		return object->is_signed ? "bits with a sign" : NULL;
	case SHAPE_OTHER:
		return number->why;
	default:
		return "computed: other arithmetic";
	}
}

static bool is_number_size(uint64_t size)
{
	return size == 1 || size == 2 || size == 4 || size == 8;
}

static const char *number_why_not(const struct view *view, const struct meaning *meaning,
				  const struct object *object)
{
	const uint64_t first = object->bit_size ? object->bit_offset / 8 : object->offset;
	const uint64_t size = object->bit_size ? 1 : object->size;
	uint64_t start;
	const struct part *part = meaning_part(meaning, first, &start);

	if (!is_number_size(object->size))
		return "a number of odd size";
	if (!part || part->kind == PART_ABSENT)
		return "pieces: this one is gone";
	if (first + size - start > part->size)
		return "pieces: a number in several";
	if (part->kind == PART_BYTES)
		return first - start + size <= part->byte_count ? NULL : "a constant that is short";
	if (part->kind == PART_VALUE)
		return value_why_not(&part->number, first - start, object);
	if (object->bit_size && object->is_signed)
		return "bits with a sign";
	return memory_why_not(view, &part->number);
}

static const char *array_why_not(const struct view *view, const struct meaning *meaning,
				 const struct object *object)
{
	struct object element;
	uint64_t count, start;
	const struct part *part = meaning_part(meaning, object->offset, &start);

	if (!object_count(object, &count, &element) || !count)
		return "an array of no elements";
	if (element.kind == OBJECT_FLOAT || element.kind == OBJECT_VOID)
		return "an array of floats or unknown elements";
	if (!is_number_size(element.size))
		return "an array of structs";
	if (count > ARRAY_COUNT_MAX)
		return "an array of over 64";
	if (!part || part->kind != PART_MEMORY ||
	    object->offset + object->size - start > part->size)
		return "an array that is not in memory";
	return number_why_not(view, meaning, &element);
}

static const char *why_not(const struct view *view, const struct meaning *meaning,
			   const struct object *object, unsigned depth);

/* What is said of the first member is said of all. */
static const char *struct_why_not(const struct view *view, const struct meaning *meaning,
				  const struct object *object, unsigned depth)
{
	Dwarf_Die type = object->type, member;
	const char *first = NULL;

	if (!object->size)
		return "an empty struct";
	/* A small one is fetched as a number also. */
	if (is_number_size(object->size) && !number_why_not(view, meaning, object))
		return NULL;
	if (depth > DEPTH_MAX || dwarf_child(&type, &member) != 0)
		return "a struct without members";
	do {
		struct object found;
		const char *why;

		if (!object_member(object, &member, &found))
			continue;
		why = why_not(view, meaning, &found, depth + 1);
		if (!why)
			return NULL;
		if (!first)
			first = why;
	} while (dwarf_siblingof(&member, &member) == 0);
	return first ? first : "a struct without members";
}

static const char *why_not(const struct view *view, const struct meaning *meaning,
			   const struct object *object, unsigned depth)
{
	switch (object->kind) {
	case OBJECT_NUMBER:
		return number_why_not(view, meaning, object);
	case OBJECT_FLOAT:
		return "a float";
	case OBJECT_ARRAY:
		return array_why_not(view, meaning, object);
	case OBJECT_STRUCT:
		return struct_why_not(view, meaning, object, depth);
	default:
		return "no type";
	}
}

const char *object_why_not(const struct view *view, const struct meaning *meaning,
			   const struct object *object)
{
	return why_not(view, meaning, object, 0);
}
