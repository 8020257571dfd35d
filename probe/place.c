/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/place.h"

#include <inttypes.h>
#include <string.h>

/* KSYM_NAME_LEN was 128 before Linux 6.1; longer names are not in older kernels' kallsyms. */
#define KERNEL_NAME_SIZE 128

/* Sections that are thrown away after boot, or were never at their link address. */
static bool is_discarded(const char *section)
{
	return strncmp(section, ".init", 5) == 0 || strncmp(section, ".exit", 5) == 0;
}

/*
 * Whether the kernel's own symbol table has data symbols too (CONFIG_KALLSYMS_ALL). It is in the
 * image, compressed; its length alone tells whether it can hold all symbols or just the functions.
 */
static bool kernel_knows_data(const struct image *image)
{
	const struct symbol *count = symbols_unique(&image->symbols, "kallsyms_num_syms");
	struct image_section section;
	const size_t functions = image->symbols.functions;
	uint32_t known;

	if (!count || !image_section_at(image, count->address, &section) || !section.data ||
	    section.size < sizeof(known))
		return true;
	memcpy(&known, section.data, sizeof(known));
	return known > functions + (image->symbols.count - functions) / 2;
}

/*
 * The symbol to count from: _text, the first of every kernel, unless the kernel does not know it.
 * That is arm64 without CONFIG_KALLSYMS_ALL, where it stands before the text (_stext).
 */
static const struct symbol *base_symbol(const struct image *image)
{
	const struct symbol *text = symbols_unique(&image->symbols, "_text");
	const struct symbol *start = symbols_unique(&image->symbols, "_stext");

	if (text && (!start || start->address == text->address || kernel_knows_data(image)))
		return text;
	return start;
}

/*
 * The name that stands for an address: the symbol there if the kernel, which looks it up in
 * kallsyms, will find just this one; else a distance from the start of the kernel.
 */
static struct sonde_error *name_address(const struct image *image, uint64_t address, char **name,
					uint64_t *offset)
{
	const struct symbols *symbols = &image->symbols;
	const struct symbol *symbol = symbols_at(symbols, address);

	if (!symbol || !symbols_unique(symbols, symbols_name(symbols, symbol)) ||
	    strlen(symbols_name(symbols, symbol)) >= KERNEL_NAME_SIZE ||
	    (!symbol->is_function && !kernel_knows_data(image)))
		symbol = base_symbol(image);
	if (!symbol || symbol->address > address)
		return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
				       "the address 0x%" PRIx64
				       " has no symbol that is unique, and "
				       "the image none to count from",
				       address);
	*offset = address - symbol->address;
	return sonde_strdup(symbols_name(symbols, symbol), name);
}

struct sonde_error *place_of_code(const struct image *image, uint64_t address,
				  struct probe_event *event)
{
	struct image_section section;

	if (!image_section_at(image, address, &section) || !section.is_code)
		return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
				       "the address 0x%" PRIx64 " is in no code of the image",
				       address);
	if (image->kind == IMAGE_USER) {
		event->is_user = true;
		event->offset = section.file_offset;
		return sonde_strdup(image->path, &event->path);
	}
	if (is_discarded(section.name))
		return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
				       "it is in %s, which the kernel frees after boot",
				       section.name);
	return name_address(image, address, &event->symbol, &event->offset);
}

uint64_t place_of_symbol(const struct image *image, uint64_t entry)
{
	const struct symbol *symbol = symbols_at(&image->symbols, entry);

	return symbol ? symbol->address : entry;
}

struct sonde_error *place_of_data(const struct image *image, uint64_t address, char **name,
				  int64_t *offset)
{
	struct image_section section;
	uint64_t distance;

	if (!image_section_at(image, address, &section))
		return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
				       "its address 0x%" PRIx64 " is in no section of the image",
				       address);
	if (strstr(section.name, "percpu"))
		return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
				       "it is per-CPU data, which has no one address");
	if (is_discarded(section.name))
		return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
				       "it is in %s, which the kernel frees after boot",
				       section.name);
	TRY(name_address(image, address, name, &distance));
	*offset = (int64_t)distance;
	return NULL;
}
