/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * A thin layer over libdw for debugging information entries (DIEs). DWARF is hostile input:
 * every walk here is bounded, and every name may be NULL.
 */
#ifndef PROBE_DIE_H
#define PROBE_DIE_H

#include <stdbool.h>
#include <stdint.h>

#include <dwarf.h>
#include <elfutils/libdw.h>

#include "base/str.h"

/** Name of the DIE, from its abstract origin or specification if need be; may be NULL. */
const char *die_name(Dwarf_Die *die);

/** An unsigned attribute, looked up through abstract origin and specification. */
bool die_unsigned(Dwarf_Die *die, unsigned attribute, uint64_t *ret);

/** Whether a flag attribute is set; DW_AT_declaration on the DIE itself. */
bool die_flag(Dwarf_Die *die, unsigned attribute);

/**
 * The DW_AT_const_value of @p variable, looked up through abstract origin and specification: what
 * it is always. What clang gives the declaration of a static member is such a value only if its
 * type is const, else the one that it starts with (CreateRecordStaticField() of CGDebugInfo.cpp).
 */
bool die_constant(Dwarf_Die *variable, Dwarf_Attribute *ret);

/**
 * The next unit that has a DIE; units of both .debug_info and .debug_types (DWARF 4),
 * without skeletons of units that are split off (image/split.h).
 *
 * @param cu NULL at the start; where the walk is
 * @param type gets its kind (DW_UT_...), or NULL
 * @param ret gets its DIE
 * @return false at the end, and where the debuginfo is too damaged to go on
 */
bool die_next_unit(Dwarf *dwarf, Dwarf_CU **cu, uint8_t *type, Dwarf_Die *ret);

/**
 * The unit that the source of @p die, a function or a variable, was compiled in, where its names
 * mean what the source says. gcc -flto has the code and places of all sources in units of its own,
 * which take the names by DW_AT_abstract_origin from those of the sources.
 */
bool die_source_unit(Dwarf_Die *die, Dwarf_Die *ret);

/**
 * The DIE that DW_AT_type refers to, for a type that has a unit of its own the one there; false
 * for none (`void`).
 */
bool die_type(Dwarf_Die *die, Dwarf_Die *ret);

/** What @p die is a copy of: its own DW_AT_abstract_origin; false where it has none. */
bool die_origin(Dwarf_Die *die, Dwarf_Die *ret);

/** The first child of @p parent that is a @p tag of this name; false where there is none. */
bool die_child_named(Dwarf_Die *parent, int tag, const char *name, Dwarf_Die *ret);

/** The next such one behind @p die, which becomes it; otherwise as die_child_named(). */
bool die_sibling_named(Dwarf_Die *die, int tag, const char *name);

/**
 * Look through typedef, const, volatile, restrict, atomic and the like.
 *
 * @return false where that ends in `void` or does not end
 */
bool die_peel(Dwarf_Die *type, Dwarf_Die *ret);

/**
 * Size of a peeled type in bytes, arrays included; false where it is not known, as that of a
 * declaration: see lookup_byte_size().
 */
bool die_byte_size(Dwarf_Die *type, uint64_t *ret);

/** Number of dimensions of an array type: 2 for `int a[2][3]`. */
unsigned die_array_dimensions(Dwarf_Die *type);

/**
 * Number of elements of an array type's dimensions from @p first (0 is the outermost) on, all
 * together: for `int a[2][3]` 6 from 0 on, 3 from 1 on, 1 from 2 on. False where one of them is
 * open, or the number does not fit.
 */
bool die_array_count(Dwarf_Die *type, unsigned first, uint64_t *ret);

/** A signed attribute: a form without a sign is taken as it is. */
bool die_signed(Dwarf_Die *die, unsigned attribute, int64_t *ret);

/** Whether a peeled type is a signed number (base type or enumeration). */
bool die_is_signed(Dwarf_Die *type);

/** Whether a peeled type is a floating-point number, of any kind. */
bool die_is_float(Dwarf_Die *type);

/** Whether a peeled type is a reference of C++. */
bool die_is_reference(Dwarf_Die *type);

/** Whether a peeled type is a pointer or a reference. */
bool die_is_pointer(Dwarf_Die *type);

/** Whether a peeled type is one byte of text: char, signed or unsigned char. */
bool die_is_char(Dwarf_Die *type);

/** What C has before the name of a type: "struct ", "union ", "enum ", else "". */
const char *die_keyword(Dwarf_Die *type);

/** Append the type as one writes it in C, as `struct file *`; "void" for NULL. */
void die_print_type(Dwarf_Die *type, struct str *out);

#endif /* PROBE_DIE_H */
