/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "hist/index.h"

#include <string.h>

/* Slots for each row at least: fewer make the way to a free one long. */
#define SPARSENESS 2

void hist_index_deinit(struct hist_index *index)
{
	free(index->slots);
	*index = (struct hist_index)HIST_INDEX_INIT;
}

static uint64_t mix(uint64_t hash, uint64_t number)
{
	hash = (hash ^ number) * UINT64_C(0x9e3779b97f4a7c15);
	return hash ^ (hash >> 32);
}

static uint64_t mix_text(uint64_t hash, const char *text)
{
	for (; text && *text; text++)
		hash = (hash ^ (unsigned char)*text) * UINT64_C(0x100000001b3);
	return mix(hash, 1);
}

/* Of what hist_cell_compare() looks at. */
static uint64_t mix_cell(uint64_t hash, const struct hist_cell *cell)
{
	hash = mix(hash, cell->kind);
	if (cell->kind == HIST_CELL_TEXT)
		return mix_text(hash, cell->text);
	if (cell->kind != HIST_CELL_STACK)
		return mix(mix(hash, cell->low), cell->high);
	vec_for_each(&cell->frames, frame)
		hash = mix_text(hash, *frame);
	return hash;
}

static uint64_t hash_of(const struct hist_row *row)
{
	uint64_t hash = 0;

	vec_for_each(&row->cells, cell)
		hash = mix_cell(hash, cell);
	return hash;
}

struct sonde_error *hist_index_reserve(const struct hist_table *table, struct hist_index *ret)
{
	struct hist_index index = HIST_INDEX_INIT;
	size_t capacity = 16;

	while (capacity / SPARSENESS < table->rows.size) {
		if (__builtin_mul_overflow(capacity, 2, &capacity))
			return &sonde_error_no_memory;
	}
	index.slots = calloc(capacity, sizeof(*index.slots));
	if (!index.slots)
		return &sonde_error_no_memory;
	index.capacity = capacity;
	*ret = index;
	return NULL;
}

size_t *hist_index_slot(const struct hist_index *index, const struct hist_table *table,
			const struct hist_row *row)
{
	size_t at = hash_of(row) & (index->capacity - 1);

	while (index->slots[at] &&
	       hist_row_compare(&table->rows.data[index->slots[at] - 1], row) != 0)
		at = (at + 1) & (index->capacity - 1);
	return &index->slots[at];
}

struct sonde_error *hist_index_make(const struct hist_table *table, struct hist_index *ret)
{
	struct hist_index index = HIST_INDEX_INIT;

	TRY(hist_index_reserve(table, &index));
	for (size_t i = 0; i < table->rows.size; i++) {
		size_t *slot = hist_index_slot(&index, table, &table->rows.data[i]);

		if (!*slot)
			*slot = i + 1;
	}
	*ret = index;
	return NULL;
}

size_t hist_index_find(const struct hist_index *index, const struct hist_table *table,
		       const struct hist_row *row)
{
	return *hist_index_slot(index, table, row) - 1;
}
