/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/line_files.h"

#include <dwarf.h>
#include <gelf.h>
#include <string.h>

#include "base/cleanup.h"

/* A directory or file of DWARF 5 is described by pairs of (what, form); there are five kinds. */
#define FORMATS_MAX 16

/* Reads numbers and texts of one section, and never past its end. */
struct reader {
	const unsigned char *next;
	const unsigned char *end;
	/** Bytes of an offset: 4, or 8 in 64-bit DWARF. */
	unsigned offset_size;
	/** Something was missing; all that is read after that is 0. */
	bool failed;
};

struct entry_format {
	uint64_t content;
	uint64_t form;
};

struct entry_formats {
	struct entry_format data[FORMATS_MAX];
	size_t size;
};

static Elf_Data *data_of(Elf_Scn *section)
{
	Elf_Data *data = elf_getdata(section, NULL);

	return data && data->d_buf ? data : NULL;
}

/* `.debug_line`, or `.zdebug_line` of the old way to compress: unpacked it keeps that name. */
static bool is_called(const char *section, const char *name)
{
	return section[0] == '.' && (strcmp(section + 1, name) == 0 ||
				     (section[1] == 'z' && strcmp(section + 2, name) == 0));
}

struct line_sections line_sections_of(Elf *elf)
{
	struct line_sections sections = {.elf = elf};
	Elf_Scn *section = NULL;
	size_t strings;

	if (elf_getshdrstrndx(elf, &strings) < 0)
		return sections;
	while ((section = elf_nextscn(elf, section))) {
		GElf_Shdr header;
		const char *name;

		if (!gelf_getshdr(section, &header) || header.sh_type == SHT_NOBITS)
			continue;
		name = elf_strptr(elf, strings, header.sh_name);
		if (!name)
			continue;
		if (is_called(name, "debug_line"))
			sections.line = data_of(section);
		else if (is_called(name, "debug_line_str"))
			sections.line_str = data_of(section);
		else if (is_called(name, "debug_str"))
			sections.str = data_of(section);
		else if (strcmp(name, ".debug_abbrev") == 0)
			sections.abbrev = data_of(section);
		else if (is_called(name, "debug_loclists") && !sections.loclists)
			sections.loclists = data_of(section);
	}
	return sections;
}

void line_files_deinit(struct line_files *files)
{
	vec_deinit(&files->directories);
	vec_deinit(&files->files);
}

/* A number of 1, 2, 4 or 8 bytes, of this machine's byte order as the whole image. */
static uint64_t read_number(struct reader *reader, size_t size)
{
	uint64_t wide = 0;
	uint32_t word = 0;
	uint16_t half = 0;

	if ((size_t)(reader->end - reader->next) < size) {
		reader->failed = true;
		return 0;
	}
	reader->next += size;
	switch (size) {
	case 1:
		return reader->next[-1];
	case 2:
		memcpy(&half, reader->next - size, size);
		return half;
	case 4:
		memcpy(&word, reader->next - size, size);
		return word;
	default:
		memcpy(&wide, reader->next - size, sizeof(wide));
		return wide;
	}
}

/* DWARF 5, 7.6: unsigned LEB128. */
static uint64_t read_leb(struct reader *reader)
{
	uint64_t value = 0;

	for (unsigned shift = 0;; shift += 7) {
		uint64_t byte = read_number(reader, 1);

		if (reader->failed)
			return 0;
		if (shift < 64)
			value |= (byte & 0x7f) << shift;
		if (!(byte & 0x80))
			return value;
	}
}

static const char *read_text(struct reader *reader)
{
	const char *text = (const char *)reader->next;
	const unsigned char *end = memchr(reader->next, '\0', (size_t)(reader->end - reader->next));

	if (!end) {
		reader->failed = true;
		return NULL;
	}
	reader->next = end + 1;
	return text;
}

static void skip(struct reader *reader, uint64_t size)
{
	if ((uint64_t)(reader->end - reader->next) < size)
		reader->failed = true;
	else
		reader->next += size;
}

/* The text at an offset of a section of texts. */
static const char *text_in(const Elf_Data *data, uint64_t offset)
{
	if (!data || offset >= data->d_size ||
	    !memchr((const char *)data->d_buf + offset, '\0', data->d_size - offset))
		return NULL;
	return (const char *)data->d_buf + offset;
}

/* One attribute of a directory or file; what is neither a text nor a number is passed over. */
static void read_form(struct reader *reader, const struct line_sections *sections, uint64_t form,
		      const char **text, uint64_t *number)
{
	switch (form) {
	case DW_FORM_string:
		*text = read_text(reader);
		return;
	case DW_FORM_line_strp:
		*text = text_in(sections->line_str, read_number(reader, reader->offset_size));
		return;
	case DW_FORM_strp:
		*text = text_in(sections->str, read_number(reader, reader->offset_size));
		return;
	case DW_FORM_udata:
		*number = read_leb(reader);
		return;
	case DW_FORM_data1:
		*number = read_number(reader, 1);
		return;
	case DW_FORM_data2:
		*number = read_number(reader, 2);
		return;
	case DW_FORM_data4:
		*number = read_number(reader, 4);
		return;
	case DW_FORM_data8:
		*number = read_number(reader, 8);
		return;
	case DW_FORM_data16:
		skip(reader, 16);
		return;
	case DW_FORM_block:
		skip(reader, read_leb(reader));
		return;
	default:
		/* Its size is not known, and so not where the next one starts. */
		reader->failed = true;
	}
}

