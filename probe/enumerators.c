/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/enumerators.h"

#include <dwarf.h>

#include "probe/die.h"

/* No sane type has more names; a damaged one may have. */
#define NAMES_MAX 65536

static struct sonde_error *add(Dwarf_Die *die, struct enumeration *ret)
{
	const char *name = die_name(die);
	struct sonde_error *error;
	int64_t value;

	if (!name || !die_signed(die, DW_AT_const_value, &value))
		return NULL;
	error = enumeration_add(ret, name, (uint64_t)value);
	if (!error || error->kind == SONDE_ERROR_NO_MEMORY)
		return error;
	sonde_error_destroy(error);
	return NULL;
}

struct sonde_error *enumerators_of(struct lookup *lookup, Dwarf_Die *type, struct enumeration *ret)
{
	_cleanup_enumeration_ struct enumeration found = {0};
	Dwarf_Die peeled, definition, child;
	size_t count = 0;

	if (!die_peel(type, &peeled) || dwarf_tag(&peeled) != DW_TAG_enumeration_type ||
	    !lookup_definition(lookup, &peeled, &definition) ||
	    dwarf_child(&definition, &child) != 0)
		return NULL;
	found.is_signed = die_is_signed(&definition);
	do {
		if (dwarf_tag(&child) == DW_TAG_enumerator)
			TRY(add(&child, &found));
	} while (++count < NAMES_MAX && dwarf_siblingof(&child, &child) == 0);
	*ret = found;
	found = (struct enumeration){0};
	return NULL;
}
