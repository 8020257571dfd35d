/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "blacklist/traced.h"

#include <string.h>

#include "blacklist/areas.h"

void traced_deinit(struct traced *traced)
{
	vec_deinit(&traced->calls);
}

/* Marks of the linker have no size; and a function can have such names besides its own. */
static bool starts_function(const struct image *image, uint64_t address)
{
	const struct symbols *symbols = &image->symbols;
	uint64_t end;
	const struct symbol *symbol = symbols_stretch(symbols, address, &end);

	for (; symbol && symbol < symbols->sorted + symbols->count; symbol++) {
		if (symbol->address != address)
			break;
		if (symbol->size)
			return true;
	}
	return false;
}

/* Whether the instruction is one that indirect calls lead to: BTI C, or PACIASP which is as good.
 */
static bool is_landing_pad(const struct image *image, uint64_t address)
{
	struct image_section section;
	uint32_t word;

	if (!image_section_at(image, address, &section) || !section.data ||
	    section.size < sizeof(word))
		return false;
	memcpy(&word, section.data, sizeof(word));
	return word == 0xd503245f || word == 0xd503233f;
}

/*
 * Where the call of the tracer is, as ftrace_call_adjust() of arch/arm64/kernel/ftrace.c has it:
 * the table has the first of the instructions for it, which since 6.4 can lie before the function,
 * and the call is the second one in it.
 */
static uint64_t call_of_entry(const struct image *image, uint64_t address)
{
	if (image->machine != EM_AARCH64)
		return address;
	if (!starts_function(image, address) && starts_function(image, address + 8)) {
		address += 8;
		if (is_landing_pad(image, address))
			address += 4;
	}
	return address + 4;
}

/* Of what a kernel frees after boot, its tracer knows nothing any more. */
static void drop_freed(const struct image *image, struct image_addresses *calls)
{
	const struct areas_text text = areas_text_of(image);
	size_t kept = 0;

	for (size_t i = 0; i < calls->size; i++) {
		if (areas_text_has(&text, calls->data[i]))
			calls->data[kept++] = calls->data[i];
	}
	calls->size = kept;
}

/* The linker's table of a kernel; of a module one of two, as the compiler was told. */
struct sonde_error *traced_read(const struct image *image, struct traced *ret)
{
	static const struct image_table_name names[] = {
		{"__start_mcount_loc", "__stop_mcount_loc", "__mcount_loc"},
		{NULL, NULL, "__patchable_function_entries"},
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct image_table table;
		const enum image_table_state state = image_table_find(image, &names[i], &table);

		ret->is_unreadable |= state == IMAGE_TABLE_UNREADABLE;
		if (state != IMAGE_TABLE_FOUND || table.size == 0)
			continue;
		ret->has_table = true;
		TRY(image_table_addresses(image, &table, &ret->calls));
		ret->is_unreadable |= ret->calls.size == 0;
	}
	vec_for_each(&ret->calls, address)
		*address = call_of_entry(image, *address);
	drop_freed(image, &ret->calls);
	image_addresses_sort(&ret->calls);
	return NULL;
}

bool traced_has_function(const struct traced *traced, const struct image *image, uint64_t address)
{
	uint64_t end;
	const struct symbol *symbol = symbols_stretch(&image->symbols, address, &end);

	return symbol && image_addresses_have(&traced->calls, symbol->address, end);
}
