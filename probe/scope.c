/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/scope.h"

#include <string.h>

#include "probe/die.h"

/* Blocks nested deeper than this come from no compiler. */
#define DEPTH_MAX 512

void scope_variables_deinit(struct scope_variables *variables)
{
	vec_deinit(variables);
}

static bool is_variable(int tag, bool locals)
{
	return tag == DW_TAG_formal_parameter || (locals && tag == DW_TAG_variable);
}

/* Keep one of a name: the inner block comes later and hides what is outside. */
static struct sonde_error *add_variable(struct scope_variables *variables, Dwarf_Die *die)
{
	const char *name = die_name(die);

	if (!name)
		return NULL;
	vec_for_each(variables, known) {
		if (strcmp(die_name(known), name) == 0) {
			*known = *die;
			return NULL;
		}
	}
	return vec_push(variables, *die);
}

/* Add what `scope` declares itself; returns the block in it that contains pc, if any. */
static struct sonde_error *add_level(Dwarf_Die *scope, uint64_t pc, bool locals,
				     struct scope_variables *variables, Dwarf_Die *block,
				     bool *more)
{
	Dwarf_Die child;

	*more = false;
	if (dwarf_child(scope, &child) != 0)
		return NULL;
	do {
		int tag = dwarf_tag(&child);

		if (is_variable(tag, locals))
			TRY(add_variable(variables, &child));
		if (locals && tag == DW_TAG_lexical_block && dwarf_haspc(&child, pc) == 1) {
			*block = child;
			*more = true;
		}
	} while (dwarf_siblingof(&child, &child) == 0);
	return NULL;
}

static bool abstract_origin(Dwarf_Die *die, Dwarf_Die *ret)
{
	Dwarf_Attribute attr;

	return dwarf_attr(die, DW_AT_abstract_origin, &attr) && dwarf_formref_die(&attr, ret);
}

struct sonde_error *scope_variables(const struct func_instance *instance, uint64_t pc, bool locals,
				    struct scope_variables *ret)
{
	Dwarf_Die scope = instance->die, block, origin;
	bool more;

	for (unsigned depth = 0; depth < DEPTH_MAX; depth++) {
		/* Copies drop what they do not use, which still hides what is outside. */
		if (abstract_origin(&scope, &origin))
			TRY(add_level(&origin, pc, locals, ret, &block, &more));
		TRY(add_level(&scope, pc, locals, ret, &block, &more));
		if (!more)
			break;
		scope = block;
	}
	return NULL;
}

bool scope_find_in_unit(Dwarf_Die *unit, const char *name, Dwarf_Die *ret)
{
	Dwarf_Die child;
	bool found = false;

	if (dwarf_child(unit, &child) != 0)
		return false;
	do {
		const char *other;

		if (dwarf_tag(&child) != DW_TAG_variable)
			continue;
		other = die_name(&child);
		if (!other || strcmp(other, name) != 0)
			continue;
		/* The definition beats the declarations of headers. */
		*ret = child;
		found = true;
		if (!die_flag(&child, DW_AT_declaration))
			break;
	} while (dwarf_siblingof(&child, &child) == 0);
	return found;
}

/* Among the variables of the function itself. */
static bool find_local(const struct scope_variables *variables, const char *name,
		       struct suggest *suggest, Dwarf_Die *ret)
{
	vec_for_each(variables, variable) {
		const char *other = die_name(variable);

		if (strcmp(other, name) == 0) {
			*ret = *variable;
			return true;
		}
		if (suggest)
			suggest_offer(suggest, other);
	}
	return false;
}

struct sonde_error *scope_find(const struct func_instance *instance, uint64_t pc, const char *name,
			       struct suggest *suggest, bool *found, Dwarf_Die *ret)
{
	_cleanup_(scope_variables_deinit) struct scope_variables variables = VEC_INIT;
	Dwarf_Die die = instance->die, unit;

	TRY(scope_variables(instance, pc, true, &variables));
	*found = find_local(&variables, name, suggest, ret) ||
		 (dwarf_diecu(&die, &unit, NULL, NULL) && scope_find_in_unit(&unit, name, ret));
	return NULL;
}
