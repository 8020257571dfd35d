/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/trivial.h"

#include <string.h>

#include "probe/die.h"
#include "probe/member.h"

/* Members and bases looked at, and how deep: no class that is that large fits into registers. */
#define SEEN_MAX  256
#define DEPTH_MAX 16

/* A class and all that it consists of. */
struct walk {
	struct lookup *lookup;
	unsigned seen, depth;
};

/* What a class declares. */
struct declared {
	/** Someone wrote a destructor, or a constructor that copies or moves. */
	bool has_own;
	/** It has virtual functions or bases. */
	bool is_virtual;
	/** One that copies or moves is deleted; one is the compiler's. */
	bool has_deleted, has_default;
	/** One takes more than what it copies: if all that has a default, it copies. */
	bool has_more;
};

static enum trivial of_type(struct walk *walk, Dwarf_Die *type);

/* Whether a parameter is a reference to the class itself. */
static bool is_of_class(struct walk *walk, Dwarf_Die *parameter, Dwarf_Die *class)
{
	Dwarf_Die type, reference, target, peeled, definition;

	return die_type(parameter, &type) && die_peel(&type, &reference) &&
	       die_is_reference(&reference) && die_type(&reference, &target) &&
	       die_peel(&target, &peeled) &&
	       lookup_definition(walk->lookup, &peeled, &definition) &&
	       definition.addr == class->addr;
}

/* How many parameters are written down, and the first of them. */
static unsigned parameters(Dwarf_Die *function, Dwarf_Die *first)
{
	unsigned count = 0;
	Dwarf_Die child;

	if (dwarf_child(function, &child) != 0)
		return 0;
	do {
		if (dwarf_tag(&child) != DW_TAG_formal_parameter ||
		    die_flag(&child, DW_AT_artificial))
			continue;
		if (count++ == 0)
			*first = child;
	} while (dwarf_siblingof(&child, &child) == 0);
	return count;
}

/* A constructor has the class's name, without what a template was made with. */
static bool is_constructor(const char *name, Dwarf_Die *class)
{
	const char *of_class = die_name(class);
	const size_t size = of_class ? strcspn(of_class, "<") : 0;

	return size && strlen(name) == size && memcmp(name, of_class, size) == 0;
}

/* A constructor that copies or moves, or an assignment that takes their place. */
static void add_copying(struct walk *walk, Dwarf_Die *function, Dwarf_Die *class,
			struct declared *declared)
{
	const char *name = die_name(function);
	Dwarf_Die first, type, reference;
	const unsigned count = parameters(function, &first);
	uint64_t value;

	if (!count || !is_of_class(walk, &first, class))
		return;
	if (strcmp(name, "operator=") == 0) {
		/* Whoever declares one that moves has no copies by default. */
		declared->has_deleted |= die_type(&first, &type) && die_peel(&type, &reference) &&
					 dwarf_tag(&reference) == DW_TAG_rvalue_reference_type;
	} else if (!is_constructor(name, class)) {
		return;
	} else if (count > 1) {
		declared->has_more = true;
	} else if (die_flag(function, DW_AT_deleted)) {
		declared->has_deleted = true;
	} else if (die_unsigned(function, DW_AT_defaulted, &value) &&
		   value == DW_DEFAULTED_in_class) {
		declared->has_default = true;
	} else {
		declared->has_own = true;
	}
}

static void add_function(struct walk *walk, Dwarf_Die *function, Dwarf_Die *class,
			 struct declared *declared)
{
	const char *name = die_name(function);
	uint64_t value;

	if (die_unsigned(function, DW_AT_virtuality, &value) && value != DW_VIRTUALITY_none)
		declared->is_virtual = true;
	if (!name || die_flag(function, DW_AT_artificial))
		return;
	if (name[0] != '~')
		add_copying(walk, function, class, declared);
	else if (!die_unsigned(function, DW_AT_defaulted, &value) || value != DW_DEFAULTED_in_class)
		declared->has_own = true;
}

static bool knows_defaults(Dwarf_Die *class)
{
	Dwarf_Half version;
	Dwarf_Die unit;

	return dwarf_cu_die(class->cu, &unit, &version, NULL, NULL, NULL, NULL, NULL) &&
	       version >= 5;
}

static enum trivial of_declared(Dwarf_Die *class, const struct declared *declared)
{
	if (declared->is_virtual)
		return TRIVIAL_NO;
	if (!declared->has_own && !declared->has_deleted)
		return declared->has_more && !declared->has_default ? TRIVIAL_UNKNOWN : TRIVIAL_YES;
	if (!knows_defaults(class))
		return TRIVIAL_UNKNOWN;
	/* Where none of them may be used, it is not copied at all. */
	return declared->has_own || !declared->has_default ? TRIVIAL_NO : TRIVIAL_YES;
}

static enum trivial worse(enum trivial a, enum trivial b)
{
	if (a == TRIVIAL_NO || b == TRIVIAL_NO)
		return TRIVIAL_NO;
	return a == TRIVIAL_YES ? b : a;
}

static enum trivial of_part(struct walk *walk, Dwarf_Die *child, struct declared *declared)
{
	Dwarf_Die type, peeled;
	uint64_t value;

	if (die_unsigned(child, DW_AT_virtuality, &value) && value != DW_VIRTUALITY_none)
		declared->is_virtual = true;
	return die_type(child, &type) && die_peel(&type, &peeled) ? of_type(walk, &peeled)
								  : TRIVIAL_YES;
}

static enum trivial of_class(struct walk *walk, Dwarf_Die *class)
{
	struct declared declared = {.has_own = false};
	enum trivial trivial = TRIVIAL_YES;
	Dwarf_Die child;

	if (dwarf_child(class, &child) != 0)
		return TRIVIAL_YES;
	do {
		if (dwarf_tag(&child) == DW_TAG_subprogram)
			add_function(walk, &child, class, &declared);
		else if (member_is_part(&child))
			trivial = worse(trivial, of_part(walk, &child, &declared));
	} while (dwarf_siblingof(&child, &child) == 0);
	return worse(trivial, of_declared(class, &declared));
}

static enum trivial of_definition(struct walk *walk, Dwarf_Die *class)
{
	enum trivial trivial;
	uint64_t convention;

	if (die_unsigned(class, DW_AT_calling_convention, &convention))
		return convention == DW_CC_pass_by_reference ? TRIVIAL_NO : TRIVIAL_YES;
	if (walk->depth == DEPTH_MAX || walk->seen == SEEN_MAX)
		return TRIVIAL_UNKNOWN;
	walk->seen++;
	walk->depth++;
	trivial = of_class(walk, class);
	walk->depth--;
	return trivial;
}

static enum trivial of_type(struct walk *walk, Dwarf_Die *type)
{
	Dwarf_Die definition, element, peeled;

	if (dwarf_tag(type) == DW_TAG_array_type && die_type(type, &element) &&
	    die_peel(&element, &peeled))
		return dwarf_tag(&peeled) == DW_TAG_array_type ? TRIVIAL_UNKNOWN
							       : of_type(walk, &peeled);
	if (!member_is_aggregate(type))
		return TRIVIAL_YES;
	return lookup_definition(walk->lookup, type, &definition) ? of_definition(walk, &definition)
								  : TRIVIAL_UNKNOWN;
}

enum trivial trivial_of_type(struct lookup *lookup, Dwarf_Die *type)
{
	return of_type(&(struct walk){.lookup = lookup}, type);
}
