/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/die.h"

#include <string.h>

/* No sane type has so many qualifiers and typedefs around it; a cycle of references has. */
#define PEEL_MAX 64
/* Nobody reads further in a type's name. */
#define PRINT_DEPTH_MAX 8

const char *die_name(Dwarf_Die *die)
{
	return dwarf_diename(die);
}

bool die_unsigned(Dwarf_Die *die, unsigned attribute, uint64_t *ret)
{
	Dwarf_Attribute attr;
	Dwarf_Word value;

	if (!dwarf_attr_integrate(die, attribute, &attr) || dwarf_formudata(&attr, &value) != 0)
		return false;
	*ret = value;
	return true;
}

bool die_signed(Dwarf_Die *die, unsigned attribute, int64_t *ret)
{
	Dwarf_Attribute attr;
	Dwarf_Word number;
	Dwarf_Sword sign;

	if (!dwarf_attr_integrate(die, attribute, &attr))
		return false;
	if (dwarf_whatform(&attr) != DW_FORM_sdata && dwarf_formudata(&attr, &number) == 0) {
		*ret = (int64_t)number;
		return true;
	}
	if (dwarf_formsdata(&attr, &sign) != 0)
		return false;
	*ret = sign;
	return true;
}

bool die_flag(Dwarf_Die *die, unsigned attribute)
{
	Dwarf_Attribute attr, *found;
	bool flag;

	/* What a definition completes is a declaration, and the definition is none. */
	found = attribute == DW_AT_declaration ? dwarf_attr(die, attribute, &attr)
					       : dwarf_attr_integrate(die, attribute, &attr);
	return found && dwarf_formflag(found, &flag) == 0 && flag;
}

/*
 * A type that has a unit of its own (-fdebug-types-section) is declared where it is used, and
 * called by a signature there (DWARF 5, 5.7.2). Without that unit the declaration remains.
 */
static bool go_to_signature(Dwarf_Die *type)
{
	Dwarf_Attribute attr;
	Dwarf_Die definition;

	switch (dwarf_tag(type)) {
	case DW_TAG_structure_type:
	case DW_TAG_class_type:
	case DW_TAG_union_type:
	case DW_TAG_enumeration_type:
		break;
	default:
		return true;
	}
	if (dwarf_attr(type, DW_AT_signature, &attr) && dwarf_formref_die(&attr, &definition))
		*type = definition;
	return true;
}

bool die_type(Dwarf_Die *die, Dwarf_Die *ret)
{
	Dwarf_Attribute attr;

	return dwarf_attr_integrate(die, DW_AT_type, &attr) && dwarf_formref_die(&attr, ret) &&
	       go_to_signature(ret);
}

bool die_origin(Dwarf_Die *die, Dwarf_Die *ret)
{
	Dwarf_Attribute attr;

	return dwarf_attr(die, DW_AT_abstract_origin, &attr) && dwarf_formref_die(&attr, ret);
}

static bool is_named(Dwarf_Die *die, int tag, const char *name)
{
	const char *own = dwarf_tag(die) == tag ? die_name(die) : NULL;

	return own && strcmp(own, name) == 0;
}

bool die_child_named(Dwarf_Die *parent, int tag, const char *name, Dwarf_Die *ret)
{
	return dwarf_child(parent, ret) == 0 &&
	       (is_named(ret, tag, name) || die_sibling_named(ret, tag, name));
}

bool die_sibling_named(Dwarf_Die *die, int tag, const char *name)
{
	while (dwarf_siblingof(die, die) == 0) {
		if (is_named(die, tag, name))
			return true;
	}
	return false;
}

bool die_source_unit(Dwarf_Die *die, Dwarf_Die *ret)
{
	Dwarf_Die origin = *die, unit;

	if (!dwarf_diecu(die, ret, NULL, NULL))
		return false;
	for (int i = 0; i < PEEL_MAX; i++) {
		if (!dwarf_hasattr(&origin, DW_AT_abstract_origin))
			break;
		if (!die_origin(&origin, &origin))
			return true;
	}
	/* What several units share can be in one that is no source. */
	if (dwarf_diecu(&origin, &unit, NULL, NULL) && dwarf_tag(&unit) == DW_TAG_compile_unit)
		*ret = unit;
	return true;
}

