/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/index.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "base/path.h"
#include "image/index_format.h"

/* Bytes of an element of each table. */
static const size_t element_sizes[INDEX_TABLES] = {
	[INDEX_UNITS] = sizeof(uint64_t),
	[INDEX_RANGES] = sizeof(struct index_range),
	[INDEX_NAMES] = sizeof(struct index_entry),
	[INDEX_DIES] = sizeof(uint64_t),
	[INDEX_FILES] = sizeof(struct index_entry),
	[INDEX_FILE_UNITS] = sizeof(uint32_t),
	[INDEX_SYMBOLS] = sizeof(struct symbol),
	[INDEX_SYMBOL_ORDER] = sizeof(uint32_t),
	[INDEX_STRINGS] = 1,
};

void index_dies_deinit(struct index_dies *dies)
{
	vec_deinit(dies);
}

/* Four independent lanes, so that a processor does them at once; the file is read at every use. */
uint64_t index_checksum(const void *data, size_t size)
{
	const uint64_t factor = 0x9e3779b97f4a7c15U;
	uint64_t lanes[4] = {1, 2, 3, 4}, sum = size;
	const char *bytes = data;
	size_t i = 0;

	for (; size - i >= sizeof(lanes); i += sizeof(lanes)) {
		uint64_t words[4];

		memcpy(words, bytes + i, sizeof(words));
		for (size_t lane = 0; lane < 4; lane++) {
			lanes[lane] = (lanes[lane] ^ words[lane]) * factor;
			lanes[lane] ^= lanes[lane] >> 29;
		}
	}
	for (; i < size; i++)
		sum = (sum ^ (unsigned char)bytes[i]) * factor;
	for (size_t lane = 0; lane < 4; lane++)
		sum = ((sum ^ lanes[lane]) * factor) ^ (sum >> 31);
	return sum;
}

static struct sonde_error *unusable(const char *what)
{
	return sonde_error_new(SONDE_ERROR_FORMAT, "%s.", what);
}

/* Whether the header speaks of a file of this form and this image. */
static struct sonde_error *check_header(const struct image *image,
					const struct index_header *header, size_t size)
{
	if (size < sizeof(*header))
		return unusable("it is cut short");
	if (memcmp(header->magic, INDEX_MAGIC, sizeof(header->magic)) != 0)
		return unusable("it is no index");
	if (header->version != INDEX_VERSION || header->byte_order != INDEX_BYTE_ORDER)
		return unusable("another version of sonde made it");
	if (header->size != size)
		return unusable(header->size > size ? "it is cut short" : "something is behind it");
	if (header->build_id_size != image->build_id.size ||
	    memcmp(header->build_id, image->build_id.bytes, sizeof(header->build_id)) != 0)
		return unusable("it is of another build");
	if (memcmp(header->section_sizes, image->section_sizes, sizeof(image->section_sizes)) != 0)
		return unusable("it is of another file of this build");
	return NULL;
}

/* Whether all tables lie in the file, and every text in STRINGS ends there. */
static struct sonde_error *check_tables(const struct index_header *header)
{
	const struct index_span *strings = &header->tables[INDEX_STRINGS];
	const char *bytes = (const char *)header;

	for (size_t i = 0; i < INDEX_TABLES; i++) {
		const struct index_span *table = &header->tables[i];

		if (table->offset % 8 || table->offset > header->size ||
		    table->count > (header->size - table->offset) / element_sizes[i] ||
		    table->count > UINT32_MAX)
			return unusable("a table ends after the file does");
	}
	if (strings->count == 0 || bytes[strings->offset + strings->count - 1] != '\0')
		return unusable("its strings do not end");
	if (header->tables[INDEX_SYMBOLS].count != header->tables[INDEX_SYMBOL_ORDER].count)
		return unusable("its symbols are not in order");
	return NULL;
}

static struct sonde_error *check(const struct image *image, const struct index *index)
{
	const struct index_header *header = index->header;
	const char *summed = (const char *)&header->checksum + sizeof(header->checksum);

	TRY(check_header(image, header, index->size));
	if (header->checksum !=
	    index_checksum(summed, index->size - (size_t)(summed - (const char *)header)))
		return unusable("it is damaged");
	return check_tables(header);
}

static inline void index_destroyp(struct index **index)
{
	index_destroy(*index);
}

static struct sonde_error *create(const struct image *image, struct index **index,
				  struct index **ret)
{
	TRY(check(image, *index));
	*ret = take_ptr(*index);
	return NULL;
}

struct sonde_error *index_map(const struct image *image, int fd, const char *path,
			      struct index **ret)
{
	_cleanup_(index_destroyp) struct index *index = calloc(1, sizeof(*index));
	struct sonde_error *error;
	struct stat status;
	void *bytes;

	if (!index)
		return &sonde_error_no_memory;
	if (fstat(fd, &status) < 0)
		return sonde_error_os(errno, "Cannot read %s", path);
	if ((size_t)status.st_size < sizeof(struct index_header))
		return sonde_error_new(SONDE_ERROR_FORMAT, "%s cannot be used: it is cut short.",
				       path);
	bytes = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (bytes == MAP_FAILED)
		return sonde_error_os(errno, "Cannot map %s", path);
	index->header = bytes;
	index->size = (size_t)status.st_size;
	error = create(image, &index, ret);
	return error ? sonde_error_prefix(error, "%s cannot be used: ", path) : NULL;
}

struct sonde_error *index_take(const struct image *image, void *bytes, size_t size,
			       struct index **ret)
{
	_cleanup_(index_destroyp) struct index *index = calloc(1, sizeof(*index));

