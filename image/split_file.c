/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/split_file.h"

#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "image/unpack.h"
#include "image/zstd.h"

/* DW_SECT_...: DWARF 5, 7.3.5.3, and GNU's version 2, which has other sections. */
#define COLUMN_MAX 8

static const char *const names[SPLIT_SECTIONS] = {
	[SPLIT_INFO] = ".debug_info.dwo",	  [SPLIT_TYPES] = ".debug_types.dwo",
	[SPLIT_ABBREV] = ".debug_abbrev.dwo",	  [SPLIT_LINE] = ".debug_line.dwo",
	[SPLIT_LOC] = ".debug_loc.dwo",		  [SPLIT_LOCLISTS] = ".debug_loclists.dwo",
	[SPLIT_RNGLISTS] = ".debug_rnglists.dwo", [SPLIT_STR_OFFSETS] = ".debug_str_offsets.dwo",
	[SPLIT_STR] = ".debug_str.dwo",		  [SPLIT_CU_INDEX] = ".debug_cu_index",
	[SPLIT_TU_INDEX] = ".debug_tu_index",
};

static const char not_unpacked[] = "a section of it cannot be unpacked";

static struct sonde_error *damaged(const char *what)
{
	return sonde_error_new(SONDE_ERROR_FORMAT, "%s", what);
}

void split_parts_deinit(struct split_parts *parts)
{
	vec_deinit(parts);
}

void split_file_close(struct split_file *file)
{
	for (size_t i = 0; i < SPLIT_SECTIONS; i++)
		str_deinit(&file->merged[i]);
	if (file->elf)
		elf_end(file->elf);
	if (file->fd >= 0)
		close(file->fd);
	*file = (struct split_file){.fd = -1};
}

/* Put the bytes of one more section of a name behind those that are known; a copy if lent. */
static struct sonde_error *merge(struct split_file *file, size_t section, struct span span,
				 bool is_lent)
{
	struct span *known = &file->sections[section];
	struct str *merged = &file->merged[section];

	if (!known->size && !is_lent) {
		*known = span;
		return NULL;
	}
	if (!merged->size && known->size)
		str_append_bytes(merged, (const char *)known->data, known->size);
	str_append_bytes(merged, (const char *)span.data, span.size);
	TRY(str_check(merged));
	*known = (struct span){(const unsigned char *)merged->data, merged->size};
	return NULL;
}

/* The bytes of a section that zstd has compressed, which libelf need not know how to unpack. */
static struct sonde_error *merge_zstd(struct split_file *file, size_t section, const Elf_Data *data,
				      uint64_t size)
{
	_cleanup_free_ void *bytes = NULL;

	if (!zstd_is_there())
		return damaged("it is compressed by zstd, and sonde was built without libzstd");
	TRY(unpack_zstd(data, size, &bytes));
	if (!bytes)
		return damaged(not_unpacked);
	return merge(file, section, (struct span){bytes, size}, true);
}

static struct sonde_error *read_section(struct split_file *file, Elf_Scn *section,
					const GElf_Shdr *header, const char *name)
{
	const bool is_packed = header->sh_flags & SHF_COMPRESSED;
	GElf_Chdr packed;
	Elf_Data *data;

	for (size_t i = 0; i < SPLIT_SECTIONS; i++) {
		if (strcmp(name, names[i]) != 0)
			continue;
		if (is_packed && gelf_getchdr(section, &packed) && packed.ch_type == UNPACK_BY_ZSTD)
			return merge_zstd(file, i, elf_rawdata(section, NULL), packed.ch_size);
		if (is_packed && elf_compress(section, 0, 0) < 0)
			return damaged(not_unpacked);
		data = elf_rawdata(section, NULL);
		if (!data || (data->d_size && !data->d_buf))
			return damaged("a section ends after the file does, it may be cut short");
		TRY(merge(file, i, (struct span){data->d_buf, data->d_size}, false));
	}
	return NULL;
}

static struct sonde_error *read_sections(struct split_file *file)
{
	Elf_Scn *section = NULL;
	size_t strings, count;

	if (elf_getshdrnum(file->elf, &count) < 0 || count == 0 ||
	    elf_getshdrstrndx(file->elf, &strings) < 0)
		return damaged("it has no section headers, it may be cut short");
	while ((section = elf_nextscn(file->elf, section))) {
		GElf_Shdr header;
		const char *name;

		if (!gelf_getshdr(section, &header))
			return damaged("its section headers are damaged");
		name = elf_strptr(file->elf, strings, header.sh_name);
		if (name && header.sh_type != SHT_NOBITS)
			TRY(read_section(file, section, &header, name));
	}
	if (!file->sections[SPLIT_INFO].size || !file->sections[SPLIT_ABBREV].size)
		return damaged("it has no split units (.debug_info.dwo)");
	return NULL;
}

/* Never wait for a file that is a pipe or a device. */
static struct sonde_error *open_elf(const char *path, uint16_t machine, struct split_file *file)
{
	struct stat status;
	GElf_Ehdr header;
	char *ident;

