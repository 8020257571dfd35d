/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/code_name.h"

#include <stdbool.h>
#include <stddef.h>

#include "probe/die.h"
#include "probe/full_name.h"

/* Whether the address is in the same piece of the function as its entry. */
static bool is_with_entry(const struct func_instance *instance, uint64_t address)
{
	Dwarf_Die outer = instance->outer;
	Dwarf_Addr base, start, end;
	ptrdiff_t offset = 0;
	uint64_t entry;

	if (!func_entry(&outer, &entry))
		return false;
	while ((offset = dwarf_ranges(&outer, offset, &base, &start, &end)) > 0) {
		if (entry >= start && entry < end)
			return address >= start && address < end;
	}
	return false;
}

/*
 * Where the function starts, as its symbol has it. One without a symbol (a weak function that
 * another one replaced) lies behind some label of the section, which is not its start.
 */
static uint64_t start_of(const struct image *image, uint64_t entry)
{
	const struct symbol *symbol = symbols_at(&image->symbols, entry);

	return symbol && symbol->size ? symbol->address : entry;
}

struct sonde_error *code_name(const struct image *image, const struct func_instance *instance,
			      uint64_t address, char **name, uint64_t *start)
{
	const struct symbols *symbols = &image->symbols;
	const struct symbol *symbol = symbols_at(symbols, address);
	Dwarf_Die outer = instance->outer;
	const char *function = die_name(&outer);
	uint64_t entry = 0;

	func_entry(&outer, &entry);
	if (function && (is_with_entry(instance, address) || !symbol)) {
		_cleanup_full_names_ struct full_names names = {.image = image};

		*start = start_of(image, entry);
		return full_name_of(&names, &outer, DEMANGLE_SHORT, name);
	}
	*start = symbol ? symbol->address : 0;
	if (symbol)
		TRY(demangle(symbols_name(symbols, symbol), DEMANGLE_FULL, name));
	if (symbol && *name)
		return NULL;
	return sonde_strdup(symbol ? symbols_name(symbols, symbol) : "", name);
}