static bool is_wrapper(int tag)
{
	switch (tag) {
	case DW_TAG_typedef:
	case DW_TAG_const_type:
	case DW_TAG_volatile_type:
	case DW_TAG_restrict_type:
	case DW_TAG_atomic_type:
	case DW_TAG_immutable_type:
	case DW_TAG_packed_type:
	case DW_TAG_shared_type:
		return true;
	default:
		return false;
	}
}

bool die_peel(Dwarf_Die *type, Dwarf_Die *ret)
{
	Dwarf_Die at = *type;

	for (int i = 0; i < PEEL_MAX; i++) {
		Dwarf_Die next;

		if (!is_wrapper(dwarf_tag(&at))) {
			*ret = at;
			return true;
		}
		if (!die_type(&at, &next))
			return false;
		at = next;
	}
	return false;
}

static bool is_const(Dwarf_Die *variable)
{
	Dwarf_Die at = *variable, type;

	for (int i = 0; i < PEEL_MAX && die_type(&at, &type); i++) {
		if (dwarf_tag(&type) == DW_TAG_const_type)
			return true;
		if (!is_wrapper(dwarf_tag(&type)))
			return false;
		at = type;
	}
	return false;
}

bool die_constant(Dwarf_Die *variable, Dwarf_Attribute *ret)
{
	const bool is_of_declaration = die_flag(variable, DW_AT_declaration) ||
				       (dwarf_hasattr(variable, DW_AT_specification) &&
					!dwarf_hasattr(variable, DW_AT_const_value));

	return dwarf_attr_integrate(variable, DW_AT_const_value, ret) &&
	       (!is_of_declaration || is_const(variable));
}

bool die_next_unit(Dwarf *dwarf, Dwarf_CU **cu, uint8_t *type, Dwarf_Die *ret)
{
	uint8_t found;

	while (dwarf_get_units(dwarf, *cu, cu, NULL, &found, ret, NULL) == 0) {
		if (found == DW_UT_skeleton || found == DW_UT_split_compile)
			continue;
		if (type)
			*type = found;
		/* A unit that ends with its head gives a DIE of nothing, which libdw follows. */
		if (ret->addr && ret->cu)
			return true;
	}
	return false;
}

unsigned die_array_dimensions(Dwarf_Die *type)
{
	unsigned count = 0;
	Dwarf_Die child;

	if (dwarf_child(type, &child) != 0)
		return 0;
	do {
		count += dwarf_tag(&child) == DW_TAG_subrange_type;
	} while (dwarf_siblingof(&child, &child) == 0);
	return count;
}

/* The elements of one dimension. */
static bool subrange_count(Dwarf_Die *subrange, uint64_t *ret)
{
	uint64_t count, upper, lower = 0;

	if (die_unsigned(subrange, DW_AT_count, &count)) {
		*ret = count;
		return true;
	}
	die_unsigned(subrange, DW_AT_lower_bound, &lower);
	if (!die_unsigned(subrange, DW_AT_upper_bound, &upper) || upper < lower ||
	    upper - lower == UINT64_MAX)
		return false;
	*ret = upper - lower + 1;
	return true;
}

bool die_array_count(Dwarf_Die *type, unsigned first, uint64_t *ret)
{
	unsigned dimension = 0;
	uint64_t all = 1;
	Dwarf_Die child;

	if (dwarf_child(type, &child) != 0)
		return false;
	do {
		uint64_t count;

		if (dwarf_tag(&child) != DW_TAG_subrange_type || dimension++ < first)
			continue;
		if (!subrange_count(&child, &count) || __builtin_mul_overflow(all, count, &all))
			return false;
	} while (dwarf_siblingof(&child, &child) == 0);
	if (dimension < first || dimension == 0)
		return false;
	*ret = all;
	return true;
}

bool die_byte_size(Dwarf_Die *type, uint64_t *ret)
{
	Dwarf_Word size;

	if (dwarf_aggregate_size(type, &size) != 0)
		return false;
	*ret = size;
	return true;
}

static bool encoding_of(Dwarf_Die *type, uint64_t *ret)
{
	Dwarf_Die underlying, peeled;

	if (die_unsigned(type, DW_AT_encoding, ret))
		return true;
	return dwarf_tag(type) == DW_TAG_enumeration_type && die_type(type, &underlying) &&
	       die_peel(&underlying, &peeled) && die_unsigned(&peeled, DW_AT_encoding, ret);
}

