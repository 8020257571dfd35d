/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/within.h"

#include <dwarf.h>

#include "image/language.h"

/* Blocks, calls and namespaces nested deeper than this come from no compiler. */
#define DEPTH_MAX 512

bool within_is_space(int tag)
{
	switch (tag) {
	case DW_TAG_namespace:
	case DW_TAG_module:
	case DW_TAG_class_type:
	case DW_TAG_structure_type:
		return true;
	default:
		return false;
	}
}

bool within_is_block(int tag)
{
	switch (tag) {
	case DW_TAG_lexical_block:
	case DW_TAG_try_block:
	case DW_TAG_catch_block:
	case DW_TAG_with_stmt:
		return true;
	default:
		return false;
	}
}

static bool find_below(Dwarf_Die *parent, uint64_t pc, unsigned depth, struct func_instance *ret);

/* Make the function `die` the answer if it has code at pc. */
static bool take_function(Dwarf_Die *die, uint64_t pc, struct func_instance *ret)
{
	const bool is_inlined = dwarf_tag(die) == DW_TAG_inlined_subroutine;
	uint64_t entry;

	if (dwarf_haspc(die, pc) != 1 || !func_entry(die, &entry))
		return false;
	ret->die = *die;
	ret->entry = entry;
	ret->is_inlined = is_inlined;
	ret->origin = func_origin(die);
	if (!is_inlined)
		ret->outer = *die;
	return true;
}

/*
 * A function within another one, or within a class in it: the outer one does not have its code.
 * Hardly any program has such functions, so they are looked for where no other one was found.
 */
static bool find_nested(Dwarf_Die *parent, uint64_t pc, unsigned depth, struct func_instance *ret)
{
	Dwarf_Die child;

	if (depth > DEPTH_MAX || dwarf_child(parent, &child) != 0)
		return false;
	do {
		const int tag = dwarf_tag(&child);
		const bool is_function = tag == DW_TAG_subprogram;

		if (is_function && take_function(&child, pc, ret)) {
			find_below(&child, pc, depth + 1, ret);
			return true;
		}
		if ((is_function || within_is_space(tag) || within_is_block(tag) ||
		     tag == DW_TAG_union_type) &&
		    find_nested(&child, pc, depth + 1, ret))
			return true;
	} while (dwarf_siblingof(&child, &child) == 0);
	return false;
}

/* The innermost function below `parent`; `ret` has the one around it, if there is one. */
static bool find_below(Dwarf_Die *parent, uint64_t pc, unsigned depth, struct func_instance *ret)
{
	Dwarf_Die child;

	if (depth > DEPTH_MAX || dwarf_child(parent, &child) != 0)
		return false;
	do {
		const int tag = dwarf_tag(&child);

		if (tag == DW_TAG_subprogram || tag == DW_TAG_inlined_subroutine) {
			if (take_function(&child, pc, ret)) {
				find_below(&child, pc, depth + 1, ret);
				return true;
			}
		} else if ((within_is_block(tag) || within_is_space(tag)) &&
			   find_below(&child, pc, depth + 1, ret)) {
			return true;
		}
	} while (dwarf_siblingof(&child, &child) == 0);
	return false;
}

bool within_find(Dwarf_Die *unit, uint64_t pc, struct func_instance *ret)
{
	struct func_instance found = {0};

	if (!find_below(unit, pc, 0, &found) &&
	    !(language_nests(language_of(unit)) && find_nested(unit, pc, 0, &found)))
		return false;
	*ret = found;
	return true;
}