	file->fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (file->fd < 0 && (errno == ENOENT || errno == ENOTDIR))
		return sonde_error_new(SONDE_ERROR_NOT_FOUND, "there is no such file");
	if (file->fd < 0 || fstat(file->fd, &status) < 0)
		return sonde_error_os(errno, "it cannot be opened");
	if (!S_ISREG(status.st_mode))
		return damaged(S_ISDIR(status.st_mode) ? "it is a directory"
						       : "it is not a regular file");
	elf_version(EV_CURRENT);
	file->elf = elf_begin(file->fd, ELF_C_READ_MMAP, NULL);
	ident = file->elf ? elf_getident(file->elf, NULL) : NULL;
	if (!ident || elf_kind(file->elf) != ELF_K_ELF || ident[EI_CLASS] != ELFCLASS64 ||
	    ident[EI_DATA] != (__BYTE_ORDER == __LITTLE_ENDIAN ? ELFDATA2LSB : ELFDATA2MSB) ||
	    !gelf_getehdr(file->elf, &header))
		return damaged("it is no 64-bit ELF file of this machine's byte order");
	if (header.e_machine != machine)
		return damaged("it is for another machine");
	return NULL;
}

struct sonde_error *split_file_open(const char *path, uint16_t machine, struct split_file *ret)
{
	_cleanup_(split_file_close) struct split_file file = {.fd = -1};

	TRY(open_elf(path, machine, &file));
	TRY(read_sections(&file));
	*ret = file;
	file = (struct split_file){.fd = -1};
	return NULL;
}

/* All units of a section of a .dwo: each has all of the other sections. */
static struct sonde_error *add_all(struct span span, enum split_section section,
				   struct split_parts *ret)
{
	struct bytes bytes = bytes_of(span, 0);

	while (span.size && bytes.next < bytes.end) {
		struct split_part part = {.is_in_types = section == SPLIT_TYPES};

		part.starts[section] = bytes_offset(&bytes);
		/* 0xffffffff and more is 64-bit DWARF, or is reserved. */
		bytes_skip(&bytes, bytes_number(&bytes, 4));
		if (bytes.failed)
			return damaged("a unit ends after its section does, it may be cut short");
		TRY(vec_push(ret, part));
	}
	return NULL;
}

/* The section that a column of a package's index is of; SPLIT_SECTIONS for none that matters. */
static enum split_section section_of(uint64_t version, uint64_t column)
{
	static const enum split_section of_5[COLUMN_MAX + 1] = {
		SPLIT_SECTIONS, SPLIT_INFO,	   SPLIT_SECTIONS, SPLIT_ABBREV,  SPLIT_LINE,
		SPLIT_LOCLISTS, SPLIT_STR_OFFSETS, SPLIT_SECTIONS, SPLIT_RNGLISTS};
	static const enum split_section of_2[COLUMN_MAX + 1] = {
		SPLIT_SECTIONS, SPLIT_INFO,	   SPLIT_TYPES,	   SPLIT_ABBREV,  SPLIT_LINE,
		SPLIT_LOC,	SPLIT_STR_OFFSETS, SPLIT_SECTIONS, SPLIT_SECTIONS};

	if (column > COLUMN_MAX)
		return SPLIT_SECTIONS;
	return version == 5 ? of_5[column] : of_2[column];
}

/* The head of an index; `units` is 0 for one that cannot be. */
struct package_index {
	uint64_t version;
	uint64_t columns;
	uint64_t units;
	/** Where the columns' sections stand, and behind them the rows. */
	struct bytes ids;
	struct bytes offsets;
};

static struct sonde_error *read_head(struct span span, struct package_index *ret)
{
	struct bytes bytes = bytes_of(span, 0);
	uint64_t slots;

	ret->version = bytes_number(&bytes, 4);
	/* DWARF 5 has a version of two bytes, and two that are 0. */
	if (ret->version != 2 && ret->version != 5 && ret->version != 5ULL << 16)
		return damaged("its index is of a version that is not known");
	if (ret->version != 2)
		ret->version = 5;
	ret->columns = bytes_number(&bytes, 4);
	ret->units = bytes_number(&bytes, 4);
	slots = bytes_number(&bytes, 4);
	bytes_skip(&bytes, slots * 12);
	ret->ids = bytes;
	bytes_skip(&bytes, ret->columns * 4);
	ret->offsets = bytes;
	if (ret->columns && ret->units > span.size / 4 / ret->columns)
		bytes.failed = true;
	bytes_skip(&bytes, ret->columns * ret->units * 4);
	if (bytes.failed)
		return damaged("its index is damaged, it may be cut short");
	return NULL;
}

static struct sonde_error *add_rows(struct span span, struct split_parts *ret)
{
	struct package_index index = {0};

	if (!span.size)
		return NULL;
	TRY(read_head(span, &index));
	for (uint64_t row = 0; row < index.units && index.columns; row++) {
		struct split_part part = {0};
		struct bytes ids = index.ids;

		for (uint64_t i = 0; i < index.columns; i++) {
			const uint64_t column = bytes_number(&ids, 4);
			const enum split_section section = section_of(index.version, column);
			const uint64_t start = bytes_number(&index.offsets, 4);

			if (section == SPLIT_SECTIONS)
				continue;
			part.starts[section] = start;
			part.is_in_types |= section == SPLIT_TYPES;
		}
		TRY(vec_push(ret, part));
	}
	return NULL;
}

struct sonde_error *split_file_parts(const struct split_file *file, struct split_parts *ret)
{
	if (file->sections[SPLIT_CU_INDEX].size) {
		TRY(add_rows(file->sections[SPLIT_CU_INDEX], ret));
		return add_rows(file->sections[SPLIT_TU_INDEX], ret);
	}
	TRY(add_all(file->sections[SPLIT_INFO], SPLIT_INFO, ret));
	return add_all(file->sections[SPLIT_TYPES], SPLIT_TYPES, ret);
}
