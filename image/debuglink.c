/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/debuglink.h"

#include <gelf.h>
#include <string.h>

#include "image/section.h"

#define CRC_POLYNOMIAL 0xedb88320U

static Elf_Data *section_data(Elf *elf, const char *name)
{
	Elf_Scn *section = section_find(elf, name);
	Elf_Data *data = section ? elf_rawdata(section, NULL) : NULL;
	GElf_Shdr header;

	if (!data || !data->d_buf || !gelf_getshdr(section, &header) ||
	    (header.sh_flags & SHF_COMPRESSED))
		return NULL;
	return data;
}

/* A name that ends in the data; what follows its end is `rest`. */
static bool read_name(const Elf_Data *data, const char **name, size_t *rest)
{
	const char *end = data ? memchr(data->d_buf, '\0', data->d_size) : NULL;

	if (!end)
		return false;
	*name = data->d_buf;
	*rest = (size_t)(end - *name) + 1;
	return true;
}

bool debuglink_read(Elf *elf, struct debuglink *ret)
{
	const Elf_Data *data = section_data(elf, ".gnu_debuglink");
	size_t at;

	*ret = (struct debuglink){0};
	if (!read_name(data, &ret->name, &at))
		return false;
	at = (at + 3) & ~(size_t)3;
	if (at > data->d_size || data->d_size - at < sizeof(ret->crc))
		return false;
	memcpy(&ret->crc, (const char *)data->d_buf + at, sizeof(ret->crc));
	return true;
}

bool debuglink_has_alt(Elf *elf)
{
	return section_find(elf, ".gnu_debugaltlink") || section_find(elf, ".zgnu_debugaltlink");
}

bool debuglink_read_alt(Elf *elf, struct debuglink *ret)
{
	const Elf_Data *data = section_data(elf, ".gnu_debugaltlink");
	size_t at;

	*ret = (struct debuglink){0};
	if (section_find(elf, ".zgnu_debugaltlink") || !read_name(data, &ret->name, &at) ||
	    data->d_size == at || data->d_size - at > BUILD_ID_SIZE_MAX)
		return false;
	ret->id.size = data->d_size - at;
	memcpy(ret->id.bytes, (const char *)data->d_buf + at, ret->id.size);
	return true;
}

uint32_t debuglink_crc(const void *data, size_t size)
{
	const unsigned char *bytes = data;
	uint32_t table[256], crc = ~0U;

	for (uint32_t i = 0; i < 256; i++) {
		table[i] = i;
		for (int bit = 0; bit < 8; bit++)
			table[i] = (table[i] >> 1) ^ (table[i] & 1 ? CRC_POLYNOMIAL : 0);
	}
	for (size_t i = 0; i < size; i++)
		crc = (crc >> 8) ^ table[(crc ^ bytes[i]) & 0xff];
	return ~crc;
}
