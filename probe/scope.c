/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/scope.h"

#include <string.h>

#include "base/map.h"
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

/* One walk from a function to the innermost block. */
struct walk {
	uint64_t pc;
	bool locals;
	struct scope_variables *variables;
	/** Places in `variables` by name, counted from 1. */
	struct map names;
};

/* Keep one of a name: the inner block comes later and hides what is outside. */
static struct sonde_error *add_variable(struct walk *walk, Dwarf_Die *die)
{
	const char *name = die_name(die);
	uintptr_t place;

	if (!name)
		return NULL;
	place = (uintptr_t)map_get(&walk->names, name);
	if (place) {
		walk->variables->data[place - 1] = *die;
		return NULL;
	}
	TRY(vec_push(walk->variables, *die));
	return map_put(&walk->names, name, (void *)(uintptr_t)walk->variables->size);
}

/* Add what `scope` declares itself; returns the block in it that contains pc, if any. */
static struct sonde_error *add_level(struct walk *walk, Dwarf_Die *scope, Dwarf_Die *block,
				     bool *more)
{
	Dwarf_Die child;

	*more = false;
	if (dwarf_child(scope, &child) != 0)
		return NULL;
	do {
		int tag = dwarf_tag(&child);

		if (is_variable(tag, walk->locals))
			TRY(add_variable(walk, &child));
		if (walk->locals && tag == DW_TAG_lexical_block &&
		    dwarf_haspc(&child, walk->pc) == 1) {
			*block = child;
			*more = true;
		}
	} while (dwarf_siblingof(&child, &child) == 0);
	return NULL;
}

static struct sonde_error *walk_down(struct walk *walk, const struct func_instance *instance)
{
	Dwarf_Die function = instance->die, scope = function, block, origin;
	bool more;

	for (unsigned depth = 0; depth < DEPTH_MAX; depth++) {
		/* Copies drop what they do not use, which still hides what is outside. */
		if (die_origin(&scope, &origin))
			TRY(add_level(walk, &origin, &block, &more));
		TRY(add_level(walk, &scope, &block, &more));
		if (!more)
			return NULL;
		scope = block;
	}
	return sonde_error_new(SONDE_ERROR_FORMAT,
			       "The debuginfo of the function at offset 0x%llx of .debug_info is "
			       "damaged: its blocks are nested over %d deep.",
			       (unsigned long long)dwarf_dieoffset(&function), DEPTH_MAX);
}

struct sonde_error *scope_variables(const struct func_instance *instance, uint64_t pc, bool locals,
				    struct scope_variables *ret)
{
	struct walk walk = {.pc = pc, .locals = locals, .variables = ret};
	struct sonde_error *error = walk_down(&walk, instance);

	map_deinit(&walk.names);
	return error;
}

bool scope_find_in_unit(Dwarf_Die *unit, const char *name, Dwarf_Die *ret)
{
	Dwarf_Die child;

	if (!die_child_named(unit, DW_TAG_variable, name, &child))
		return false;
	/* The definition beats the declarations of headers. */
	do {
		*ret = child;
	} while (die_flag(&child, DW_AT_declaration) &&
		 die_sibling_named(&child, DW_TAG_variable, name));
	return true;
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

struct sonde_error *scope_find_local(const struct func_instance *instance, uint64_t pc,
				     const char *name, struct suggest *suggest, bool *found,
				     Dwarf_Die *ret)
{
	_cleanup_(scope_variables_deinit) struct scope_variables variables = VEC_INIT;

	TRY(scope_variables(instance, pc, true, &variables));
	*found = find_local(&variables, name, suggest, ret);
	return NULL;
}