	if (!index) {
		free(bytes);
		return &sonde_error_no_memory;
	}
	*index = (struct index){.header = bytes, .size = size, .is_own = true};
	return create(image, &index, ret);
}

void index_destroy(struct index *index)
{
	if (!index)
		return;
	if (index->is_own)
		free((void *)index->header);
	else if (index->header)
		munmap((void *)index->header, index->size);
	free(index);
}

static const void *table_of(const struct index *index, enum index_table table, size_t *count)
{
	const struct index_span *span = &index->header->tables[table];

	*count = span->count;
	return (const char *)index->header + span->offset;
}

static const char *text_at(const struct index *index, uint32_t position)
{
	size_t size;
	const char *strings = table_of(index, INDEX_STRINGS, &size);

	return position < size ? strings + position : "";
}

/* The DIE of the unit at a position that another table names; false if it is beyond the last. */
static bool unit_at(const struct index *index, uint32_t position, uint64_t *ret)
{
	size_t count;
	const uint64_t *units = table_of(index, INDEX_UNITS, &count);

	if (position >= count)
		return false;
	*ret = units[position];
	return true;
}

/* The name of an entry of NAMES or FILES. */
static const char *entry_name(const struct index *index, enum index_table table, size_t position)
{
	size_t count;
	const struct index_entry *entries = table_of(index, table, &count);

	return text_at(index, entries[position].name);
}

size_t index_name_count(const struct index *index)
{
	return index->header->tables[INDEX_NAMES].count;
}

const char *index_name(const struct index *index, size_t position)
{
	return entry_name(index, INDEX_NAMES, position);
}

size_t index_file_count(const struct index *index)
{
	return index->header->tables[INDEX_FILES].count;
}

const char *index_file(const struct index *index, size_t position)
{
	return entry_name(index, INDEX_FILES, position);
}

/* The part of @p what that belongs to the entry at @p position. */
static void entry_part(const struct index *index, enum index_table table, size_t position,
		       enum index_table what, size_t *first, size_t *end)
{
	size_t count, limit = index->header->tables[what].count;
	const struct index_entry *entries = table_of(index, table, &count);

	*first = entries[position].first;
	*end = position + 1 < count ? entries[position + 1].first : limit;
	if (*end > limit)
		*end = limit;
	if (*first > *end)
		*first = *end;
}

static struct sonde_error *add_dies(const struct index *index, size_t position,
				    struct index_dies *ret)
{
	size_t count, first, end;
	const uint64_t *dies = table_of(index, INDEX_DIES, &count);

	entry_part(index, INDEX_NAMES, position, INDEX_DIES, &first, &end);
	for (size_t i = first; i < end; i++)
		TRY(vec_push(ret, dies[i]));
	return NULL;
}

/* The first position whose name is not less than the `size` first bytes of `name`. */
static size_t lower_bound(const struct index *index, const char *name, size_t size)
{
	size_t low = 0, high = index_name_count(index);

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strncmp(index_name(index, middle), name, size) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

size_t index_first_name(const struct index *index, const char *prefix)
{
	return lower_bound(index, prefix, strlen(prefix));
}

struct sonde_error *index_find_functions(const struct index *index, const char *name, bool is_glob,
					 struct index_dies *ret)
{
	/* A pattern's plain beginning narrows the names down. */
	const size_t size = is_glob ? strcspn(name, "*?[\\") : strlen(name);
	const size_t count = index_name_count(index);

	for (size_t i = lower_bound(index, name, size); i < count; i++) {
		const char *other = index_name(index, i);

		if (strncmp(other, name, size) != 0)
			break;
		if (is_glob ? fnmatch(name, other, 0) == 0 : other[size] == '\0')
			TRY(add_dies(index, i, ret));
	}
	return NULL;
}

static int compare_offset(const void *a, const void *b)
{
	const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

/* Sort, and leave each out but once. */
static void make_unique(struct index_dies *dies)
{
	size_t kept = 0;

	if (dies->size == 0)
		return;
	qsort(dies->data, dies->size, sizeof(*dies->data), compare_offset);
	for (size_t i = 1; i < dies->size; i++) {
		if (dies->data[i] != dies->data[kept])
			dies->data[++kept] = dies->data[i];
	}
	dies->size = kept + 1;
}

struct sonde_error *index_find_file(const struct index *index, const char *tail,
				    struct index_dies *ret)
{
	size_t count;
	const uint32_t *units = table_of(index, INDEX_FILE_UNITS, &count);

	for (size_t i = 0; i < index_file_count(index); i++) {
		size_t first, end;
		uint64_t die;

		if (!path_ends_with(index_file(index, i), tail))
			continue;
		entry_part(index, INDEX_FILES, i, INDEX_FILE_UNITS, &first, &end);
		for (size_t j = first; j < end; j++) {
			if (unit_at(index, units[j], &die))
				TRY(vec_push(ret, die));
		}
	}
	make_unique(ret);
	return NULL;
}

bool index_unit_at(const struct index *index, uint64_t address, uint64_t *ret)
{
	size_t count, low = 0, high;
	const struct index_range *ranges = table_of(index, INDEX_RANGES, &count);

	high = count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (ranges[middle].start <= address)
			low = middle + 1;
		else
			high = middle;
	}
	return low > 0 && address < ranges[low - 1].end &&
	       unit_at(index, ranges[low - 1].unit, ret);
}

bool index_crosses_units(const struct index *index)
{
	return index->header->crosses_units;
}

const struct symbol *index_symbols(const struct index *index, const uint32_t **order, size_t *count)
{
	*order = table_of(index, INDEX_SYMBOL_ORDER, count);
	return table_of(index, INDEX_SYMBOLS, count);
}
