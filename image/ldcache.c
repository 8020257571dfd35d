/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/ldcache.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/str.h"

#define MAGIC	    "glibc-ld.so.cache1.1"
#define HEADER_SIZE 48
#define ENTRY_SIZE  24

/* Of one entry. */
enum {
	ENTRY_NAME = 4,
	ENTRY_PATH = 8,
	ENTRY_HWCAP = 16,
};

/* The cache, from its magic on: offsets count from there. */
struct cache {
	const unsigned char *bytes;
	size_t size;
	/** Entries that are there. */
	size_t count;
};

void ldcache_paths_deinit(struct ldcache_paths *paths)
{
	vec_for_each(paths, path)
		free(*path);
	vec_deinit(paths);
}

static uint32_t word_at(const struct cache *cache, size_t offset)
{
	uint32_t word;

	memcpy(&word, cache->bytes + offset, sizeof(word));
	return word;
}

/* An older form may be before it, for older loaders. */
static struct sonde_error *find_cache(const void *bytes, size_t size, struct cache *ret)
{
	const unsigned char *start = memmem(bytes, size, MAGIC, strlen(MAGIC));
	struct cache cache = {.bytes = start};

	if (start)
		cache.size = size - (size_t)(start - (const unsigned char *)bytes);
	if (cache.size < HEADER_SIZE)
		return sonde_error_new(SONDE_ERROR_FORMAT, "it is not of a form that is known");
	cache.count = word_at(&cache, strlen(MAGIC));
	if (cache.count > (cache.size - HEADER_SIZE) / ENTRY_SIZE)
		return sonde_error_new(SONDE_ERROR_FORMAT, "it is cut short");
	*ret = cache;
	return NULL;
}

/* The text at an offset; NULL where none ends within the file. */
static const char *text_at(const struct cache *cache, uint32_t offset)
{
	if (offset >= cache->size || !memchr(cache->bytes + offset, 0, cache->size - offset))
		return NULL;
	return (const char *)cache->bytes + offset;
}

static bool is_wanted(const char *library, const char *name)
{
	const size_t size = strlen(name);

	return strncmp(library, name, size) == 0 &&
	       (!library[size] || strncmp(library + size, ".so", 3) == 0);
}

struct sonde_error *ldcache_find(const void *bytes, size_t size, const char *name,
				 struct ldcache_paths *ret)
{
	struct cache cache;

	TRY(find_cache(bytes, size, &cache));
	for (size_t i = 0; i < cache.count; i++) {
		const size_t at = HEADER_SIZE + i * ENTRY_SIZE;
		const char *library = text_at(&cache, word_at(&cache, at + ENTRY_NAME));
		const char *path = text_at(&cache, word_at(&cache, at + ENTRY_PATH));
		_cleanup_free_ char *copy = NULL;

		if (!library || !path || path[0] != '/' || !is_wanted(library, name) ||
		    word_at(&cache, at + ENTRY_HWCAP) || word_at(&cache, at + ENTRY_HWCAP + 4))
			continue;
		TRY(sonde_strdup(path, &copy));
		TRY(vec_push(ret, copy));
		take_ptr(copy);
	}
	return NULL;
}
