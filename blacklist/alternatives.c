/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "blacklist/alternatives.h"

#include <stdlib.h>
#include <string.h>

#include "image/table.h"

/* struct alt_instr: two distances, a capability, two lengths in bytes. */
#define ENTRY_SIZE	   12
#define REPLACEMENT_OFFSET 4
#define LENGTHS_OFFSET	   10
/* On x86-64 the capability grew in 6.3; before 5.11 there was a third length. */
static const struct {
	size_t entry;
	size_t length;
} x86_sizes[] = {{14, 12}, {12, 10}, {13, 10}};

static const struct image_table_name table_name = {"__alt_instructions", "__alt_instructions_end",
						   ".altinstructions"};

/* LDAR, LDARH, LDARB: ARM ARM, "Load/store exclusive" (ordered). */
static bool is_load_acquire(const void *code)
{
	uint32_t word;

	memcpy(&word, code, sizeof(word));
	return (word & 0x3ffffc00) == 0x08dffc00;
}

/* Load/store exclusive and its like, compare and swap and load-acquire among them. */
static bool has_exclusive(const void *code, size_t size)
{
	for (size_t at = 0; at + sizeof(uint32_t) <= size; at += sizeof(uint32_t)) {
		uint32_t word;

		memcpy(&word, (const char *)code + at, sizeof(word));
		if ((word & 0x3f000000) == 0x08000000)
			return true;
	}
	return false;
}

/* By what is replaced and by what. */
static enum alternative_kind kind_of(const struct image *image,
				     const struct alternative *alternative)
{
	struct image_section section;

	if (alternative->size == sizeof(uint32_t) && is_load_acquire(alternative->code))
		return ALTERNATIVE_ACQUIRE;
	if (image_section_at(image, alternative->address, &section) && section.data &&
	    section.size >= alternative->size && has_exclusive(section.data, alternative->size))
		return ALTERNATIVE_SEQUENCE;
	return ALTERNATIVE_OTHER;
}

static struct sonde_error *add_entry(const struct image *image, const struct image_table *table,
				     size_t at, struct alternatives *ret)
{
	const size_t size = table->bytes[at + LENGTHS_OFFSET];
	struct alternative alternative = {
		.address = image_table_target(table, at),
		.size = size,
	};
	struct image_section section;

	/* Without instructions a function of the kernel makes them up. */
	if (size == 0 || table->bytes[at + LENGTHS_OFFSET + 1] != size ||
	    !image_section_at(image, image_table_target(table, at + REPLACEMENT_OFFSET),
			      &section) ||
	    !section.data || section.size < size)
		return NULL;
	alternative.code = section.data;
	alternative.kind = kind_of(image, &alternative);
	return vec_push(ret, alternative);
}

/* Take the entries for ones of this size: then all are about code, and some of it. */
static struct sonde_error *read_x86(const struct image *image, const struct image_table *table,
				    size_t which, struct alternatives *ret, bool *ok)
{
	const size_t entry = x86_sizes[which].entry;
	struct image_section section = {0};

	*ok = table->size % entry == 0;
	for (size_t at = 0; *ok && at < table->size; at += entry) {
		const struct alternative alternative = {
			.address = image_table_target(table, at),
			.size = table->bytes[at + x86_sizes[which].length],
		};

		*ok = alternative.size && image_is_code(image, alternative.address, &section);
		if (*ok)
			TRY(vec_push(ret, alternative));
	}
	return NULL;
}

static int compare(const void *a, const void *b)
{
	const struct alternative *x = a, *y = b;

	return (x->address > y->address) - (x->address < y->address);
}

static void sort(struct alternatives *alternatives)
{
	if (alternatives->size)
		qsort(alternatives->data, alternatives->size, sizeof(*alternatives->data), compare);
}

struct sonde_error *alternatives_read(const struct image *image, struct alternatives *ret)
{
	struct image_table table;
	bool ok = false;

	if (image_table_find(image, &table_name, &table) != IMAGE_TABLE_FOUND)
		return NULL;
	if (image->machine == EM_AARCH64) {
		for (size_t at = 0; at + ENTRY_SIZE <= table.size; at += ENTRY_SIZE)
			TRY(add_entry(image, &table, at, ret));
		sort(ret);
		return NULL;
	}
	for (size_t i = 0; i < sizeof(x86_sizes) / sizeof(x86_sizes[0]) && !ok; i++) {
		ret->size = 0;
		TRY(read_x86(image, &table, i, ret, &ok));
	}
	if (!ok)
		ret->size = 0;
	sort(ret);
	return NULL;
}

/* The first whose address is not less. One entry has less than 256 bytes. */
static size_t lower_bound(const struct alternatives *alternatives, uint64_t address)
{
	size_t low = 0, high = alternatives->size;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;

		if (alternatives->data[middle].address < address)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

bool alternatives_have(const struct alternatives *alternatives, uint64_t address)
{
	const uint64_t from = address > UINT8_MAX ? address - UINT8_MAX : 0;

	for (size_t i = lower_bound(alternatives, from); i < alternatives->size; i++) {
		const struct alternative *one = &alternatives->data[i];

		if (one->address >= address)
			return false;
		if (address - one->address < one->size)
			return true;
	}
	return false;
}

bool alternatives_apply(const struct alternatives *alternatives, unsigned kinds, uint64_t address,
			void *code, size_t size)
{
	const uint64_t from = address > UINT8_MAX ? address - UINT8_MAX : 0;
	bool changed = false;

	for (size_t i = lower_bound(alternatives, from); i < alternatives->size; i++) {
		const struct alternative *one = &alternatives->data[i];
		const uint64_t start = one->address > address ? one->address : address;
		const uint64_t end = one->address + one->size < address + size
					     ? one->address + one->size
					     : address + size;

		if (one->address >= address + size)
			break;
		if (start >= end || !one->code || !(one->kind & kinds))
			continue;
		memcpy((char *)code + (start - address),
		       (const char *)one->code + (start - one->address), end - start);
		changed = true;
	}
	return changed;
}
