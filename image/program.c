/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/program.h"

#include <gelf.h>

/* The program header at `i`, if the loader maps what it is of, and in this way. None ends before it
 * begins. */
static bool loaded_segment(const struct image *image, size_t i, Elf64_Word flag, GElf_Phdr *ret)
{
	return gelf_getphdr(image->elf, (int)i, ret) && ret->p_type == PT_LOAD &&
	       (ret->p_flags & flag) && ret->p_filesz <= UINT64_MAX - ret->p_offset &&
	       ret->p_filesz <= UINT64_MAX - ret->p_vaddr;
}

/* The program header at `i`, if it is of code that the loader maps. */
static bool code_segment(const struct image *image, size_t i, GElf_Phdr *ret)
{
	return loaded_segment(image, i, PF_X, ret);
}

static size_t segment_count(const struct image *image)
{
	size_t count;

	return elf_getphdrnum(image->elf, &count) == 0 ? count : 0;
}

/* Where the address lies in the file, by a segment that is mapped in this way. */
static bool file_offset(const struct image *image, uint64_t address, Elf64_Word flag, uint64_t *ret)
{
	const size_t count = segment_count(image);
	GElf_Phdr segment;

	for (size_t i = 0; i < count; i++) {
		if (!loaded_segment(image, i, flag, &segment) || address < segment.p_vaddr ||
		    address - segment.p_vaddr >= segment.p_filesz)
			continue;
		*ret = segment.p_offset + (address - segment.p_vaddr);
		return true;
	}
	return false;
}

bool program_code_address(const struct image *image, uint64_t offset, uint64_t *ret)
{
	const size_t count = segment_count(image);
	GElf_Phdr segment;

	for (size_t i = 0; i < count; i++) {
		if (!code_segment(image, i, &segment) || offset < segment.p_offset ||
		    offset - segment.p_offset >= segment.p_filesz)
			continue;
		*ret = segment.p_vaddr + (offset - segment.p_offset);
		return true;
	}
	return false;
}

bool program_code_offset(const struct image *image, uint64_t address, uint64_t *ret)
{
	return file_offset(image, address, PF_X, ret);
}

bool program_data_offset(const struct image *image, uint64_t address, uint64_t *ret)
{
	return file_offset(image, address, PF_W, ret);
}

struct sonde_error *program_code_bias(const struct image *image, uint64_t *ret)
{
	const size_t count = segment_count(image);
	uint64_t bias = 0;
	bool found = false;
	GElf_Phdr segment;

	for (size_t i = 0; i < count; i++) {
		if (!code_segment(image, i, &segment))
			continue;
		if (found && bias != segment.p_vaddr - segment.p_offset)
			return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
					       "the program's code is in several segments, from "
					       "which its data are not at one distance");
		bias = segment.p_vaddr - segment.p_offset;
		found = true;
	}
	if (!found)
		return sonde_error_new(SONDE_ERROR_UNAVAILABLE, "the program has no code");
	*ret = bias;
	return NULL;
}

static Elf_Scn *find_section(const struct image *image, Elf64_Word type, GElf_Shdr *ret)
{
	Elf_Scn *section = NULL;

	while ((section = elf_nextscn(image->elf, section))) {
		if (gelf_getshdr(section, ret) && ret->sh_type == type && ret->sh_entsize)
			return section;
	}
	return NULL;
}

/* A shared object that is a program (PIE) comes first in every search for a name. */
static bool is_library(const struct image *image)
{
	GElf_Shdr header;
	GElf_Ehdr file;
	Elf_Scn *section;
	Elf_Data *data;

	if (!gelf_getehdr(image->elf, &file) || file.e_type != ET_DYN)
		return false;
	section = find_section(image, SHT_DYNAMIC, &header);
	data = section ? elf_getdata(section, NULL) : NULL;
	for (size_t i = 0; data && i < data->d_size / header.sh_entsize; i++) {
		GElf_Dyn entry;

		if (gelf_getdyn(data, (int)i, &entry) && entry.d_tag == DT_FLAGS_1)
			return !(entry.d_un.d_val & DF_1_PIE);
	}
	return true;
}

bool program_data_may_move(const struct image *image, uint64_t address)
{
	GElf_Shdr header;
	Elf_Scn *section;
	Elf_Data *data;

	if (!is_library(image))
		return false;
	section = find_section(image, SHT_DYNSYM, &header);
	data = section ? elf_getdata(section, NULL) : NULL;
	for (size_t i = 0; data && i < data->d_size / header.sh_entsize; i++) {
		GElf_Sym symbol;

		if (gelf_getsym(data, (int)i, &symbol) && symbol.st_shndx != SHN_UNDEF &&
		    GELF_ST_TYPE(symbol.st_info) == STT_OBJECT &&
		    GELF_ST_BIND(symbol.st_info) != STB_LOCAL &&
		    GELF_ST_VISIBILITY(symbol.st_other) == STV_DEFAULT &&
		    address >= symbol.st_value && address - symbol.st_value < symbol.st_size)
			return true;
	}
	return false;
}

bool program_starts_at(const struct image *image, uint64_t address)
{
	GElf_Ehdr header;

	return gelf_getehdr(image->elf, &header) && header.e_entry != 0 &&
	       header.e_entry == address;
}

static bool is_function(const GElf_Sym *symbol)
{
	const unsigned char type = GELF_ST_TYPE(symbol->st_info);

	return type == STT_FUNC || type == STT_GNU_IFUNC ||
	       (type == STT_NOTYPE && symbol->st_size > 0);
}

static bool table_has_function(const struct image *image, Elf64_Word type, uint64_t address)
{
	GElf_Shdr header;
	Elf_Scn *section = find_section(image, type, &header);
	Elf_Data *data = section ? elf_getdata(section, NULL) : NULL;

	for (size_t i = 0; data && i < data->d_size / header.sh_entsize; i++) {
		GElf_Sym symbol;

		if (gelf_getsym(data, (int)i, &symbol) && symbol.st_value == address &&
		    symbol.st_shndx != SHN_UNDEF && is_function(&symbol))
			return true;
	}
	return false;
}

bool program_has_function_at(const struct image *image, uint64_t address)
{
	return table_has_function(image, SHT_SYMTAB, address) ||
	       table_has_function(image, SHT_DYNSYM, address) ||
	       (image->debug && table_has_function(image->debug, SHT_SYMTAB, address)) ||
	       (image->mini && table_has_function(image->mini, SHT_SYMTAB, address));
}

/* `$d` or `$x`, with what may follow behind a dot; else 0. */
static char mapping_of(const char *name)
{
	if (!name || name[0] != '$' || (name[1] != 'd' && name[1] != 'x') ||
	    (name[2] && name[2] != '.'))
		return 0;
	return name[1];
}

bool program_has_data_at(const struct image *image, uint64_t start, uint64_t address)
{
	uint64_t nearest = start;
	GElf_Shdr header;
	Elf_Scn *section;
	Elf_Data *data;
	char mapping = 0;

	if (image->machine != EM_AARCH64)
		return false;
	section = find_section(image, SHT_SYMTAB, &header);
	data = section ? elf_getdata(section, NULL) : NULL;
	for (size_t i = 0; data && i < data->d_size / header.sh_entsize; i++) {
		GElf_Sym symbol;
		char kind;

		if (!gelf_getsym(data, (int)i, &symbol) || symbol.st_value < nearest ||
		    symbol.st_value > address)
			continue;
		kind = mapping_of(elf_strptr(image->elf, header.sh_link, symbol.st_name));
		if (!kind)
			continue;
		nearest = symbol.st_value;
		mapping = kind;
	}
	return mapping == 'd';
}
