/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/versions.h"

#include <gelf.h>
#include <stddef.h>
#include <string.h>

/* More than this no file defines; a list that goes round does. */
#define DEFINITIONS_MAX 4096

void versions_deinit(struct versions *versions)
{
	vec_deinit(versions);
}

static Elf_Data *find(Elf *elf, Elf64_Word type, GElf_Shdr *header)
{
	Elf_Scn *section = NULL;

	while ((section = elf_nextscn(elf, section))) {
		if (gelf_getshdr(section, header) && header->sh_type == type && header->sh_entsize)
			return elf_getdata(section, NULL);
	}
	return NULL;
}

/* The text of a version's number; definitions are a list of their own. */
static const char *name_of(Elf *elf, unsigned number)
{
	GElf_Shdr header;
	Elf_Data *data = NULL;
	Elf_Scn *section = NULL;
	int offset = 0;

	while (!data && (section = elf_nextscn(elf, section))) {
		if (gelf_getshdr(section, &header) && header.sh_type == SHT_GNU_verdef)
			data = elf_getdata(section, NULL);
	}
	for (unsigned i = 0; data && i < DEFINITIONS_MAX; i++) {
		GElf_Verdef definition;
		GElf_Verdaux name;

		if (!gelf_getverdef(data, offset, &definition))
			break;
		if ((definition.vd_ndx & 0x7fff) == number)
			return gelf_getverdaux(data, offset + (int)definition.vd_aux, &name)
				       ? elf_strptr(elf, header.sh_link, name.vda_name)
				       : NULL;
		if (!definition.vd_next)
			break;
		offset += (int)definition.vd_next;
	}
	return NULL;
}

static bool is_named(Elf *elf, const GElf_Shdr *table, const GElf_Sym *symbol, const char *name)
{
	const char *text;

	if (symbol->st_shndx == SHN_UNDEF)
		return false;
	text = elf_strptr(elf, table->sh_link, symbol->st_name);
	return text && strcmp(text, name) == 0;
}

struct sonde_error *versions_of(Elf *elf, const char *name, struct versions *ret)
{
	GElf_Shdr table, numbers;
	Elf_Data *symbols = find(elf, SHT_DYNSYM, &table);
	Elf_Data *versions = find(elf, SHT_GNU_versym, &numbers);
	const size_t count = symbols ? symbols->d_size / table.sh_entsize : 0;

	for (size_t i = 0; versions && i < count; i++) {
		GElf_Sym symbol;
		GElf_Versym version;

		if (!gelf_getsym(symbols, (int)i, &symbol) ||
		    !is_named(elf, &table, &symbol, name) ||
		    !gelf_getversym(versions, (int)i, &version))
			continue;
		TRY(vec_push(ret, (struct version){
					  .address = symbol.st_value,
					  .name = (version & 0x7fff) > VER_NDX_GLOBAL
							  ? name_of(elf, version & 0x7fff)
							  : NULL,
					  .is_default = !(version & 0x8000),
				  }));
	}
	return NULL;
}

static bool is_chosen_in(Elf *elf, Elf64_Word type, const char *name, uint64_t address)
{
	GElf_Shdr table;
	Elf_Data *symbols = find(elf, type, &table);
	const size_t count = symbols ? symbols->d_size / table.sh_entsize : 0;

	for (size_t i = 0; i < count; i++) {
		GElf_Sym symbol;

		if (gelf_getsym(symbols, (int)i, &symbol) &&
		    GELF_ST_TYPE(symbol.st_info) == STT_GNU_IFUNC && symbol.st_value == address &&
		    is_named(elf, &table, &symbol, name))
			return true;
	}
	return false;
}

bool versions_is_chosen(Elf *elf, const char *name, uint64_t address)
{
	return is_chosen_in(elf, SHT_DYNSYM, name, address) ||
	       is_chosen_in(elf, SHT_SYMTAB, name, address);
}
