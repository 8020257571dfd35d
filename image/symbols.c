/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/symbols.h"

#include <stdlib.h>
#include <string.h>

const char *symbols_name(const struct symbols *symbols, const struct symbol *symbol)
{
	return symbol->name < symbols->names_size ? symbols->names + symbol->name : "";
}

const struct symbol *symbols_by_name(const struct symbols *symbols, size_t position)
{
	const uint32_t i = symbols->by_name[position];

	/* Of a table that lies, any symbol: no name is found by it. */
	return &symbols->sorted[i < symbols->count ? i : 0];
}

void symbols_deinit(struct symbols *symbols)
{
	free(symbols->owned[0]);
	free(symbols->owned[1]);
	free(symbols->own_names);
	*symbols = (struct symbols){0};
}

/* The name at a position of the order by name. */
static const char *name_at(const struct symbols *symbols, size_t position)
{
	return symbols_name(symbols, symbols_by_name(symbols, position));
}

/* The first position in by_name whose name is not less than `name`. */
static size_t lower_bound(const struct symbols *symbols, const char *name)
{
	size_t low = 0, high = symbols->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(name_at(symbols, middle), name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

size_t symbols_named(const struct symbols *symbols, const char *name, size_t *ret)
{
	size_t first = lower_bound(symbols, name), last = first;

	while (last < symbols->count && strcmp(name_at(symbols, last), name) == 0)
		last++;
	*ret = first;
	return last - first;
}

const struct symbol *symbols_unique(const struct symbols *symbols, const char *name)
{
	size_t first;

	if (symbols_named(symbols, name, &first) != 1)
		return NULL;
	return symbols_by_name(symbols, first);
}

/* The position after the last symbol at or below `address`. */
static size_t upper_bound(const struct symbols *symbols, uint64_t address)
{
	size_t low = 0, high = symbols->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (symbols->sorted[middle].address <= address)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Of names for one address: one that is unique first, then one that is no mark of the linker. */
static int merit_of(const struct symbols *symbols, const struct symbol *symbol)
{
	return 2 * (symbols_unique(symbols, symbols_name(symbols, symbol)) != NULL) +
	       (symbol->size != 0);
}

const struct symbol *symbols_at(const struct symbols *symbols, uint64_t address)
{
	size_t end = upper_bound(symbols, address);
	const struct symbol *best = NULL;
	int merit = 0;

	/* Of those that are as good, the one that sorts first. */
	for (size_t i = end; i-- > 0;) {
		const struct symbol *symbol = &symbols->sorted[i];

		if (best && symbol->address != best->address)
			break;
		if (symbol->size && address - symbol->address >= symbol->size)
			continue;
		if (best && merit_of(symbols, symbol) < merit)
			continue;
		best = symbol;
		merit = merit_of(symbols, symbol);
	}
	return best;
}

bool symbols_is_padding(const char *name)
{
	return strncmp(name, "__pfx_", 6) == 0 || strncmp(name, "__cfi_", 6) == 0;
}

/* Labels that stand between the start of a function and an address in it. */
#define LABELS_MAX 64

bool symbols_cover(const struct symbols *symbols, uint64_t address)
{
	const size_t end = upper_bound(symbols, address);

	for (size_t i = end; i-- > 0 && end - i <= LABELS_MAX;) {
		const struct symbol *symbol = &symbols->sorted[i];

		if (symbol->size && address - symbol->address < symbol->size)
			return true;
	}
	return false;
}

const struct symbol *symbols_enclosing(const struct symbols *symbols, uint64_t address)
{
	const size_t end = upper_bound(symbols, address);
	const struct symbol *found = NULL;

	for (size_t i = end; i-- > 0 && end - i <= LABELS_MAX;) {
		const struct symbol *symbol = &symbols->sorted[i];

		if (symbol->is_function && symbol->address < address &&
		    address - symbol->address < symbol->size)
			found = symbol;
	}
	return found;
}

const struct symbol *symbols_stretch(const struct symbols *symbols, uint64_t address, uint64_t *end)
{
	const size_t next = upper_bound(symbols, address);
	size_t first = next;

	*end = next < symbols->count ? symbols->sorted[next].address : UINT64_MAX;
	if (next == 0)
		return NULL;
	first--;
	while (first > 0 && symbols->sorted[first - 1].address == symbols->sorted[first].address)
		first--;
	return &symbols->sorted[first];
}

const struct symbol *symbols_unique_before(const struct symbols *symbols, uint64_t address,
					   uint64_t lowest, size_t size)
{
	for (size_t i = upper_bound(symbols, address); i-- > 0;) {
		const struct symbol *symbol = &symbols->sorted[i];
		const char *name = symbols_name(symbols, symbol);

		if (symbol->address < lowest)
			break;
		if (strlen(name) < size && symbols_unique(symbols, name))
			return symbol;
	}
	return NULL;
}

const struct symbol *symbols_unique_after(const struct symbols *symbols, uint64_t address,
					  uint64_t end, size_t size)
{
	for (size_t i = upper_bound(symbols, address); i < symbols->count; i++) {
		const struct symbol *symbol = &symbols->sorted[i];
		const char *name = symbols_name(symbols, symbol);

		if (symbol->address >= end)
			break;
		if (strlen(name) < size && symbols_unique(symbols, name))
			return symbol;
	}
	return NULL;
}
