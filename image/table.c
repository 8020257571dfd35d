/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/table.h"

#include <gelf.h>
#include <stdlib.h>
#include <string.h>

#include "image/module.h"

/* A kernel's tables lie within one section each. */
static enum image_table_state find_between(const struct image *image,
					   const struct image_table_name *name,
					   struct image_table *ret)
{
	const struct symbol *first = symbols_unique(&image->symbols, name->start);
	const struct symbol *last = symbols_unique(&image->symbols, name->stop);
	struct image_section section;
	size_t position;

	if (symbols_named(&image->symbols, name->start, &position) == 0)
		return IMAGE_TABLE_ABSENT;
	if (!first || !last || last->address < first->address)
		return IMAGE_TABLE_UNREADABLE;
	*ret = (struct image_table){.address = first->address};
	if (last->address == first->address)
		return IMAGE_TABLE_FOUND;
	if (!image_section_at(image, first->address, &section) || !section.data ||
	    section.size < last->address - first->address)
		return IMAGE_TABLE_UNREADABLE;
	ret->bytes = section.data;
	ret->size = last->address - first->address;
	return IMAGE_TABLE_FOUND;
}

/* The loaded section of this name. */
static Elf_Scn *section_named(const struct image *image, const char *name, GElf_Shdr *header)
{
	Elf_Scn *section = NULL;
	size_t names;

	if (elf_getshdrstrndx(image->elf, &names) < 0)
		return NULL;
	while ((section = elf_nextscn(image->elf, section))) {
		const char *other;

		if (!gelf_getshdr(section, header) || !(header->sh_flags & SHF_ALLOC))
			continue;
		other = elf_strptr(image->elf, names, header->sh_name);
		if (other && strcmp(other, name) == 0)
			return section;
	}
	return NULL;
}

static enum image_table_state find_section(const struct image *image, const char *name,
					   struct image_table *ret)
{
	GElf_Shdr header;
	Elf_Scn *section = section_named(image, name, &header);
	Elf_Data *data;

	if (!section)
		return IMAGE_TABLE_ABSENT;
	data = header.sh_type == SHT_NOBITS ? NULL : elf_rawdata(section, NULL);
	if (!data || (!data->d_buf && data->d_size))
		return IMAGE_TABLE_UNREADABLE;
	*ret = (struct image_table){header.sh_addr, data->d_buf, data->d_size};
	return IMAGE_TABLE_FOUND;
}

enum image_table_state image_table_find(const struct image *image,
					const struct image_table_name *name,
					struct image_table *ret)
{
	if (image->kind == IMAGE_MODULE)
		return name->section ? find_section(image, name->section, ret) : IMAGE_TABLE_ABSENT;
	return name->start ? find_between(image, name, ret) : IMAGE_TABLE_ABSENT;
}

struct sonde_error *image_prepare_tables(struct image *image)
{
	return image->kind == IMAGE_MODULE ? module_relocate(image) : NULL;
}

uint64_t image_table_target(const struct image_table *table, size_t offset)
{
	int32_t distance;

	memcpy(&distance, table->bytes + offset, sizeof(distance));
	return table->address + offset + (uint64_t)(int64_t)distance;
}

bool image_is_code(const struct image *image, uint64_t address, struct image_section *section)
{
	struct image_section found;

	if (section->data && address - section->address < section->size)
		return true;
	if (!image_section_at(image, address, &found) || !found.is_code || !found.data)
		return false;
	/* From its start on. */
	found.data = (const char *)found.data - (address - found.address);
	found.size += address - found.address;
	*section = found;
	return true;
}

static bool is_relative(const struct image *image, const Elf64_Rela *entry)
{
	const uint64_t type = ELF64_R_TYPE(entry->r_info);

	return image->machine == EM_AARCH64 ? type == R_AARCH64_RELATIVE
					    : type == R_X86_64_RELATIVE;
}

/* What the kernel adds to its own words when it boots, as far as they are in the table. */
static struct sonde_error *add_relocated(const struct image *image, const struct image_table *table,
					 struct image_addresses *ret)
{
	GElf_Shdr header;
	Elf_Scn *section = section_named(image, ".rela.dyn", &header);
	Elf_Data *data = section ? elf_getdata(section, NULL) : NULL;
	const Elf64_Rela *entries;

	if (!data || !data->d_buf || header.sh_type != SHT_RELA)
		return NULL;
	entries = data->d_buf;
	for (size_t i = 0; i < data->d_size / sizeof(*entries); i++) {
		if (entries[i].r_offset - table->address < table->size &&
		    is_relative(image, &entries[i]))
			TRY(vec_push(ret, (uint64_t)entries[i].r_addend));
	}
	return NULL;
}

static int compare_addresses(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* The linker's helpers have sorted most tables. */
static bool are_sorted(const struct image_addresses *addresses)
{
	for (size_t i = 1; i < addresses->size; i++) {
		if (addresses->data[i] <= addresses->data[i - 1])
			return false;
	}
	return true;
}

void image_addresses_sort(struct image_addresses *addresses)
{
	size_t kept = 0;

	if (are_sorted(addresses))
		return;
	qsort(addresses->data, addresses->size, sizeof(*addresses->data), compare_addresses);
	for (size_t i = 1; i < addresses->size; i++) {
		if (addresses->data[i] != addresses->data[kept])
			addresses->data[++kept] = addresses->data[i];
	}
	addresses->size = kept + 1;
}

struct sonde_error *image_table_addresses(const struct image *image,
					  const struct image_table *table,
					  struct image_addresses *ret)
{
	for (size_t at = 0; at + sizeof(uint64_t) <= table->size; at += sizeof(uint64_t)) {
		uint64_t address;

		memcpy(&address, table->bytes + at, sizeof(address));
		if (address)
			TRY(vec_push(ret, address));
	}
	if (image->kind != IMAGE_MODULE)
		TRY(add_relocated(image, table, ret));
	image_addresses_sort(ret);
	return NULL;
}

bool image_addresses_have(const struct image_addresses *addresses, uint64_t start, uint64_t end)
{
	size_t low = 0, high = addresses->size;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;

		if (addresses->data[middle] < start)
			low = middle + 1;
		else
			high = middle;
	}
	return low < addresses->size && addresses->data[low] < end;
}
