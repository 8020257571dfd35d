/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/fuzz/mutate_image.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed);

/* One in so many mutations is of the whole file. */
#define WHOLE_INTERVAL 16

static bool read_header(const uint8_t *data, size_t size, Elf64_Ehdr *ret)
{
	if (size < sizeof(*ret))
		return false;
	memcpy(ret, data, sizeof(*ret));
	return memcmp(ret->e_ident, ELFMAG, SELFMAG) == 0 && ret->e_shnum &&
	       ret->e_shentsize == sizeof(Elf64_Shdr) && ret->e_shoff < size &&
	       (size - ret->e_shoff) / sizeof(Elf64_Shdr) >= ret->e_shnum;
}

static Elf64_Shdr section_at(const uint8_t *data, const Elf64_Ehdr *header, unsigned position)
{
	Elf64_Shdr section;

	memcpy(&section, data + header->e_shoff + position * sizeof(section), sizeof(section));
	return section;
}

static bool is_wanted(const Elf64_Shdr *section, size_t size)
{
	return section->sh_type != SHT_NOBITS && section->sh_size && section->sh_offset < size &&
	       section->sh_size <= size - section->sh_offset && mutate_image_wants(section);
}

/* A section to change; all have the same chance. */
static bool pick_section(const uint8_t *data, size_t size, unsigned seed, Elf64_Shdr *ret)
{
	unsigned count = 0, wanted;
	Elf64_Ehdr header;

	if (!read_header(data, size, &header))
		return false;
	for (unsigned i = 0; i < header.e_shnum; i++) {
		*ret = section_at(data, &header, i);
		count += is_wanted(ret, size);
	}
	if (count == 0)
		return false;
	wanted = seed % count;
	for (unsigned i = 0;; i++) {
		*ret = section_at(data, &header, i);
		if (is_wanted(ret, size) && wanted-- == 0)
			return true;
	}
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed)
{
	Elf64_Shdr section;
	uint8_t *copy;

	if (seed % WHOLE_INTERVAL == 0 ||
	    !pick_section(data, size, seed / WHOLE_INTERVAL, &section))
		return LLVMFuzzerMutate(data, size, max_size);
	copy = malloc(section.sh_size);
	if (!copy)
		return size;
	/* It keeps its size: what a shorter one lacks stays as it was. */
	memcpy(copy, data + section.sh_offset, section.sh_size);
	LLVMFuzzerMutate(copy, section.sh_size, section.sh_size);
	memcpy(data + section.sh_offset, copy, section.sh_size);
	free(copy);
	return size;
}
