/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/split_loc.h"

#include <dwarf.h>

#define ADDRESS_SIZE 8
/* Offsets from a base; libdw has no name for it. */
#define LLE_GNU_offset_pair_entry 4
/* What lists can become: several attributes may have one, but not as many as make it endless. */
#define GROWTH_MAX 64

/* One entry, as addresses. */
struct entry {
	uint64_t start;
	uint64_t end;
	bool is_end;
	bool is_base;
};

struct lists {
	const struct split_patching *patching;
	struct bytes bytes;
	/** What pairs of offsets count from. */
	uint64_t base;
};

/* An address of .debug_addr of the image, by its number for the unit. */
static uint64_t read_address(struct lists *lists)
{
	const struct split_joining *joining = lists->patching->joining;
	const struct str *section = &joining->join->sections[JOIN_ADDR];
	const struct span span = {(const unsigned char *)section->data, joining->addr_size};
	const uint64_t number = bytes_uleb(&lists->bytes);
	struct bytes bytes;
	uint64_t address;

	if (number > UINT32_MAX || !lists->patching->skeleton) {
		lists->bytes.failed = true;
		return 0;
	}
	bytes = bytes_of(span, lists->patching->skeleton->addr_base + number * ADDRESS_SIZE);
	address = bytes_number(&bytes, ADDRESS_SIZE);
	lists->bytes.failed |= bytes.failed;
	return address;
}

static struct entry read_entry(struct lists *lists)
{
	const uint64_t kind = bytes_number(&lists->bytes, 1);
	struct entry entry = {0};

	switch (kind) {
	case DW_LLE_GNU_end_of_list_entry:
		entry.is_end = true;
		return entry;
	case DW_LLE_GNU_base_address_selection_entry:
		lists->base = read_address(lists);
		entry.is_base = true;
		return entry;
	case DW_LLE_GNU_start_end_entry:
		entry.start = read_address(lists);
		entry.end = read_address(lists);
		return entry;
	case DW_LLE_GNU_start_length_entry:
		entry.start = read_address(lists);
		entry.end = entry.start + bytes_number(&lists->bytes, 4);
		return entry;
	case LLE_GNU_offset_pair_entry:
		entry.start = lists->base + bytes_number(&lists->bytes, 4);
		entry.end = lists->base + bytes_number(&lists->bytes, 4);
		return entry;
	default:
		lists->bytes.failed = true;
		return entry;
	}
}

static void put_pair(struct str *to, uint64_t first, uint64_t second)
{
	bytes_put_number(to, first, ADDRESS_SIZE);
	bytes_put_number(to, second, ADDRESS_SIZE);
}

/* The expression of an entry; an entry of no code is left out, as two zeros would end the list. */
static void put_entry(struct lists *lists, const struct entry *entry, struct str *to)
{
	const uint64_t size = bytes_number(&lists->bytes, 2);
	const char *expression = (const char *)lists->bytes.next;

	bytes_skip(&lists->bytes, size);
	if (lists->bytes.failed || entry->start >= entry->end)
		return;
	put_pair(to, entry->start, entry->end);
	bytes_put_number(to, size, 2);
	str_append_bytes(to, expression, size);
}

struct sonde_error *split_loc_convert(const struct split_patching *patching, uint64_t *offset)
{
	const struct span span = patching->joining->file->sections[SPLIT_LOC];
	struct str *to = &patching->joining->join->sections[JOIN_LOC];
	const uint64_t new_offset = to->size;
	struct lists lists = {
		.patching = patching,
		.bytes = bytes_of(span, patching->part->starts[SPLIT_LOC] + *offset),
		.base = patching->skeleton ? patching->skeleton->low_pc : 0,
	};

	/* Addresses count from nothing, whatever the unit's own first address is. */
	put_pair(to, UINT64_MAX, 0);
	while (!lists.bytes.failed) {
		const struct entry entry = read_entry(&lists);

		if (entry.is_end)
			break;
		if (!entry.is_base && !lists.bytes.failed)
			put_entry(&lists, &entry, to);
	}
	put_pair(to, 0, 0);
	TRY(str_check(to));
	if (lists.bytes.failed)
		return sonde_error_new(SONDE_ERROR_FORMAT, "a list of locations in it is damaged");
	if (to->size - patching->joining->loc_size > GROWTH_MAX * (span.size + GROWTH_MAX))
		return sonde_error_new(SONDE_ERROR_FORMAT,
				       "its lists of locations are used too often");
	*offset = new_offset;
	return NULL;
}
