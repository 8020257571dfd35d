/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/join.h"

#include <gelf.h>
#include <string.h>

/* Sections begin at multiples of this. */
#define ALIGNMENT 16

static const char *const names[JOIN_SECTIONS] = {
	[JOIN_INFO] = ".debug_info",	     [JOIN_ABBREV] = ".debug_abbrev",
	[JOIN_STR] = ".debug_str",	     [JOIN_STR_OFFSETS] = ".debug_str_offsets",
	[JOIN_ADDR] = ".debug_addr",	     [JOIN_LOC] = ".debug_loc",
	[JOIN_LOCLISTS] = ".debug_loclists", [JOIN_RANGES] = ".debug_ranges",
	[JOIN_RNGLISTS] = ".debug_rnglists", [JOIN_TYPES] = ".debug_types",
	[JOIN_LINE] = ".debug_line",	     [JOIN_LINE_STR] = ".debug_line_str",
	[JOIN_FRAME] = ".debug_frame",
};

const char *join_name(enum join_section section)
{
	return names[section];
}

static struct str *section_named(struct join *join, const char *name)
{
	for (size_t i = 0; name && i < JOIN_SECTIONS; i++) {
		if (strcmp(name, names[i]) == 0)
			return &join->sections[i];
	}
	return NULL;
}

struct sonde_error *join_init(Elf *elf, struct join *ret)
{
	Elf_Scn *section = NULL;
	size_t strings;

	if (elf_getshdrstrndx(elf, &strings) < 0)
		return sonde_error_new(SONDE_ERROR_FORMAT, "It has no names of sections.");
	while ((section = elf_nextscn(elf, section))) {
		struct str *to;
		GElf_Shdr header;
		Elf_Data *data;

		if (!gelf_getshdr(section, &header) || header.sh_type == SHT_NOBITS)
			continue;
		to = section_named(ret, elf_strptr(elf, strings, header.sh_name));
		if (!to || to->size)
			continue;
		data = elf_getdata(section, NULL);
		if (data && data->d_buf)
			str_append_bytes(to, data->d_buf, data->d_size);
		TRY(str_check(to));
	}
	return NULL;
}

void join_deinit(struct join *join)
{
	for (size_t i = 0; i < JOIN_SECTIONS; i++)
		str_deinit(&join->sections[i]);
}

/* The file while it grows: the bytes, and the table that comes behind them. */
struct file {
	struct str bytes;
	struct str names;
	Elf64_Shdr headers[JOIN_SECTIONS + 2];
	size_t count;
};

static void file_deinit(struct file *file)
{
	str_deinit(&file->bytes);
	str_deinit(&file->names);
}

static void align(struct str *bytes)
{
	while (bytes->size % ALIGNMENT && !bytes->failed)
		str_append_char(bytes, '\0');
}

static void add_section(struct file *file, const char *name, const struct str *content,
			Elf64_Word type)
{
	align(&file->bytes);
	str_append_bytes(&file->names, name, strlen(name) + 1);
	file->headers[file->count++] = (Elf64_Shdr){
		.sh_name = (Elf64_Word)(file->names.size - strlen(name) - 1),
		.sh_type = type,
		.sh_offset = file->bytes.size,
		.sh_size = content->size,
		.sh_addralign = 1,
	};
	str_append_bytes(&file->bytes, str_text(content), content->size);
}

static Elf64_Ehdr head_of(Elf *elf)
{
	Elf64_Ehdr header = {.e_type = ET_EXEC, .e_version = EV_CURRENT};
	GElf_Ehdr own;

	if (gelf_getehdr(elf, &own)) {
		memcpy(header.e_ident, own.e_ident, EI_NIDENT);
		header.e_machine = own.e_machine;
		header.e_flags = own.e_flags;
	}
	header.e_ehsize = sizeof(Elf64_Ehdr);
	header.e_shentsize = sizeof(Elf64_Shdr);
	return header;
}

struct sonde_error *join_finish(struct join *join, Elf *elf, char **bytes, Elf **ret)
{
	_cleanup_(file_deinit) struct file file = {.count = 1};
	Elf64_Ehdr header = head_of(elf);
	size_t size;

	str_append_bytes(&file.bytes, (const char *)&header, sizeof(header));
	str_append_char(&file.names, '\0');
	for (size_t i = 0; i < JOIN_SECTIONS; i++) {
		if (join->sections[i].size)
			add_section(&file, names[i], &join->sections[i], SHT_PROGBITS);
		str_deinit(&join->sections[i]);
	}
	add_section(&file, ".shstrtab", &file.names, SHT_STRTAB);
	align(&file.bytes);
	header.e_shoff = file.bytes.size;
	header.e_shnum = (Elf64_Half)file.count;
	header.e_shstrndx = (Elf64_Half)(file.count - 1);
	str_append_bytes(&file.bytes, (const char *)file.headers,
			 file.count * sizeof(*file.headers));
	TRY(str_check(&file.names));
	TRY(str_check(&file.bytes));
	memcpy(file.bytes.data, &header, sizeof(header));
	size = file.bytes.size;
	*ret = elf_memory(file.bytes.data, size);
	if (!*ret)
		return sonde_error_new(SONDE_ERROR_FORMAT, "%s.", elf_errmsg(-1));
	return str_take(&file.bytes, bytes);
}
