/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/buildid.h"

#include <ctype.h>
#include <elf.h>
#include <string.h>

#include "base/file.h"

void build_id_print(const struct build_id *id, struct str *out)
{
	for (size_t i = 0; i < id->size; i++)
		str_appendf(out, "%02x", id->bytes[i]);
}

static int digit_of(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *found = c ? strchr(digits, tolower((unsigned char)c)) : NULL;

	return found ? (int)(found - digits) : -1;
}

bool build_id_parse(const char *text, struct build_id *ret)
{
	struct build_id id = {.size = strlen(text) / 2};

	if (strlen(text) % 2 || !id.size || id.size > sizeof(id.bytes))
		return false;
	for (size_t i = 0; i < id.size; i++) {
		const int high = digit_of(text[2 * i]), low = digit_of(text[2 * i + 1]);

		if (high < 0 || low < 0)
			return false;
		id.bytes[i] = (unsigned char)(high << 4 | low);
	}
	*ret = id;
	return true;
}

bool build_id_equal(const struct build_id *a, const struct build_id *b)
{
	return a->size && a->size == b->size && memcmp(a->bytes, b->bytes, a->size) == 0;
}

/* Notes are padded to 4 bytes. Saturates, so that a hostile size cannot wrap. */
static size_t padded(size_t size)
{
	return size > SIZE_MAX - 3 ? SIZE_MAX : (size + 3) & ~(size_t)3;
}

bool build_id_from_notes(const void *notes, size_t size, struct build_id *ret)
{
	const unsigned char *at = notes;
	Elf64_Nhdr header;

	while (size >= sizeof(header)) {
		size_t name_size, desc_size;

		memcpy(&header, at, sizeof(header));
		at += sizeof(header);
		size -= sizeof(header);
		name_size = padded(header.n_namesz);
		if (name_size > size)
			return false;
		desc_size = padded(header.n_descsz);
		if (header.n_descsz > size - name_size)
			return false;
		if (header.n_type == NT_GNU_BUILD_ID && header.n_namesz == sizeof(ELF_NOTE_GNU) &&
		    memcmp(at, ELF_NOTE_GNU, sizeof(ELF_NOTE_GNU)) == 0 && header.n_descsz > 0 &&
		    header.n_descsz <= BUILD_ID_SIZE_MAX) {
			memcpy(ret->bytes, at + name_size, header.n_descsz);
			ret->size = header.n_descsz;
			return true;
		}
		if (desc_size > size - name_size)
			return false;
		at += name_size + desc_size;
		size -= name_size + desc_size;
	}
	return false;
}

struct sonde_error *build_id_find_notes(const char *path, struct build_id *ret)
{
	_cleanup_error_ struct sonde_error *error = build_id_read_notes(path, ret);

	return error && error->kind == SONDE_ERROR_NO_MEMORY ? take_ptr(error) : NULL;
}

struct sonde_error *build_id_read_notes(const char *path, struct build_id *ret)
{
	_cleanup_str_ struct str notes = STR_INIT;

	TRY(file_read(path, 1 << 20, &notes));
	if (!build_id_from_notes(notes.data, notes.size, ret))
		return sonde_error_new(SONDE_ERROR_FORMAT, "%s holds no build id.", path);
	return NULL;
}
