/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/externs.h"

#include "base/map.h"
#include "probe/die.h"

/* Values of `names` are places in `variables`, counted from 1. */
static struct sonde_error *add_variable(struct map *names, Dwarf_Die *die,
					struct scope_variables *variables)
{
	const char *name = die_name(die);
	uintptr_t place;

	if (!name)
		return NULL;
	place = (uintptr_t)map_get(names, name);
	if (!place) {
		TRY(vec_push(variables, *die));
		return map_put(names, name, (void *)(uintptr_t)variables->size);
	}
	/* The definition stands behind the declaration that a header has. */
	if (dwarf_hasattr_integrate(die, DW_AT_location))
		variables->data[place - 1] = *die;
	return NULL;
}

/* Those that `unit` has of the source at hand. */
static struct sonde_error *add_variables(struct map *names, Dwarf_Die *unit, Dwarf_Die *source,
					 struct scope_variables *ret)
{
	Dwarf_Die child, other;

	if (dwarf_child(unit, &child) != 0)
		return NULL;
	do {
		if (dwarf_tag(&child) == DW_TAG_variable && die_source_unit(&child, &other) &&
		    other.addr == source->addr)
			TRY(add_variable(names, &child, ret));
	} while (dwarf_siblingof(&child, &child) == 0);
	return NULL;
}

struct sonde_error *externs_of_unit(const Dwarf_Die *die, struct scope_variables *ret)
{
	_cleanup_map_ struct map names = MAP_INIT;
	Dwarf_Die inner = *die, unit, source;

	if (!dwarf_diecu(&inner, &unit, NULL, NULL) || !die_source_unit(&inner, &source))
		return NULL;
	TRY(add_variables(&names, &source, &source, ret));
	/* A unit of gcc -flto has the places of what this one only names. */
	return unit.addr == source.addr ? NULL : add_variables(&names, &unit, &source, ret);
}