bool die_is_signed(Dwarf_Die *type)
{
	uint64_t encoding;

	if (!encoding_of(type, &encoding))
		return false;
	return encoding == DW_ATE_signed || encoding == DW_ATE_signed_char ||
	       encoding == DW_ATE_signed_fixed;
}

bool die_is_float(Dwarf_Die *type)
{
	uint64_t encoding;

	return dwarf_tag(type) == DW_TAG_base_type &&
	       die_unsigned(type, DW_AT_encoding, &encoding) &&
	       (encoding == DW_ATE_float || encoding == DW_ATE_complex_float ||
		encoding == DW_ATE_imaginary_float || encoding == DW_ATE_decimal_float);
}

bool die_is_reference(Dwarf_Die *type)
{
	const int tag = dwarf_tag(type);

	return tag == DW_TAG_reference_type || tag == DW_TAG_rvalue_reference_type;
}

bool die_is_pointer(Dwarf_Die *type)
{
	return dwarf_tag(type) == DW_TAG_pointer_type || die_is_reference(type);
}

bool die_is_char(Dwarf_Die *type)
{
	uint64_t encoding, size;

	return dwarf_tag(type) == DW_TAG_base_type && encoding_of(type, &encoding) &&
	       (encoding == DW_ATE_signed_char || encoding == DW_ATE_unsigned_char) &&
	       die_byte_size(type, &size) && size == 1;
}

const char *die_keyword(Dwarf_Die *type)
{
	switch (dwarf_tag(type)) {
	case DW_TAG_structure_type:
		return "struct ";
	case DW_TAG_union_type:
		return "union ";
	case DW_TAG_enumeration_type:
		return "enum ";
	default:
		return "";
	}
}

static const char *qualifier_of(int tag)
{
	switch (tag) {
	case DW_TAG_const_type:
		return "const";
	case DW_TAG_volatile_type:
		return "volatile";
	case DW_TAG_restrict_type:
		return "restrict";
	default:
		return NULL;
	}
}

static const char *suffix_of(int tag)
{
	switch (tag) {
	case DW_TAG_pointer_type:
		return "*";
	case DW_TAG_reference_type:
		return "&";
	case DW_TAG_rvalue_reference_type:
		return "&&";
	case DW_TAG_array_type:
		return "[]";
	default:
		return NULL;
	}
}

/* Append what stands behind a type, after a blank unless that is one more sign. */
static void append_behind(struct str *out, const char *suffix)
{
	if (out->size && out->data && !strchr("*&]", out->data[out->size - 1]))
		str_append_char(out, ' ');
	str_append(out, suffix);
}

static void print_type(Dwarf_Die *type, unsigned depth, struct str *out);

/* What the type is made from, `void` if it is nothing. */
static void print_inner(Dwarf_Die *type, unsigned depth, struct str *out)
{
	Dwarf_Die inner;

	if (!die_type(type, &inner))
		str_append(out, "void");
	else if (depth < PRINT_DEPTH_MAX)
		print_type(&inner, depth + 1, out);
	else
		str_append(out, "...");
}

/* `const` stands behind a pointer that is constant, and before all else. */
static void print_qualified(Dwarf_Die *type, unsigned depth, struct str *out)
{
	const char *qualifier = qualifier_of(dwarf_tag(type));
	Dwarf_Die inner;

	if (die_type(type, &inner) && dwarf_tag(&inner) == DW_TAG_pointer_type) {
		print_inner(type, depth, out);
		str_append(out, qualifier);
		return;
	}
	str_appendf(out, "%s ", qualifier);
	print_inner(type, depth, out);
}

static void print_type(Dwarf_Die *type, unsigned depth, struct str *out)
{
	const int tag = dwarf_tag(type);
	const char *name = die_name(type);

	if (name) {
		str_appendf(out, "%s%s", die_keyword(type), name);
	} else if (tag == DW_TAG_subroutine_type) {
		str_append(out, "function");
	} else if (qualifier_of(tag)) {
		print_qualified(type, depth, out);
	} else if (*die_keyword(type)) {
		str_appendf(out, "%s{...}", die_keyword(type));
	} else {
		print_inner(type, depth, out);
		if (suffix_of(tag))
			append_behind(out, suffix_of(tag));
	}
}

void die_print_type(Dwarf_Die *type, struct str *out)
{
	if (type)
		print_type(type, 0, out);
	else
		str_append(out, "void");
}
