/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/bench/in_scope.h"

#include <dwarf.h>
#include <string.h>

/* Blocks nested deeper than this come from no compiler. */
#define DEPTH_MAX 256

static struct sonde_error *add(struct variables *variables, Dwarf_Die *variable)
{
	const char *name = dwarf_diename(variable);

	if (!name)
		return NULL;
	vec_for_each(variables, known) {
		if (strcmp(dwarf_diename(known), name) != 0)
			continue;
		*known = *variable;
		return NULL;
	}
	return vec_push(variables, *variable);
}

static struct sonde_error *add_block(Dwarf_Die *block, bool locals, struct variables *ret)
{
	Dwarf_Die die;

	if (dwarf_child(block, &die) != 0)
		return NULL;
	do {
		int tag = dwarf_tag(&die);

		if (tag == DW_TAG_formal_parameter || (locals && tag == DW_TAG_variable))
			TRY(add(ret, &die));
	} while (dwarf_siblingof(&die, &die) == 0);
	return NULL;
}

static bool block_around(Dwarf_Die *block, uint64_t pc, Dwarf_Die *ret)
{
	Dwarf_Die die;

	if (dwarf_child(block, &die) != 0)
		return false;
	do {
		if (dwarf_tag(&die) == DW_TAG_lexical_block && dwarf_haspc(&die, pc) == 1) {
			*ret = die;
			return true;
		}
	} while (dwarf_siblingof(&die, &die) == 0);
	return false;
}

struct sonde_error *variables_in_scope(Dwarf_Die *function, uint64_t pc, bool locals,
				       struct variables *ret)
{
	Dwarf_Die block = *function, inner, origin;
	Dwarf_Attribute attr;

	for (unsigned depth = 0; depth < DEPTH_MAX; depth++) {
		/* What a copy has dropped still hides what is outside. */
		if (dwarf_attr(&block, DW_AT_abstract_origin, &attr) &&
		    dwarf_formref_die(&attr, &origin))
			TRY(add_block(&origin, locals, ret));
		TRY(add_block(&block, locals, ret));
		if (!locals || !block_around(&block, pc, &inner))
			break;
		block = inner;
	}
	return NULL;
}

bool function_at(Dwarf *dwarf, uint64_t pc, Dwarf_Die *ret)
{
	Dwarf_Die unit, die;

	if (!dwarf_addrdie(dwarf, pc, &unit) || dwarf_child(&unit, &die) != 0)
		return false;
	do {
		if (dwarf_tag(&die) == DW_TAG_subprogram && dwarf_haspc(&die, pc) == 1) {
			*ret = die;
			return true;
		}
	} while (dwarf_siblingof(&die, &die) == 0);
	return false;
}
