/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/section.h"

#include <gelf.h>
#include <string.h>

Elf_Scn *section_find(Elf *elf, const char *name)
{
	Elf_Scn *section = NULL;
	size_t names;

	if (elf_getshdrstrndx(elf, &names) < 0)
		return NULL;
	while ((section = elf_nextscn(elf, section))) {
		GElf_Shdr header;
		const char *other;

		if (!gelf_getshdr(section, &header) || header.sh_type == SHT_NOBITS)
			continue;
		other = elf_strptr(elf, names, header.sh_name);
		if (other && strcmp(other, name) == 0)
			return section;
	}
	return NULL;
}
