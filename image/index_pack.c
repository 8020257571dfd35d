/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/index_pack.h"

#include <stdlib.h>
#include <string.h>

void index_tables_deinit(struct index_tables *tables)
{
	vec_deinit(&tables->units);
	vec_deinit(&tables->ranges);
	vec_deinit(&tables->names);
	vec_deinit(&tables->files);
	map_deinit_values(&tables->paths);
}

struct sonde_error *index_tables_add_unit(struct index_tables *tables, uint64_t die)
{
	return vec_push(&tables->units, die);
}

/* The unit that was added last. */
static uint32_t last_unit(const struct index_tables *tables)
{
	return (uint32_t)(tables->units.size - 1);
}

struct sonde_error *index_tables_add_range(struct index_tables *tables, uint64_t start,
					   uint64_t end)
{
	return vec_push(&tables->ranges, (struct index_range){
						 .start = start,
						 .end = end,
						 .unit = last_unit(tables),
					 });
}

static struct sonde_error *add_pair(struct index_pairs *pairs, const char *name, uint64_t value)
{
	return vec_push(pairs, (struct index_pair){
				       .name = name,
				       .prefix = str_prefix(name),
				       .value = value,
			       });
}

struct sonde_error *index_tables_add_name(struct index_tables *tables, const char *name,
					  uint64_t die)
{
	return add_pair(&tables->names, name, die);
}

struct sonde_error *index_tables_add_file(struct index_tables *tables, const char *path)
{
	char *known = map_get(&tables->paths, path);

	if (!known) {
		_cleanup_free_ char *copy = NULL;

		TRY(sonde_strdup(path, &copy));
		TRY(map_put(&tables->paths, path, copy));
		known = take_ptr(copy);
	}
	return add_pair(&tables->files, known, last_unit(tables));
}

static int compare_range(const void *a, const void *b)
{
	const struct index_range *x = a, *y = b;

	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	return x->end < y->end ? -1 : x->end > y->end;
}

static int compare_pair(const void *a, const void *b)
{
	const struct index_pair *x = a, *y = b;
	int order;

	if (x->prefix != y->prefix)
		return x->prefix < y->prefix ? -1 : 1;
	order = strcmp(x->name, y->name);
	if (order)
		return order;
	return x->value < y->value ? -1 : x->value > y->value;
}

/* qsort() may not be given NULL. */
#define sort(vec, compare)                                                              \
	do {                                                                            \
		if ((vec)->size)                                                        \
			qsort((vec)->data, (vec)->size, sizeof(*(vec)->data), compare); \
	} while (0)

/* A table under way. */
struct packer {
	bool crosses_units;
	struct str file;
	struct str strings;
	struct index_header header;
};

static void packer_deinit(struct packer *packer)
{
	str_deinit(&packer->file);
	str_deinit(&packer->strings);
}

/* Begin a table at the next multiple of 8. */
static void begin_table(struct packer *packer, enum index_table table)
{
	while (packer->file.size % 8)
		str_append_char(&packer->file, '\0');
	packer->header.tables[table] = (struct index_span){.offset = packer->file.size};
}

static void add_element(struct packer *packer, enum index_table table, const void *element,
			size_t size)
{
	str_append_bytes(&packer->file, element, size);
	packer->header.tables[table].count++;
}

static void add_table(struct packer *packer, enum index_table table, const void *elements,
		      size_t count, size_t size)
{
	begin_table(packer, table);
	if (count)
		str_append_bytes(&packer->file, elements, count * size);
	packer->header.tables[table].count = count;
}

static bool is_same_name(const struct index_pairs *pairs, size_t i)
{
	return i > 0 && pairs->data[i].prefix == pairs->data[i - 1].prefix &&
	       strcmp(pairs->data[i].name, pairs->data[i - 1].name) == 0;
}

/* A DIE is in the list twice where it is called the same in two ways. */
static bool is_repeated(const struct index_pairs *pairs, size_t i)
{
	return is_same_name(pairs, i) && pairs->data[i].value == pairs->data[i - 1].value;
}

