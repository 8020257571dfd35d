/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/declared.h"

#include <dwarf.h>
#include <elfutils/libdw.h>

#include "image/dieref.h"
#include "image/index.h"

struct sonde_error *declared_void(const struct image *image, const char *name, bool *ret)
{
	_cleanup_index_dies_ struct index_dies dies = VEC_INIT;
	size_t functions = 0;
	bool has_type = false;

	if (image->index && image->dwarf)
		TRY(index_find_functions(image->index, name, false, &dies));
	vec_for_each(&dies, offset) {
		Dwarf_Attribute attribute;
		Dwarf_Die die;

		if (!dieref_resolve(image, *offset, &die) || dwarf_tag(&die) != DW_TAG_subprogram)
			continue;
		functions++;
		has_type |= dwarf_attr_integrate(&die, DW_AT_type, &attribute) != NULL;
	}
	*ret = functions && !has_type;
	return NULL;
}
