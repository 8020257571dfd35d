/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The relocations of a module, of the sections that sonde reads. An entry says: the sum of a
 * symbol's address and a number goes to this offset of the section (ELF gABI, "Relocation"; the
 * kinds are those of the x86-64 psABI and of the ELF for the Arm 64-bit Architecture).
 */
#include "image/module.h"

#include <gelf.h>
#include <string.h>

/* What a kind of relocation writes. */
struct field {
	/** Bytes; 0: nothing is written. */
	size_t size;
	/** The distance from the place itself. */
	bool is_relative;
};

/* The tables of one image. */
struct relocating {
	const struct image *image;
	const Elf64_Sym *symbols;
	size_t symbol_count;
	/** What is changed, and its address: 0 where it is not loaded, as DWARF is not. */
	Elf_Data *target;
	uint64_t target_address;
};

static bool field_of_x86_64(uint64_t type, struct field *ret)
{
	switch (type) {
	case R_X86_64_NONE:
		*ret = (struct field){0};
		return true;
	case R_X86_64_64:
		*ret = (struct field){.size = 8};
		return true;
	case R_X86_64_32:
	case R_X86_64_32S:
		*ret = (struct field){.size = 4};
		return true;
	case R_X86_64_PC32:
		*ret = (struct field){.size = 4, .is_relative = true};
		return true;
	case R_X86_64_PC64:
		*ret = (struct field){.size = 8, .is_relative = true};
		return true;
	default:
		return false;
	}
}

static bool field_of_aarch64(uint64_t type, struct field *ret)
{
	switch (type) {
	case R_AARCH64_NONE:
		*ret = (struct field){0};
		return true;
	case R_AARCH64_ABS64:
		*ret = (struct field){.size = 8};
		return true;
	case R_AARCH64_ABS32:
		*ret = (struct field){.size = 4};
		return true;
	case R_AARCH64_PREL32:
		*ret = (struct field){.size = 4, .is_relative = true};
		return true;
	case R_AARCH64_PREL64:
		*ret = (struct field){.size = 8, .is_relative = true};
		return true;
	default:
		return false;
	}
}

static bool field_of(const struct relocating *relocating, uint64_t type, struct field *ret)
{
	switch (relocating->image->machine) {
	case EM_X86_64:
		return field_of_x86_64(type, ret);
	case EM_AARCH64:
		return field_of_aarch64(type, ret);
	default:
		return false;
	}
}

static struct sonde_error *damaged(const struct relocating *relocating, const char *section)
{
	return sonde_error_new(SONDE_ERROR_FORMAT, "%s is damaged: %s leads nowhere.",
			       relocating->image->path, section);
}

static struct sonde_error *apply(const struct relocating *relocating, const Elf64_Rela *entry,
				 const char *section)
{
	const Elf_Data *target = relocating->target;
	uint64_t symbol = ELF64_R_SYM(entry->r_info), type = ELF64_R_TYPE(entry->r_info);
	struct field field;
	uint64_t value;

	if (!field_of(relocating, type, &field))
		return sonde_error_new(SONDE_ERROR_UNSUPPORTED,
				       "%s: %s has a relocation of type %llu, which sonde does not "
				       "know for this architecture.",
				       relocating->image->path, section, (unsigned long long)type);
	if (symbol >= relocating->symbol_count || entry->r_offset > target->d_size ||
	    field.size > target->d_size - entry->r_offset)
		return damaged(relocating, section);
	value = relocating->symbols[symbol].st_value + (uint64_t)entry->r_addend;
	if (field.is_relative)
		value -= relocating->target_address + entry->r_offset;
	/* The byte order is this machine's: the first bytes are the low ones, or the last ones. */
	memcpy((char *)target->d_buf + entry->r_offset,
	       (const char *)&value + (__BYTE_ORDER == __BIG_ENDIAN ? 8 - field.size : 0),
	       field.size);
	return NULL;
}

/*
 * DWARF, and the tables of places that must not be probed. .eh_frame is loaded on arm64 where the
 * kernel patches itself by it.
 */
static bool is_read(const char *name)
{
	static const char *const tables[] = {
		".eh_frame",	"__mcount_loc",	      "__patchable_function_entries",
		"__jump_table", ".static_call_sites", "__bug_table",
		"__ex_table",	"_kprobe_blacklist",  ".altinstructions",
	};

	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++) {
		if (strcmp(name, tables[i]) == 0)
			return true;
	}
	return strncmp(name, ".debug_", 7) == 0;
}

