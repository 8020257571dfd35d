/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/unpack.h"

#include <gelf.h>
#include <stdlib.h>
#include <string.h>

#include "image/zstd.h"

/* No debuginfo is compressed as well as that: neither is by zlib, nor can it be. */
#define RATIO_MAX 1024
#define SIZE_MIN  (1 << 20)

static struct sonde_error *damaged(const struct image *image, const char *name)
{
	return sonde_error_new(SONDE_ERROR_NOT_FOUND,
			       "%s: The section %s cannot be unpacked: it is damaged.", image->path,
			       name);
}

/* Whether it is a section that is read, of DWARF 2 to 5; the old way to compress adds a z. */
static bool is_read(const char *name)
{
	static const char *const read[] = {
		"abbrev", "addr",     "aranges", "frame",    "info", "line",	    "line_str",
		"loc",	  "loclists", "ranges",	 "rnglists", "str",  "str_offsets", "types",
	};

	if (strncmp(name, ".debug_", 7) == 0)
		name += 7;
	else if (strncmp(name, ".zdebug_", 8) == 0)
		name += 8;
	else
		return false;
	for (size_t i = 0; i < sizeof(read) / sizeof(*read); i++) {
		if (strcmp(name, read[i]) == 0)
			return true;
	}
	return false;
}

/* The next section with DWARF that is read. */
static Elf_Scn *next_section(const struct image *image, Elf_Scn *section, GElf_Shdr *ret,
			     const char **name)
{
	size_t names;

	if (elf_getshdrstrndx(image->elf, &names) < 0)
		return NULL;
	while ((section = elf_nextscn(image->elf, section))) {
		if (!gelf_getshdr(section, ret) || ret->sh_type == SHT_NOBITS)
			continue;
		*name = elf_strptr(image->elf, names, ret->sh_name);
		if (*name && is_read(*name))
			return section;
	}
	return NULL;
}

/* Let the Elf go on with other bytes: those that libelf hands out as they are, and as they count.
 */
static bool replace(Elf_Scn *section, GElf_Shdr *header, void *bytes, const GElf_Chdr *packed)
{
	Elf_Data *const data[] = {elf_rawdata(section, NULL), elf_getdata(section, NULL)};

	header->sh_flags &= ~(GElf_Xword)SHF_COMPRESSED;
	header->sh_size = packed->ch_size;
	header->sh_addralign = packed->ch_addralign;
	if (!data[0] || !data[1] || !gelf_update_shdr(section, header))
		return false;
	for (size_t i = 0; i < 2; i++) {
		data[i]->d_buf = bytes;
		data[i]->d_size = packed->ch_size;
	}
	return true;
}

struct sonde_error *unpack_zstd(const Elf_Data *data, uint64_t size, void **ret)
{
	const size_t head = sizeof(Elf64_Chdr);
	_cleanup_free_ void *bytes = NULL;
	size_t packed;

	*ret = NULL;
	if (!data || !data->d_buf || data->d_size < head)
		return NULL;
	packed = data->d_size - head;
	if (size > SIZE_MIN && size / RATIO_MAX > packed)
		return NULL;
	bytes = malloc(size + 1);
	if (!bytes)
		return &sonde_error_no_memory;
	if (zstd_unpack((const char *)data->d_buf + head, packed, bytes, size))
		*ret = take_ptr(bytes);
	return NULL;
}

static struct sonde_error *unpack(struct image *image, Elf_Scn *section, GElf_Shdr *header,
				  const char *name)
{
	_cleanup_free_ void *own = NULL;
	GElf_Chdr packed;
	void *bytes;

	if (!gelf_getchdr(section, &packed) || packed.ch_type != UNPACK_BY_ZSTD)
		return NULL;
	TRY(unpack_zstd(elf_rawdata(section, NULL), packed.ch_size, &own));
	if (!own)
		return damaged(image, name);
	TRY(vec_push(&image->unpacked, own));
	bytes = take_ptr(own);
	return replace(section, header, bytes, &packed) ? NULL : damaged(image, name);
}

struct sonde_error *unpack_sections(struct image *image)
{
	Elf_Scn *section = NULL;
	const char *name;
	GElf_Shdr header;

	if (!zstd_is_there())
		return NULL;
	while ((section = next_section(image, section, &header, &name))) {
		if (header.sh_flags & SHF_COMPRESSED)
			TRY(unpack(image, section, &header, name));
	}
	return NULL;
}

/* Of the old way; unpacked they keep their names. */
static bool is_old_packed(Elf_Scn *section, const char *name)
{
	const Elf_Data *data = name[1] == 'z' ? elf_rawdata(section, NULL) : NULL;

	return data && data->d_buf && data->d_size >= 12 && memcmp(data->d_buf, "ZLIB", 4) == 0;
}

static struct sonde_error *still_packed(const struct image *image, Elf_Scn *section,
					const char *name)
{
	GElf_Chdr packed;

	if (!gelf_getchdr(section, &packed) || packed.ch_type == ELFCOMPRESS_ZLIB)
		return damaged(image, name);
	return sonde_error_hint(
		sonde_error_new(SONDE_ERROR_NOT_FOUND,
				"%s: The section %s is compressed %s, which neither this sonde nor "
				"the libelf here unpacks.",
				image->path, name,
				packed.ch_type == UNPACK_BY_ZSTD ? "by zstd" : "in an unknown way"),
		"Build sonde with libzstd, or unpack a copy of it by objcopy "
		"--decompress-debug-sections.");
}

struct sonde_error *unpack_check(const struct image *image)
{
	Elf_Scn *section = NULL;
	const char *name;
	GElf_Shdr header;

	while ((section = next_section(image, section, &header, &name))) {
		if (header.sh_flags & SHF_COMPRESSED)
			return still_packed(image, section, name);
		if (is_old_packed(section, name))
			return damaged(image, name);
	}
	return NULL;
}
