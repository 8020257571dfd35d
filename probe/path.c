/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/path.h"

#include <dwarf.h>

const char *path_of_attribute(Dwarf_Die *die, unsigned attribute)
{
	Dwarf_Attribute attr;
	Dwarf_Files *files;
	Dwarf_Half version;
	Dwarf_Word number;
	Dwarf_Die unit;
	size_t count;

	if (!dwarf_attr_integrate(die, attribute, &attr) || dwarf_formudata(&attr, &number) != 0)
		return NULL;
	if (!dwarf_cu_die(attr.cu, &unit, &version, NULL, NULL, NULL, NULL, NULL) ||
	    dwarf_getsrcfiles(&unit, &files, &count) != 0)
		return NULL;
	if (number >= count || (number == 0 && version < 5))
		return NULL;
	return dwarf_filesrc(files, number, NULL, NULL);
}

void paths_deinit(struct paths *paths)
{
	vec_deinit(&paths->texts);
	map_deinit(&paths->numbers);
}

struct sonde_error *paths_number(struct paths *paths, const char *path, uint32_t *ret)
{
	/* The map keeps pointers: the number and one, so that NULL means none. */
	uintptr_t known;

	if (!path) {
		*ret = PATH_NONE;
		return NULL;
	}
	known = (uintptr_t)map_get(&paths->numbers, path);
	if (!known) {
		if (paths->texts.size >= PATH_NONE)
			return &sonde_error_no_memory;
		TRY(vec_push(&paths->texts, path));
		known = paths->texts.size;
		TRY(map_put(&paths->numbers, path, (void *)known));
	}
	*ret = (uint32_t)(known - 1);
	return NULL;
}