static struct entry_formats read_formats(struct reader *reader)
{
	struct entry_formats formats = {.size = read_number(reader, 1)};

	if (formats.size > FORMATS_MAX) {
		reader->failed = true;
		formats.size = 0;
	}
	for (size_t i = 0; i < formats.size; i++) {
		formats.data[i].content = read_leb(reader);
		formats.data[i].form = read_leb(reader);
	}
	return formats;
}

/* One directory or file of DWARF 5. */
static struct line_file read_entry(struct reader *reader, const struct line_sections *sections,
				   const struct entry_formats *formats)
{
	struct line_file file = {0};

	for (size_t i = 0; i < formats->size && !reader->failed; i++) {
		const struct entry_format *format = &formats->data[i];
		const char *text = NULL;
		uint64_t number = 0;

		read_form(reader, sections, format->form, &text, &number);
		if (format->content == DW_LNCT_path)
			file.name = text;
		else if (format->content == DW_LNCT_directory_index)
			file.directory = number;
	}
	return file;
}

static struct sonde_error *read_version_5(struct reader *reader,
					  const struct line_sections *sections,
					  struct line_files *files)
{
	struct entry_formats formats = read_formats(reader);
	uint64_t count = read_leb(reader);

	/* Entries of no bytes could be any number. */
	for (uint64_t i = 0; i < count && formats.size && !reader->failed; i++)
		TRY(vec_push(&files->directories, read_entry(reader, sections, &formats).name));
	formats = read_formats(reader);
	count = read_leb(reader);
	for (uint64_t i = 0; i < count && formats.size && !reader->failed; i++)
		TRY(vec_push(&files->files, read_entry(reader, sections, &formats)));
	return NULL;
}

/* Texts up to an empty one: directories, then files with three numbers behind each. */
static struct sonde_error *read_version_2(struct reader *reader, struct line_files *files)
{
	const char *text;

	TRY(vec_push(&files->directories, NULL));
	TRY(vec_push(&files->files, (struct line_file){0}));
	while ((text = read_text(reader)) && *text)
		TRY(vec_push(&files->directories, text));
	while ((text = read_text(reader)) && *text) {
		struct line_file file = {.name = text, .directory = read_leb(reader)};

		read_leb(reader); /* time of last change */
		read_leb(reader); /* size */
		TRY(vec_push(&files->files, file));
	}
	return NULL;
}

/* What stands before the directories; returns the version, 0 for none that is known. */
static unsigned read_head(struct reader *reader)
{
	uint64_t length = read_number(reader, 4), version;

	reader->offset_size = 4;
	if (length == 0xffffffff) {
		length = read_number(reader, 8);
		reader->offset_size = 8;
	}
	if (reader->failed || length > (uint64_t)(reader->end - reader->next))
		return 0;
	reader->end = reader->next + length;
	version = read_number(reader, 2);
	if (version < 2 || version > 5)
		return 0;
	/* DWARF 5: address size and segment selector size. */
	if (version == 5)
		skip(reader, 2);
	skip(reader, reader->offset_size); /* header_length */
	/* minimum_instruction_length, from DWARF 4 on maximum_operations_per_instruction, */
	/* default_is_stmt, line_base, line_range */
	skip(reader, version >= 4 ? 5 : 4);
	/* opcode_base, and the lengths of that many opcodes less one */
	length = read_number(reader, 1);
	skip(reader, length ? length - 1 : 0);
	return reader->failed ? 0 : (unsigned)version;
}

struct sonde_error *line_files_read(const struct line_sections *sections, uint64_t offset,
				    struct line_files *ret)
{
	const Elf_Data *data = sections->line;
	struct reader reader = {0};
	unsigned version;

	*ret = (struct line_files){0};
	if (!data || offset >= data->d_size)
		return sonde_error_new(SONDE_ERROR_FORMAT, "There is no line table at 0x%jx.",
				       (uintmax_t)offset);
	reader.next = (const unsigned char *)data->d_buf + offset;
	reader.end = (const unsigned char *)data->d_buf + data->d_size;
	version = read_head(&reader);
	if (version == 5)
		TRY(read_version_5(&reader, sections, ret));
	else if (version)
		TRY(read_version_2(&reader, ret));
	if (!version || reader.failed)
		return sonde_error_new(SONDE_ERROR_FORMAT, "The line table at 0x%jx is damaged.",
				       (uintmax_t)offset);
	return NULL;
}

bool line_files_path(const struct line_files *files, const char *comp_dir, uint64_t number,
		     struct str *out)
{
	const char *directory = NULL;
	const struct line_file *file;

	if (number >= files->files.size || !files->files.data[number].name)
		return false;
	file = &files->files.data[number];
	if (file->directory < files->directories.size)
		directory = files->directories.data[file->directory];
	/* Before DWARF 5, the table does not name the unit's own directory, which is number 0. */
	if (file->directory == 0 && !directory)
		directory = comp_dir;
	if (file->name[0] != '/' && directory)
		str_appendf(out, "%s/", directory);
	str_append(out, file->name);
	return true;
}
