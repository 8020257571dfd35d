/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/member.h"

#include "base/str.h"
#include "base/suggest.h"
#include "probe/class.h"
#include "probe/die.h"
#include "probe/nested.h"

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

/* Another thing of the class: a static member lies elsewhere, and a function is no data. */
static struct sonde_error *not_a_member(const struct probe_def *def, const struct probe_step *step,
					const struct class_found *found)
{
	Dwarf_Die owner = found->owner, die = found->die;
	const char *class = die_name(&owner), *name = class_last_name(step->member);

	if (dwarf_tag(&die) == DW_TAG_subprogram)
		return probe_def_error(def, SONDE_ERROR_NOT_FOUND, step->column,
				       "%s is a function of %s, not a member of its objects.", name,
				       class ? class : "?");
	return sonde_error_hint(probe_def_error(def, SONDE_ERROR_UNAVAILABLE, step->column,
						"%s is a static member of %s, which is in none of "
						"its objects.",
						name, class ? class : "?"),
				"Write %s::%s.", class ? class : "?", name);
}

static struct sonde_error *ambiguous(struct lookup *lookup, const struct probe_def *def,
				     const struct probe_step *step, const struct class_found *found)
{
	_cleanup_str_ struct str names = STR_INIT;
	Dwarf_Die owner = found->owner;

	class_print_bases(lookup, found, step->member, &names);
	TRY(str_check(&names));
	return sonde_error_hint(probe_def_error(def, SONDE_ERROR_NOT_FOUND, step->column,
						"Several bases of %s have a member %s.",
						die_name(&owner) ? die_name(&owner) : "?",
						class_last_name(step->member)),
				"Write one of %s.", str_text(&names));
}

static struct sonde_error *find_named(struct lookup *lookup, const struct probe_def *def,
				      const struct probe_step *step, Dwarf_Die *aggregate,
				      struct class_found *ret)
{
	struct sonde_error *error = NULL;
	struct suggest suggest;

	suggest_init(&suggest, class_last_name(step->member));
	class_find(lookup, aggregate, step->member, &suggest, ret);
	if (ret->verdict == CLASS_NONE) {
		nested_offer(lookup, aggregate, &suggest);
		error = unknown_member(def, step, aggregate, &suggest);
	} else if (ret->verdict == CLASS_OTHER) {
		error = not_a_member(def, step, ret);
	} else if (ret->verdict == CLASS_AMBIGUOUS) {
		error = ambiguous(lookup, def, step, ret);
	}
	suggest_deinit(&suggest);
	return error;
}

static struct sonde_error *not_fixed(const struct probe_def *def, const struct probe_step *step,
				     const struct class_found *found)
{
	Dwarf_Die base = found->virtual_base;
	const char *name = found->is_virtual ? die_name(&base) : NULL;

	if (!name)
		return probe_def_error(def, SONDE_ERROR_UNAVAILABLE, step->column,
				       "The place of %s in its struct is not a fixed one.",
				       step->member);
	return probe_def_error(def, SONDE_ERROR_UNAVAILABLE, step->column,
			       "%s is a member of the virtual base class %s, and only the object "
			       "knows where that is.",
			       step->member, name);
}

struct sonde_error *member_find(struct lookup *lookup, const struct probe_def *def,
				const struct probe_step *step, Dwarf_Die *aggregate,
				struct member *ret)
{
	struct class_found found;
	Dwarf_Die peeled;

	TRY(find_named(lookup, def, step, aggregate, &found));
	if (found.is_computed)
		return not_fixed(def, step, &found);
	*ret = (struct member){.die = found.die, .part = found.part};
	ret->is_variant = found.is_variant;
	ret->sum = found.sum;
	if (!die_type(&ret->die, &ret->type))
		return probe_def_error(def, SONDE_ERROR_UNAVAILABLE, step->column,
				       "The member %s has no type in this debuginfo.",
				       step->member);
	if (die_peel(&ret->type, &peeled))
		die_byte_size(&peeled, &ret->part.size);
	return read_bit_field(ret);
}
