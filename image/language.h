/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The language of a unit (DW_AT_language; DWARF 5, 7.12 and the list of later codes on
 * dwarfstd.org), as far as it says how functions are named and nested.
 */
#ifndef IMAGE_LANGUAGE_H
#define IMAGE_LANGUAGE_H

#include <stdbool.h>

#include <elfutils/libdw.h>

enum language {
	/** C, assembler, and where nothing is said: nothing is around a function. */
	LANGUAGE_C,
	/** Functions have overloads, and can be within classes within functions. */
	LANGUAGE_CXX,
	/** Functions are in namespaces, named after what they are in. */
	LANGUAGE_RUST,
	/** Any other, and where several units share it: functions can be within others. */
	LANGUAGE_OTHER,
};

/** That of the unit that @p die is in. */
enum language language_of(Dwarf_Die *die);

/** Whether functions can be within functions, and in classes. */
bool language_nests(enum language language);

#endif /* IMAGE_LANGUAGE_H */
