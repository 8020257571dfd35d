/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/language.h"

#include <dwarf.h>

/* Codes that elfutils does not name yet. */
#define CODE_CXX_17 0x2a
#define CODE_CXX_20 0x2b
#define CODE_C_17   0x2c
#define CODE_CXX_23 0x3a

enum language language_of(Dwarf_Die *die)
{
	Dwarf_Die unit;

	if (!dwarf_diecu(die, &unit, NULL, NULL))
		return LANGUAGE_C;
	switch (dwarf_srclang(&unit)) {
	case DW_LANG_C89:
	case DW_LANG_C:
	case DW_LANG_C99:
	case DW_LANG_C11:
	case CODE_C_17:
	case DW_LANG_Mips_Assembler:
		return LANGUAGE_C;
	case -1:
		/* What dwz takes out of units of any language. */
		return dwarf_tag(&unit) == DW_TAG_partial_unit ? LANGUAGE_OTHER : LANGUAGE_C;
	case DW_LANG_C_plus_plus:
	case DW_LANG_C_plus_plus_03:
	case DW_LANG_C_plus_plus_11:
	case DW_LANG_C_plus_plus_14:
	case CODE_CXX_17:
	case CODE_CXX_20:
	case CODE_CXX_23:
		return LANGUAGE_CXX;
	case DW_LANG_Rust:
		return LANGUAGE_RUST;
	default:
		return LANGUAGE_OTHER;
	}
}

bool language_nests(enum language language)
{
	return language == LANGUAGE_CXX || language == LANGUAGE_OTHER;
}
