/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/sdt_notes.h"

#include <gelf.h>
#include <stdlib.h>
#include <string.h>

#define SECTION_NAME ".note.stapsdt"
#define BASE_NAME    ".stapsdt.base"
#define OWNER	     "stapsdt"
#define TYPE	     3
/* Remarks about notes of one section; who has made more of them means harm. */
#define REMARKS_MAX 8

/* Before the texts. */
struct addresses {
	uint64_t place;
	uint64_t base;
	uint64_t semaphore;
};

/* One section being read. */
struct reading {
	const char *at;
	size_t left;
	struct notes *notes;
	/** Position of the note at hand, from 1 on. */
	size_t number;
	size_t remarks;
	/** Where .stapsdt.base lies; 0 to move nothing. */
	uint64_t base;
	struct sdt_notes *ret;
};

void sdt_notes_deinit(struct sdt_notes *notes)
{
	vec_deinit(notes);
}

static struct sonde_error *remark(struct reading *reading, const char *what)
{
	if (reading->remarks++ >= REMARKS_MAX)
		return NULL;
	return notes_add(reading->notes, NOTE_OMITTED, "Note %zu of " SECTION_NAME "%s: %s.",
			 reading->number,
			 reading->remarks == REMARKS_MAX ? " and perhaps others" : "", what);
}

/* Bytes of a part with what fills it up to a multiple of four. */
static size_t padded(size_t size)
{
	return (size + 3) & ~(size_t)3;
}

/* Step over a part of a note; NULL if the section ends before it does. */
static const char *take_part(struct reading *reading, size_t size)
{
	const char *part = reading->at;

	if (size > reading->left)
		return NULL;
	/* What fills up the last one may be missing. */
	size = padded(size) < reading->left ? padded(size) : reading->left;
	reading->at += size;
	reading->left -= size;
	return part;
}

/* The text at the cursor, and step over it; NULL if it does not end. */
static const char *take_text(const char **at, const char *end)
{
	const char *text = *at;
	const char *last = memchr(text, '\0', (size_t)(end - text));

	if (last)
		*at = last + 1;
	return last ? text : NULL;
}

static void move(struct sdt_note *note, uint64_t distance)
{
	note->address += distance;
	if (note->semaphore)
		note->semaphore += distance;
}

static struct sonde_error *add_note(struct reading *reading, const char *content, size_t size)
{
	struct addresses addresses;
	const char *at = content + sizeof(addresses), *end = content + size;
	struct sdt_note note;

	if (size < sizeof(addresses))
		return remark(reading, "it is too short for its addresses");
	memcpy(&addresses, content, sizeof(addresses));
	note = (struct sdt_note){
		.address = addresses.place,
		.semaphore = addresses.semaphore,
		.provider = take_text(&at, end),
	};
	note.name = note.provider ? take_text(&at, end) : NULL;
	note.operands = note.name ? take_text(&at, end) : NULL;
	if (!note.operands)
		return remark(reading, "its provider, name or operands have no end");
	if (!*note.provider || !*note.name)
		return remark(reading, "its provider or name is empty");
	if (reading->base && addresses.base)
		move(&note, reading->base - addresses.base);
	return vec_push(reading->ret, note);
}

static struct sonde_error *read_note(struct reading *reading)
{
	Elf64_Nhdr header;
	const char *part = take_part(reading, sizeof(header)), *owner, *content;

	if (!part) {
		reading->left = 0;
		return remark(reading, "the section ends in its header");
	}
	memcpy(&header, part, sizeof(header));
	owner = take_part(reading, header.n_namesz);
	content = owner ? take_part(reading, header.n_descsz) : NULL;
	if (!content) {
		reading->left = 0;
		return remark(reading, "it is longer than the section");
	}
	if (header.n_namesz != sizeof(OWNER) || memcmp(owner, OWNER, sizeof(OWNER)) != 0)
		return remark(reading, "its owner is not " OWNER);
	if (header.n_type != TYPE)
		return remark(reading, "its type is not 3, the one of which the form is known");
	return add_note(reading, content, header.n_descsz);
}

static struct sonde_error *read_notes(struct reading *reading)
{
	while (reading->left) {
		reading->number++;
		TRY(read_note(reading));
	}
	return NULL;
}

struct sonde_error *sdt_notes_parse(const void *bytes, size_t size, struct notes *notes,
				    struct sdt_notes *ret)
{
	struct reading reading = {.at = bytes, .left = size, .notes = notes, .ret = ret};

	return read_notes(&reading);
}

static int compare(const void *a, const void *b)
{
	const struct sdt_note *x = a, *y = b;
	int order = strcmp(x->provider, y->provider);

	if (!order)
		order = strcmp(x->name, y->name);
	if (order)
		return order;
	return (x->address > y->address) - (x->address < y->address);
}

/* The section at `section` if it has this name. */
static bool is_named(const struct image *image, Elf_Scn *section, const char *wanted,
		     GElf_Shdr *header)
{
	const char *name = NULL;
	size_t names;

	if (elf_getshdrstrndx(image->elf, &names) == 0 && gelf_getshdr(section, header))
		name = elf_strptr(image->elf, names, header->sh_name);
	return name && strcmp(name, wanted) == 0;
}

/* Where .stapsdt.base lies; 0 where there is none. */
static uint64_t find_base(const struct image *image)
{
	Elf_Scn *section = NULL;
	GElf_Shdr header;

	while ((section = elf_nextscn(image->elf, section))) {
		if (is_named(image, section, BASE_NAME, &header))
			return header.sh_addr;
	}
	return 0;
}

static struct sonde_error *read_section(const struct image *image, Elf_Scn *section,
					const GElf_Shdr *header, struct notes *notes,
					struct sdt_notes *ret)
{
	struct reading reading = {.notes = notes, .base = find_base(image), .ret = ret};
	Elf_Data *data = elf_rawdata(section, NULL);

	if (header->sh_type != SHT_NOTE || (header->sh_flags & SHF_COMPRESSED) || !data ||
	    !data->d_buf)
		return notes_add(notes, NOTE_OMITTED,
				 "The section " SECTION_NAME " of %s cannot be read as notes.",
				 image->path);
	reading.at = data->d_buf;
	reading.left = data->d_size;
	return read_notes(&reading);
}

struct sonde_error *sdt_notes_read(const struct image *image, struct notes *notes,
				   struct sdt_notes *ret)
{
	Elf_Scn *section = NULL;
	GElf_Shdr header;

	while ((section = elf_nextscn(image->elf, section))) {
		if (is_named(image, section, SECTION_NAME, &header))
			TRY(read_section(image, section, &header, notes, ret));
	}
	if (ret->size)
		qsort(ret->data, ret->size, sizeof(*ret->data), compare);
	return NULL;
}