/* The sorted pairs as a table of entries. */
static void add_entries(struct packer *packer, const struct index_pairs *pairs,
			enum index_table table)
{
	uint32_t first = 0;

	begin_table(packer, table);
	for (size_t i = 0; i < pairs->size; i++) {
		struct index_entry entry = {(uint32_t)packer->strings.size, first};

		first += !is_repeated(pairs, i);
		if (is_same_name(pairs, i))
			continue;
		str_append_bytes(&packer->strings, pairs->data[i].name,
				 strlen(pairs->data[i].name) + 1);
		add_element(packer, table, &entry, sizeof(entry));
	}
}

/* And what they stand for. */
static void add_values(struct packer *packer, const struct index_pairs *pairs,
		       enum index_table table, size_t size)
{
	begin_table(packer, table);
	for (size_t i = 0; i < pairs->size; i++) {
		const uint64_t wide = pairs->data[i].value;
		const uint32_t narrow = (uint32_t)wide;

		if (!is_repeated(pairs, i))
			add_element(packer, table,
				    size == sizeof(wide) ? (const void *)&wide : &narrow, size);
	}
}

static struct sonde_error *finish(struct packer *packer, const struct image *image,
				  struct index **ret)
{
	struct index_header *header = &packer->header;
	const size_t summed = offsetof(struct index_header, checksum) + sizeof(header->checksum);
	size_t size = packer->file.size;
	char *bytes;

	memcpy(header->magic, INDEX_MAGIC, sizeof(header->magic));
	header->version = INDEX_VERSION;
	header->byte_order = INDEX_BYTE_ORDER;
	header->size = size;
	memcpy(header->build_id, image->build_id.bytes, image->build_id.size);
	header->build_id_size = image->build_id.size;
	header->split_sum = image->split_sum;
	header->crosses_units = packer->crosses_units;
	memcpy(header->section_sizes, image->section_sizes, sizeof(header->section_sizes));
	TRY(str_take(&packer->file, &bytes));
	memcpy(bytes, header, sizeof(*header));
	header->checksum = index_checksum(bytes + summed, size - summed);
	memcpy(bytes, header, sizeof(*header));
	return index_take(image, bytes, size, ret);
}

struct sonde_error *index_tables_pack(struct index_tables *tables, const struct image *image,
				      const struct symbols *symbols, struct index **ret)
{
	_cleanup_(packer_deinit) struct packer packer = {
		.crosses_units = tables->crosses_units,
	};

	sort(&tables->ranges, compare_range);
	sort(&tables->names, compare_pair);
	sort(&tables->files, compare_pair);
	str_append_bytes(&packer.file, (const char *)&packer.header, sizeof(packer.header));
	str_append_char(&packer.strings, '\0');
	add_table(&packer, INDEX_UNITS, tables->units.data, tables->units.size,
		  sizeof(*tables->units.data));
	add_table(&packer, INDEX_RANGES, tables->ranges.data, tables->ranges.size,
		  sizeof(*tables->ranges.data));
	add_entries(&packer, &tables->names, INDEX_NAMES);
	add_values(&packer, &tables->names, INDEX_DIES, sizeof(uint64_t));
	add_entries(&packer, &tables->files, INDEX_FILES);
	add_values(&packer, &tables->files, INDEX_FILE_UNITS, sizeof(uint32_t));
	add_table(&packer, INDEX_SYMBOLS, symbols->sorted, symbols->count,
		  sizeof(*symbols->sorted));
	add_table(&packer, INDEX_SYMBOL_ORDER, symbols->by_name, symbols->count,
		  sizeof(*symbols->by_name));
	TRY(str_check(&packer.strings));
	add_table(&packer, INDEX_STRINGS, packer.strings.data, packer.strings.size, 1);
	TRY(str_check(&packer.file));
	return finish(&packer, image, ret);
}