/* As the GNU tools did it before ELF had a way: the section has another name, and no flag. */
static struct sonde_error *packed_as_gnu(const struct relocating *relocating, const char *section)
{
	return sonde_error_new(SONDE_ERROR_FORMAT,
			       "%s: %s is compressed in the old way; run objcopy "
			       "--decompress-debug-sections on a copy of it.",
			       relocating->image->path, section);
}

/* Unpack a section, in memory, if it is packed. */
static struct sonde_error *unpack(const struct relocating *relocating, Elf_Scn *section,
				  const GElf_Shdr *header, const char *name)
{
	const char *reason;

	if (!(header->sh_flags & SHF_COMPRESSED) || elf_compress(section, 0, 0) >= 0)
		return NULL;
	reason = elf_errmsg(0);
	return sonde_error_hint(sonde_error_new(SONDE_ERROR_FORMAT,
						"%s: %s cannot be unpacked: %s.",
						relocating->image->path, name,
						reason ? reason : "unknown compression"),
				"The file is damaged, or the libelf here does not know the "
				"compression: try objcopy --decompress-debug-sections.");
}

/* Set the section whose bytes are to be changed, unpacked; NULL if sonde does not read it. */
static struct sonde_error *find_target(struct relocating *relocating, const GElf_Shdr *relocations,
				       size_t names)
{
	Elf *elf = relocating->image->elf;
	Elf_Scn *section = elf_getscn(elf, relocations->sh_info);
	GElf_Shdr header;
	const char *name;

	relocating->target = NULL;
	if (!section || !gelf_getshdr(section, &header) || header.sh_type == SHT_NOBITS)
		return NULL;
	name = elf_strptr(elf, names, header.sh_name);
	if (name && strncmp(name, ".zdebug_", 8) == 0)
		return packed_as_gnu(relocating, name);
	if (!name || !is_read(name))
		return NULL;
	TRY(unpack(relocating, section, &header, name));
	relocating->target = elf_rawdata(section, NULL);
	relocating->target_address = header.sh_addr;
	return NULL;
}

static struct sonde_error *read_symbols(struct relocating *relocating, size_t index)
{
	Elf_Scn *section = elf_getscn(relocating->image->elf, index);
	Elf_Data *data = section ? elf_getdata(section, NULL) : NULL;
	GElf_Shdr header;

	if (!data || !gelf_getshdr(section, &header) || header.sh_type != SHT_SYMTAB)
		return damaged(relocating, "a table of relocations");
	relocating->symbols = data->d_buf;
	relocating->symbol_count = data->d_size / sizeof(Elf64_Sym);
	return NULL;
}

static struct sonde_error *relocate_section(struct relocating *relocating, Elf_Scn *section,
					    const GElf_Shdr *header, size_t names)
{
	const char *name = elf_strptr(relocating->image->elf, names, header->sh_name);
	const Elf64_Rela *entries;
	Elf_Data *data;

	TRY(find_target(relocating, header, names));
	if (!relocating->target || !relocating->target->d_buf)
		return NULL;
	/* A module whose DWARF is packed may have packed relocations as well. */
	TRY(unpack(relocating, section, header, name ? name : "?"));
	data = elf_getdata(section, NULL);
	if (!data || !data->d_buf)
		return damaged(relocating, name ? name : "?");
	TRY(read_symbols(relocating, header->sh_link));
	entries = data->d_buf;
	for (size_t i = 0; i < data->d_size / sizeof(*entries); i++)
		TRY(apply(relocating, &entries[i], name ? name : "?"));
	return NULL;
}

struct sonde_error *module_relocate(struct image *image)
{
	struct relocating relocating = {.image = image};
	Elf_Scn *section = NULL;
	size_t names;

	if (elf_getshdrstrndx(image->elf, &names) < 0)
		return damaged(&relocating, "its table of names");
	while ((section = elf_nextscn(image->elf, section))) {
		GElf_Shdr header;

		if (!gelf_getshdr(section, &header) || header.sh_type != SHT_RELA)
			continue;
		TRY(relocate_section(&relocating, section, &header, names));
	}
	return NULL;
}
