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
 * The name that stands for an address: the symbol there if the kernel, which looks it up in
 * kallsyms, will find just this one; else _text, which is the first symbol of every kernel.
 */
static struct sonde_error *name_address(const struct image *image, uint64_t address, char **name,
					uint64_t *offset)
{
	const struct symbol *symbol = symbols_at(&image->symbols, address);

	if (!symbol || !symbols_unique(&image->symbols, symbol->name) ||
	    strlen(symbol->name) >= KERNEL_NAME_SIZE) {
		symbol = symbols_unique(&image->symbols, "_text");
		if (!symbol || symbol->address > address)
			return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
					       "the address 0x%" PRIx64
					       " has no symbol that is unique, and the image no "
					       "_text to count from",
					       address);
	}
	*offset = address - symbol->address;
	return sonde_strdup(symbol->name, name);
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
