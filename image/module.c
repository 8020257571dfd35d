/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/module.h"

#include <gelf.h>
#include <stdlib.h>
#include <string.h>

/* Where the first section goes: no address of the image is 0 or near to it. */
#define LAYOUT_START 0x10000

/*
 * What lies between two sections: a label at the end of one is not taken for the start of the
 * next one.
 */
#define LAYOUT_GAP 16

/* Far more than any module has, far less than what could overflow. */
#define LAYOUT_LIMIT (UINT64_C(1) << 40)

static struct sonde_error *not_module(const struct image *image, const char *what)
{
	if (sonde_error_is_short(what))
		return &sonde_error_no_memory;
	return sonde_error_new(SONDE_ERROR_FORMAT, "%s is not a usable kernel module: %s.",
			       image->path, what);
}

/*
 * Each allocated section gets an address behind the one before it. Some have one already, which
 * means nothing: `ld -r` leaves there what its script counted, for the same section twice.
 */
static struct sonde_error *lay_out(const struct image *image)
{
	uint64_t end = LAYOUT_START;
	Elf_Scn *section = NULL;

	while ((section = elf_nextscn(image->elf, section))) {
		GElf_Shdr header;
		uint64_t align;

		if (!gelf_getshdr(section, &header))
			return not_module(image, elf_errmsg(-1));
		if (!(header.sh_flags & SHF_ALLOC))
			continue;
		align = header.sh_addralign ? header.sh_addralign : 1;
		if ((align & (align - 1)) || align > LAYOUT_LIMIT || header.sh_size > LAYOUT_LIMIT)
			return not_module(image, "the size of a section makes no sense");
		header.sh_addr = (end + align - 1) & -align;
		end = header.sh_addr + header.sh_size + LAYOUT_GAP;
		if (end > LAYOUT_LIMIT)
			return not_module(image, "its sections are too large");
		if (!gelf_update_shdr(section, &header))
			return not_module(image, elf_errmsg(-1));
	}
	return NULL;
}

/* Address of each allocated section, 0 for the others, by section index. */
static struct sonde_error *section_addresses(const struct image *image, size_t *count,
					     uint64_t **ret)
{
	Elf_Scn *section = NULL;
	uint64_t *addresses;

	if (elf_getshdrnum(image->elf, count) < 0)
		return not_module(image, elf_errmsg(-1));
	addresses = calloc(*count + 1, sizeof(*addresses));
	if (!addresses)
		return &sonde_error_no_memory;
	while ((section = elf_nextscn(image->elf, section))) {
		GElf_Shdr header;

		if (gelf_getshdr(section, &header) && (header.sh_flags & SHF_ALLOC) &&
		    elf_ndxscn(section) < *count)
			addresses[elf_ndxscn(section)] = header.sh_addr;
	}
	*ret = addresses;
	return NULL;
}

/* From offsets in sections to addresses. */
static struct sonde_error *move_symbols(const struct image *image, Elf_Scn *table)
{
	_cleanup_free_ uint64_t *addresses = NULL;
	Elf_Data *data = elf_getdata(table, NULL);
	size_t sections;
	GElf_Sym symbol;

	if (!data)
		return not_module(image, elf_errmsg(-1));
	TRY(section_addresses(image, &sections, &addresses));
	for (int i = 0; gelf_getsym(data, i, &symbol); i++) {
		if (symbol.st_shndx == SHN_UNDEF || symbol.st_shndx >= SHN_LORESERVE ||
		    symbol.st_shndx >= sections)
			continue;
		symbol.st_value += addresses[symbol.st_shndx];
		if (!gelf_update_sym(data, i, &symbol))
			return not_module(image, elf_errmsg(-1));
	}
	return NULL;
}

/* One `KEY=VALUE` of .modinfo. */
static struct sonde_error *take_info(struct image *image, const char *text)
{
	static const char name[] = "name=", vermagic[] = "vermagic=";

	if (!image->module && strncmp(text, name, sizeof(name) - 1) == 0)
		return sonde_strdup(text + sizeof(name) - 1, &image->module);
	if (!image->vermagic && strncmp(text, vermagic, sizeof(vermagic) - 1) == 0)
		return sonde_strdup(text + sizeof(vermagic) - 1, &image->vermagic);
	return NULL;
}

/* .modinfo: texts, each with a NUL or more behind it. Files with debuginfo only lack them. */
static struct sonde_error *read_info(struct image *image, Elf_Scn *section)
{
	Elf_Data *data = elf_rawdata(section, NULL);
	const char *at, *end;

	if (!data || !data->d_buf)
		return NULL;
	at = data->d_buf;
	end = at + data->d_size;
	while (at < end) {
		size_t size = strnlen(at, (size_t)(end - at));

		/* The last one may lack its NUL. */
		if (at + size == end)
			break;
		TRY(take_info(image, at));
		at += size + 1;
	}
	return NULL;
}

static struct sonde_error *read_sections(struct image *image, bool *is_module)
{
	Elf_Scn *section = NULL;
	size_t names;

	if (elf_getshdrstrndx(image->elf, &names) < 0)
		return not_module(image, elf_errmsg(-1));
	while ((section = elf_nextscn(image->elf, section))) {
		GElf_Shdr header;
		const char *name;

		if (!gelf_getshdr(section, &header))
			return not_module(image, elf_errmsg(-1));
		name = elf_strptr(image->elf, names, header.sh_name);
		if (header.sh_type == SHT_SYMTAB)
			TRY(move_symbols(image, section));
		if (header.sh_type == SHT_SYMTAB_SHNDX)
			return not_module(image, "it has too many sections");
		if (name && strcmp(name, ".gnu.linkonce.this_module") == 0)
			*is_module = true;
		if (!name || strcmp(name, ".modinfo") != 0)
			continue;
		*is_module = true;
		if (header.sh_type != SHT_NOBITS)
			TRY(read_info(image, section));
	}
	return NULL;
}

void module_print_name(const char *path, struct str *out)
{
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
	const char *end = strstr(name, ".ko");
	size_t size = end ? (size_t)(end - name) : strlen(name);

	for (size_t i = 0; i < size; i++)
		str_append_char(out, name[i] == '-' ? '_' : name[i]);
}

bool module_same_name(const char *a, const char *b)
{
	for (; *a && *b; a++, b++) {
		if ((*a == '-' ? '_' : *a) != (*b == '-' ? '_' : *b))
			return false;
	}
	return !*a && !*b;
}

/* It goes into lines for the kernel, and must not be more than a name there. */
static bool is_name(const char *text)
{
	size_t size = strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				   "0123456789_");

	return size > 0 && text[size] == '\0';
}

struct sonde_error *module_prepare(struct image *image)
{
	_cleanup_str_ struct str name = STR_INIT;
	bool is_module = false;
	GElf_Ehdr header;

	if (!gelf_getehdr(image->elf, &header) || header.e_type != ET_REL)
		return not_module(image, "it is linked already");
	TRY(lay_out(image));
	TRY(read_sections(image, &is_module));
	if (!is_module)
		return not_module(image, "it has no .modinfo");
	if (!image->module) {
		module_print_name(image->path, &name);
		TRY(str_take(&name, &image->module));
	}
	if (!is_name(image->module))
		return not_module(image, "its name is none");
	return NULL;
}
