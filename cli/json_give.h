/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Steps in building JSON, for those who print it: each fails for lack of memory only.
 */
#ifndef CLI_JSON_GIVE_H
#define CLI_JSON_GIVE_H

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <json-c/json.h>

#include "base/err.h"
#include "cache/entry_filter.h"
#include "cli/json.h"

/** `0x`, the digits, and a NUL. */
#define JSON_ADDRESS_SIZE (2 + 16 + 1)

/**
 * A text of @p size bytes; what is no UTF-8 in it, byte for byte, is U+FFFD, since JSON is UTF-8.
 * NULL without memory.
 */
struct json_object *json_text(const char *text, size_t size);

/** Give @p value to @p object under @p key; NULL is what json-c returns without memory. */
static inline struct sonde_error *give(struct json_object *object, const char *key,
				       struct json_object *value)
{
	if (value && json_object_object_add(object, key, value) == 0)
		return NULL;
	json_object_put(value);
	return &sonde_error_no_memory;
}

/** Leave the key out where there is no text. */
static inline struct sonde_error *give_text(struct json_object *object, const char *key,
					    const char *text)
{
	return text ? give(object, key, json_text(text, strlen(text))) : NULL;
}

/** As a point of a definition; a number of 64 bits is not safe with all readers of JSON. */
static inline void print_address(uint64_t address, char text[JSON_ADDRESS_SIZE])
{
	snprintf(text, JSON_ADDRESS_SIZE, "0x%" PRIx64, address);
}

/** The same under a key. */
static inline struct sonde_error *give_address(struct json_object *object, const char *key,
					       uint64_t address)
{
	char text[JSON_ADDRESS_SIZE];

	print_address(address, text);
	return give_text(object, key, text);
}

/** Add @p value to the list, which takes it over. */
static inline struct sonde_error *append(struct json_object *list, struct json_object **value)
{
	if (json_object_array_add(list, *value) != 0)
		return &sonde_error_no_memory;
	*value = NULL;
	return NULL;
}

/**
 * `filter` and `hidden` of an entry that has a filter, or `filter_damaged`; nothing of one that has
 * none.
 */
struct sonde_error *json_give_filter(struct json_object *object, const struct cache_filter *filter);

#endif /* CLI_JSON_GIVE_H */
