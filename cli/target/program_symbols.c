/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/target/program_symbols.h"

#include <stdlib.h>

#include "base/map.h"
#include "image/apart.h"
#include "image/demangle.h"
#include "image/elf.h"
#include "image/mini.h"
#include "image/program.h"
#include "image/symbols.h"

/* A power of two: offsets whose symbols are remembered. Stacks have the same ones over and over. */
#define REMEMBERED 1024

struct remembered {
	uint64_t offset;
	bool is_used;
	const struct symbol *symbol;
	uint64_t distance;
};

struct program_symbols {
	struct image *image;
	struct symbols symbols;
	/* Symbol -> name that people know; the values are owned. */
	struct map names;
	struct remembered remembered[REMEMBERED];
};

struct sonde_error *program_symbols_create(const char *path, struct program_symbols **ret)
{
	_cleanup_free_ struct program_symbols *symbols = calloc(1, sizeof(*symbols));
	_cleanup_image_ struct image *image = NULL;

	if (!symbols)
		return &sonde_error_no_memory;
	TRY(image_create(path, IMAGE_USER, &image));
	TRY(mini_find(image));
	TRY(symbols_init(apart_symbol_files(image), path, &symbols->symbols));
	symbols->image = take_ptr(image);
	*ret = take_ptr(symbols);
	return NULL;
}

void program_symbols_destroy(struct program_symbols *symbols)
{
	if (!symbols)
		return;
	symbols_deinit(&symbols->symbols);
	image_destroy(symbols->image);
	map_deinit_values(&symbols->names);
	free(symbols);
}

static void look_up(const struct program_symbols *symbols, uint64_t offset, struct remembered *ret)
{
	uint64_t address;

	*ret = (struct remembered){.offset = offset, .is_used = true};
	if (!program_code_address(symbols->image, offset, &address))
		return;
	ret->symbol = symbols_at(&symbols->symbols, address);
	if (ret->symbol)
		ret->distance = address - ret->symbol->address;
}

/* The name itself where there is no other, or no memory for it. */
static const char *known_name(struct program_symbols *symbols, const char *name)
{
	_cleanup_error_ struct sonde_error *error = NULL;
	_cleanup_free_ char *made = NULL;
	const char *known;

	if (!demangle_is_mangled(name))
		return name;
	known = map_get(&symbols->names, name);
	if (known)
		return known;
	error = demangle(name, DEMANGLE_SHORT, &made);
	if (error || !made)
		return name;
	known = made;
	error = map_put(&symbols->names, name, made);
	if (error)
		return name;
	take_ptr(made);
	return known;
}

const char *program_symbols_find(struct program_symbols *symbols, uint64_t file_offset,
				 uint64_t *ret_distance)
{
	struct remembered *known = &symbols->remembered[file_offset % REMEMBERED];

	if (!known->is_used || known->offset != file_offset)
		look_up(symbols, file_offset, known);
	if (!known->symbol)
		return NULL;
	*ret_distance = known->distance;
	return known_name(symbols, symbols_name(&symbols->symbols, known->symbol));
}
