/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/typename.h"

#include "probe/die.h"

/* Nobody declares more; a cycle of references does. */
#define DEPTH_MAX 32

static bool is_qualifier(int tag)
{
	return tag == DW_TAG_const_type || tag == DW_TAG_volatile_type ||
	       tag == DW_TAG_restrict_type || tag == DW_TAG_shared_type;
}

/* What stands behind the type that it is made from, or NULL. */
static const char *suffix_of(int tag)
{
	switch (tag) {
	case DW_TAG_pointer_type:
	case DW_TAG_array_type:
		return "*";
	case DW_TAG_reference_type:
		return "&";
	case DW_TAG_rvalue_reference_type:
		return "&&";
	default:
		return NULL;
	}
}

static void print_named(Dwarf_Die *type, struct str *out)
{
	const char *keyword = die_keyword(type), *name = die_name(type);

	if (dwarf_tag(type) == DW_TAG_subroutine_type)
		str_append(out, "(function_type)");
	else if (name || *keyword)
		str_appendf(out, "%s%s", keyword, name ? name : "{...}");
	else
		str_append(out, "(unknown_type)");
}

/* The type of `die`, which is a variable or a type made from another. */
static void print_type_of(Dwarf_Die *die, unsigned depth, struct str *out)
{
	Dwarf_Die type = *die;
	const char *suffix;

	do {
		Dwarf_Die at = type;

		if (depth++ == DEPTH_MAX) {
			str_append(out, "(unknown_type)");
			return;
		}
		if (!die_type(&at, &type)) {
			str_append(out, "void");
			return;
		}
	} while (is_qualifier(dwarf_tag(&type)));
	suffix = suffix_of(dwarf_tag(&type));
	if (!suffix) {
		print_named(&type, out);
		return;
	}
	print_type_of(&type, depth, out);
	str_append(out, suffix);
}

void typename_print(Dwarf_Die *variable, struct str *out)
{
	Dwarf_Die type;

	if (die_type(variable, &type))
		print_type_of(variable, 0, out);
	else
		str_append(out, "(unknown_type)");
}
