/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/dieref.h"

#include <dwarf.h>

uint64_t dieref_of(const struct image *image, Dwarf_Die *die)
{
	uint64_t reference = dwarf_dieoffset(die);
	Dwarf_Half version;
	uint8_t type;

	if (dwarf_cu_getdwarf(die->cu) != image->dwarf)
		reference |= DIEREF_ALT;
	if (dwarf_cu_info(die->cu, &version, &type, NULL, NULL, NULL, NULL, NULL) == 0 &&
	    version < 5 && type == DW_UT_type)
		reference |= DIEREF_TYPES;
	return reference;
}

bool dieref_resolve(const struct image *image, uint64_t reference, Dwarf_Die *ret)
{
	Dwarf *dwarf = reference & DIEREF_ALT ? dwarf_getalt(image->dwarf) : image->dwarf;
	const Dwarf_Off offset = reference & ~(DIEREF_ALT | DIEREF_TYPES);

	if (!dwarf)
		return false;
	return reference & DIEREF_TYPES ? dwarf_offdie_types(dwarf, offset, ret) != NULL
					: dwarf_offdie(dwarf, offset, ret) != NULL;
}
