/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A kernel or module whose tables may be damaged anywhere: symbols, relocations, notes, what is not
 * probed, instructions that are replaced, those of the tracer; its code and its release as well.
 */
#include <elf.h>
#include <stdint.h>
#include <string.h>

#include "base/str.h"
#include "image/debuglink.h"
#include "image/symbols.h"
#include "image/table.h"
#include "tests/fuzz/check.h"
#include "tests/fuzz/mutate_image.h"
#include "tests/fuzz/questions.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* DWARF is fuzz_image.c's. */
bool mutate_image_wants(const Elf64_Shdr *section)
{
	return section->sh_flags & SHF_ALLOC || section->sh_type != SHT_PROGBITS;
}

/* ET_REL is how a module is told from a kernel. */
static enum image_kind kind_of(const uint8_t *data, size_t size)
{
	Elf64_Ehdr header;

	if (size < sizeof(header))
		return IMAGE_KERNEL;
	memcpy(&header, data, sizeof(header));
	return header.e_type == ET_REL ? IMAGE_MODULE : IMAGE_KERNEL;
}

/* By name and by address, each leads to a symbol that is there. */
static void read_symbols(const struct symbols *symbols)
{
	uint64_t last = 0;

	for (size_t i = 0; i < symbols->count; i++) {
		const struct symbol *symbol = &symbols->sorted[i];
		uint64_t end;

		check(symbol->address >= last && symbols_name(symbols, symbol));
		last = symbol->address;
		symbols_unique(symbols, symbols_name(symbols, symbol));
		symbols_stretch(symbols, symbol->address, &end);
	}
}

static void read_links(struct image *image)
{
	struct debuglink link;

	if (debuglink_read(image->elf, &link))
		check(*link.name != '\0' || link.crc + 1);
	debuglink_has_alt(image->elf);
	if (debuglink_read_alt(image->elf, &link))
		check(link.id.size <= BUILD_ID_SIZE_MAX);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_image_ struct image *image = NULL;
	_cleanup_str_ struct str release = STR_INIT;

	questions_open(data, size, kind_of(data, size), &image);
	if (!image)
		return 0;
	read_links(image);
	image_print_release(image, &release);
	image_print_readme(image, &release);
	if (!succeeded_by_libraries(image_make_index(image, NULL)))
		return 0;
	read_symbols(&image->symbols);
	if (succeeded_by_libraries(image_prepare_tables(image)))
		questions_places(image);
	questions_define(image, "has_copy+4");
	return 0;
}
