/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * A hash table from strings to pointers. It copies its keys; the values belong to the user.
 */
#ifndef BASE_MAP_H
#define BASE_MAP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/cleanup.h"
#include "base/err.h"

struct map_entry {
	/** Owned by the map; NULL in a free slot. */
	char *key;
	void *value;
};

struct map {
	struct map_entry *slots;
	/** Slots there are: 0 or a power of two. */
	size_t capacity;
	/** Slots in use. */
	size_t size;
};

/** An empty map. */
#define MAP_INIT  \
	{         \
		0 \
	}

/** Free the keys and the table, not the values; the map is empty afterwards. */
void map_deinit(struct map *map);

/** A `struct map` that is released at the end of its scope. */
#define _cleanup_map_ _cleanup_(map_deinit)

/** The value stored for @p key, or NULL. */
void *map_get(const struct map *map, const char *key);

/** Whether @p key is in the map, whatever its value. */
bool map_has(const struct map *map, const char *key);

/** Whether a key of these @p size bytes is in the map. */
bool map_has_bytes(const struct map *map, const char *key, size_t size);

/** Store @p value for @p key, replacing what was stored before. */
struct sonde_error *map_put(struct map *map, const char *key, void *value);

/**
 * Store a copy of @p size bytes at @p value, or NULL if that is NULL, as map_put() does. The copy
 * is freed by map_deinit_values() or by the user.
 */
struct sonde_error *map_put_copy(struct map *map, const char *key, const void *value, size_t size);

/** map_deinit() for values that are to be freed as well. */
void map_deinit_values(struct map *map);

/** Run the statement with @p entry pointing to each used slot, in no particular order. */
#define map_for_each(map, entry)                                                 \
	for (struct map_entry *entry = (map)->slots;                             \
	     (map)->capacity && entry < (map)->slots + (map)->capacity; entry++) \
		if (entry->key)

#endif /* BASE_MAP_H */
