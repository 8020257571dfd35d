/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/member.h"

#include <string.h>

#include "base/str.h"
#include "base/suggest.h"
#include "probe/die.h"

/* Anonymous structs within each other. */
#define ANONYMOUS_DEPTH_MAX 32
/* Members looked at for one name: a struct can hold itself in more ways than can be walked. */
#define MEMBERS_MAX 100000

/* A member by name. */
struct search {
	const char *name;
	struct lookup *lookup;
	struct suggest *suggest;
	unsigned seen;
};

bool member_is_aggregate(Dwarf_Die *type)
{
	int tag = dwarf_tag(type);

	return tag == DW_TAG_structure_type || tag == DW_TAG_union_type || tag == DW_TAG_class_type;
}

bool member_is_part(Dwarf_Die *child)
{
	const int tag = dwarf_tag(child);

	return tag == DW_TAG_inheritance ||
	       (tag == DW_TAG_member && !die_flag(child, DW_AT_declaration) &&
		!die_flag(child, DW_AT_external));
}

/*
 * DW_AT_data_member_location: a number, before DWARF 3 an expression that adds it. None means 0
 * (unions, bit fields of DWARF 5).
 */
bool member_offset(Dwarf_Die *member, uint64_t *ret)
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

/* Within a member without a name, or a base class. */
static bool find_anonymous(Dwarf_Die *child, struct search *search, unsigned depth,
			   struct member *ret)
{
	Dwarf_Die type, peeled, definition;
	uint64_t offset;

	if (!die_type(child, &type) || !die_peel(&type, &peeled) || !member_is_aggregate(&peeled) ||
	    !lookup_definition(search->lookup, &peeled, &definition) ||
	    !find_member(&definition, search, depth + 1, ret))
		return false;
	/* Where a virtual base class is, is in the object. */
	ret->is_computed |= !member_offset(child, &offset) ||
			    !part_move(&ret->part, (int64_t)offset);
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
		uint64_t offset = 0;

		if (!member_is_part(&child))
			continue;
		if (search->seen++ > MEMBERS_MAX)
			return false;
		if (!other) {
			if (find_anonymous(&child, search, depth, ret))
				return true;
		} else if (strcmp(other, search->name) != 0) {
			suggest_offer(search->suggest, other);
		} else {
			member.is_computed = !member_offset(&child, &offset) ||
					     !part_move(&member.part, (int64_t)offset);
			*ret = member;
			return true;
		}
	} while (dwarf_siblingof(&child, &child) == 0);
	return false;
}

/*
 * The place of a bit field, least significant bit first. DWARF 5 counts from the start of the
 * struct (DW_AT_data_bit_offset), DWARF 4 from the other end of the storage (DW_AT_bit_offset),
 * from before it if the field of a packed struct is in parts of two.
 */
static struct sonde_error *read_bit_field(struct member *member)
{
	struct part *part = &member->part;
	uint64_t size, offset, storage = part->size;
	int64_t from_end;

	if (!die_unsigned(&member->die, DW_AT_bit_size, &size))
		return NULL;
	die_unsigned(&member->die, DW_AT_byte_size, &storage);
	if (size == 0 || size > 64 || storage == 0 || storage > 8)
		return part_strange();
	part->bit_size = size;
	if (die_unsigned(&member->die, DW_AT_data_bit_offset, &offset)) {
		/* Of the words that have the size of its type, the one that it begins in. */
		if (!part_move(part, (int64_t)(offset / (8 * storage) * storage)))
			return part_strange();
		part->bit_offset = (int64_t)(offset % (8 * storage));
	} else if (die_signed(&member->die, DW_AT_bit_offset, &from_end)) {
		if (from_end < -64 || from_end > 64)
			return part_strange();
		part->bit_offset = (int64_t)(8 * storage) - from_end - (int64_t)size;
	}
	if (part->bit_offset < 0 && -part->bit_offset > 8 * part->offset)
		return part_strange();
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

static struct sonde_error *find_named(struct lookup *lookup, const struct probe_def *def,
				      const struct probe_step *step, Dwarf_Die *aggregate,
				      struct member *ret)
{
	struct sonde_error *error = NULL;
	struct suggest suggest;
	struct search search = {.name = step->member, .lookup = lookup, .suggest = &suggest};

	suggest_init(&suggest, step->member);
	if (!find_member(aggregate, &search, 0, ret))
		error = unknown_member(def, step, aggregate, &suggest);
	suggest_deinit(&suggest);
	return error;
}

struct sonde_error *member_find(struct lookup *lookup, const struct probe_def *def,
				const struct probe_step *step, Dwarf_Die *aggregate,
				struct member *ret)
{
	Dwarf_Die peeled;

	TRY(find_named(lookup, def, step, aggregate, ret));
	if (ret->is_computed)
		return probe_def_error(def, SONDE_ERROR_UNAVAILABLE, step->column,
				       "The place of %s in its struct is not a fixed one.",
				       step->member);
	if (!die_type(&ret->die, &ret->type))
		return probe_def_error(def, SONDE_ERROR_UNAVAILABLE, step->column,
				       "The member %s has no type in this debuginfo.",
				       step->member);
	if (die_peel(&ret->type, &peeled))
		die_byte_size(&peeled, &ret->part.size);
	return read_bit_field(ret);
}
