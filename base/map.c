/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/map.h"

#include <stdint.h>
#include <string.h>

void map_deinit(struct map *map)
{
	map_for_each(map, entry)
		free(entry->key);
	free(map->slots);
	*map = (struct map)MAP_INIT;
}

/* FNV-1a, 64 bit. */
static uint64_t hash_bytes(const char *bytes, size_t size)
{
	uint64_t hash = 0xcbf29ce484222325u;

	for (size_t i = 0; i < size; i++)
		hash = (hash ^ (unsigned char)bytes[i]) * 0x100000001b3u;
	return hash;
}

/* The slot that holds a key without NULs, or the free one where it belongs. The table is never
 * full. */
static struct map_entry *find_slot_of(const struct map *map, const char *key, size_t size)
{
	size_t mask = map->capacity - 1;

	for (size_t i = hash_bytes(key, size) & mask;; i = (i + 1) & mask) {
		struct map_entry *entry = &map->slots[i];

		if (!entry->key || (strncmp(entry->key, key, size) == 0 && !entry->key[size]))
			return entry;
	}
}

static struct map_entry *find_slot(const struct map *map, const char *key)
{
	return find_slot_of(map, key, strlen(key));
}

void *map_get(const struct map *map, const char *key)
{
	return map->capacity ? find_slot(map, key)->value : NULL;
}

bool map_has(const struct map *map, const char *key)
{
	return map->capacity && find_slot(map, key)->key;
}

bool map_has_bytes(const struct map *map, const char *key, size_t size)
{
	return map->capacity && !memchr(key, '\0', size) && find_slot_of(map, key, size)->key;
}

static struct sonde_error *double_slots(struct map *map)
{
	struct map grown = {.capacity = map->capacity ? map->capacity * 2 : 16, .size = map->size};

	grown.slots = calloc(grown.capacity, sizeof(*grown.slots));
	if (!grown.slots)
		return &sonde_error_no_memory;
	map_for_each(map, entry)
		*find_slot(&grown, entry->key) = *entry;
	free(map->slots);
	*map = grown;
	return NULL;
}

struct sonde_error *map_put(struct map *map, const char *key, void *value)
{
	struct map_entry *entry;

	/* Three quarters full is where linear probing begins to crawl. */
	if ((map->size + 1) * 4 > map->capacity * 3)
		TRY(double_slots(map));
	entry = find_slot(map, key);
	if (!entry->key) {
		TRY(sonde_strdup(key, &entry->key));
		map->size++;
	}
	entry->value = value;
	return NULL;
}

struct sonde_error *map_put_copy(struct map *map, const char *key, const void *value, size_t size)
{
	_cleanup_free_ void *copy = NULL;

	if (value) {
		copy = malloc(size);
		if (!copy)
			return &sonde_error_no_memory;
		memcpy(copy, value, size);
	}
	TRY(map_put(map, key, copy));
	take_ptr(copy);
	return NULL;
}

void map_deinit_values(struct map *map)
{
	map_for_each(map, entry)
		free(entry->value);
	map_deinit(map);
}
