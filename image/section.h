/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Sections by their names.
 */
#ifndef IMAGE_SECTION_H
#define IMAGE_SECTION_H

#include <libelf.h>

/** The first section of a name whose bytes are in the file (not SHT_NOBITS); NULL: there is none.
 */
Elf_Scn *section_find(Elf *elf, const char *name);

#endif /* IMAGE_SECTION_H */
