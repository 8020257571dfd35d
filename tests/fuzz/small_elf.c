/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/fuzz/small_elf.h"

#include <elf.h>
#include <string.h>

void small_elf_number(struct str *out, uint64_t number, size_t size)
{
	for (size_t i = 0; i < size; i++)
		str_append_char(out, (char)(number >> (8 * i)));
}

void small_elf_leb(struct str *out, uint64_t number)
{
	for (; number >= 0x80; number >>= 7)
		str_append_char(out, (char)(number | 0x80));
	str_append_char(out, (char)number);
}

static void append_header(const Elf64_Shdr *header, struct str *out)
{
	str_append_bytes(out, (const char *)header, sizeof(*header));
}

/* The section's bytes go to the file, its header and its name to their tables. */
static void add_section(const struct small_section *section, struct str *names, struct str *headers,
			struct str *out)
{
	Elf64_Shdr header = {
		.sh_name = (uint32_t)names->size,
		.sh_type = section->type,
		.sh_flags = section->flags,
		.sh_addr = section->address,
		.sh_offset = out->size,
		.sh_size = section->bytes.size,
		.sh_link = section->link,
		.sh_addralign = 1,
		.sh_entsize = section->entry_size,
	};

	str_append_bytes(names, section->name, strlen(section->name) + 1);
	append_header(&header, headers);
	if (section->bytes.size)
		str_append_bytes(out, section->bytes.data, section->bytes.size);
	/* Tables of words are read as such. */
	while (out->size % 8)
		str_append_char(out, '\0');
}

void small_elf_write(const struct small_section *sections, size_t count, uint16_t machine,
		     struct str *out)
{
	_cleanup_str_ struct str names = STR_INIT, headers = STR_INIT;
	struct small_section table = {.name = ".shstrtab", .type = SHT_STRTAB};
	Elf64_Ehdr header = {
		.e_ident = {ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS64, ELFDATA2LSB,
			    EV_CURRENT},
		.e_type = ET_EXEC,
		.e_machine = machine,
		.e_version = EV_CURRENT,
		.e_ehsize = sizeof(header),
		.e_shentsize = sizeof(Elf64_Shdr),
		.e_shnum = (uint16_t)(count + 2),
		.e_shstrndx = (uint16_t)(count + 1),
	};

	str_append_bytes(out, (const char *)&header, sizeof(header));
	str_append_char(&names, '\0');
	append_header(&(Elf64_Shdr){0}, &headers);
	for (size_t i = 0; i < count; i++)
		add_section(&sections[i], &names, &headers, out);
	/* The last one has the names of all, its own included. */
	str_append_bytes(&table.bytes, names.data, names.size);
	str_append_bytes(&table.bytes, table.name, strlen(table.name) + 1);
	add_section(&table, &names, &headers, out);
	str_deinit(&table.bytes);
	header.e_shoff = out->size;
	str_append_bytes(out, headers.data, headers.size);
	if (out->data)
		memcpy(out->data, &header, sizeof(header));
}
