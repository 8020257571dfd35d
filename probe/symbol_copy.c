/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/symbol_copy.h"

#include "image/dieref.h"
#include "image/index.h"
#include "probe/place.h"
#include "probe/within.h"

/* Bytes of no-operations between a symbol and its function's first instruction, at the most. */
#define SYMBOL_DISTANCE_MAX 64

bool symbol_copy_at(const struct image *image, uint64_t address, struct func_instance *ret)
{
	Dwarf_Die unit;
	uint64_t offset;

	return index_unit_at(image->index, address, &offset) && image->dwarf &&
	       dieref_resolve(image, offset, &unit) && within_find(&unit, address, ret);
}

bool symbol_copy_of(const struct image *image, const struct symbol *symbol,
		    struct func_instance *ret)
{
	struct func_instance found;
	uint64_t entry;

	/* On arm64 it may begin a few no-operations behind its symbol. */
	for (uint64_t distance = 0; distance <= SYMBOL_DISTANCE_MAX; distance += 4) {
		if (distance && symbol->size && distance >= symbol->size)
			return false;
		if (!symbol_copy_at(image, symbol->address + distance, &found))
			continue;
		if (!func_entry(&found.outer, &entry) ||
		    place_of_symbol(image, entry) != symbol->address)
			return false;
		*ret = (struct func_instance){
			.die = found.outer,
			.outer = found.outer,
			.origin = func_origin(&found.outer),
			.entry = entry,
		};
		return true;
	}
	return false;
}

struct sonde_error *symbol_copies_named(const struct image *image, const char *name,
					struct func_result *ret)
{
	size_t first, count = symbols_named(&image->symbols, name, &first);

	for (size_t i = first; i < first + count; i++) {
		struct func_instance copy;

		if (!symbol_copy_of(image, symbols_by_name(&image->symbols, i), &copy))
			continue;
		TRY(vec_push(&ret->instances, copy));
		ret->is_known = true;
		ret->has_copy = true;
	}
	return NULL;
}
