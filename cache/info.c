/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cache/info.h"

#include <ctype.h>
#include <json-c/json.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/json_text.h"

/* The file holds one object of plain values. */
#define NESTING_LIMIT 8

static void put_json(struct json_object **object)
{
	json_object_put(*object);
}
#define _cleanup_json_ _cleanup_(put_json)

static void free_tokener(struct json_tokener **tokener)
{
	if (*tokener)
		json_tokener_free(*tokener);
}

void cache_info_deinit(struct cache_info *info)
{
	free(info->release);
	free(info->arch);
	free(info->image);
	free(info->version);
	*info = (struct cache_info){0};
}

/* Hand @value over to the object. */
static struct sonde_error *add(struct json_object *object, const char *key,
			       struct json_object *value)
{
	if (!value || json_object_object_add(object, key, value) < 0) {
		json_object_put(value);
		return &sonde_error_no_memory;
	}
	return NULL;
}

static struct sonde_error *add_text(struct json_object *object, const char *key, const char *text)
{
	return text ? add(object, key, json_object_new_string(text)) : NULL;
}

/* What cannot be read back is not written. */
static bool is_path(const char *text, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		if (iscntrl((unsigned char)text[i]))
			return false;
	}
	return text[0] == '/';
}

struct sonde_error *cache_info_print(const struct cache_meta *meta, struct str *out)
{
	_cleanup_json_ struct json_object *object = json_object_new_object();

	if (!object)
		return &sonde_error_no_memory;
	TRY(add(object, "format", json_object_new_int(CACHE_INFO_FORMAT)));
	TRY(add_text(object, "sonde", meta->version));
	TRY(add_text(object, "release", meta->release));
	TRY(add_text(object, "architecture", meta->arch));
	if (meta->image && is_path(meta->image, strlen(meta->image)))
		TRY(add_text(object, "image", meta->image));
	json_text_append(object, true, out);
	return str_check(out);
}

/* These texts are printed, so that they may hold nothing a terminal would act on. */
static bool is_printable(const char *text, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		if (!isprint((unsigned char)text[i]))
			return false;
	}
	return true;
}

static struct sonde_error *get_text(struct json_object *object, const char *key, const char *path,
				    char **ret)
{
	struct json_object *value;

	if (!json_object_object_get_ex(object, key, &value))
		return NULL;
	if (!json_object_is_type(value, json_type_string) ||
	    !is_printable(json_object_get_string(value), (size_t)json_object_get_string_len(value)))
		return sonde_error_new(SONDE_ERROR_FORMAT, "%s: \"%s\" is not a plain text.", path,
				       key);
	return sonde_strdup(json_object_get_string(value), ret);
}

/* A path that cannot be one is none: the entries can be used without. */
static struct sonde_error *get_path(struct json_object *object, const char *key, char **ret)
{
	struct json_object *value;
	const char *text;

	if (!json_object_object_get_ex(object, key, &value) ||
	    !json_object_is_type(value, json_type_string))
		return NULL;
	text = json_object_get_string(value);
	return is_path(text, (size_t)json_object_get_string_len(value)) ? sonde_strdup(text, ret)
									: NULL;
}

static struct sonde_error *check_format(struct json_object *object, const char *path)
{
	struct json_object *value = NULL;
	int64_t format;

	if (!json_object_is_type(object, json_type_object) ||
	    !json_object_object_get_ex(object, "format", &value) ||
	    !json_object_is_type(value, json_type_int) || json_object_get_int64(value) < 1)
		return sonde_error_new(SONDE_ERROR_FORMAT,
				       "%s is not a file of sonde: it has no \"format\".", path);
	format = json_object_get_int64(value);
	if (format > CACHE_INFO_FORMAT)
		return sonde_error_hint(
			sonde_error_new(SONDE_ERROR_UNSUPPORTED,
					"%s has format %lld, which is newer than this sonde.", path,
					(long long)format),
			"Use the sonde that made it, or another directory (--buildid-dir DIR).");
	return NULL;
}

/*
 * The tokener counts in int, which the caller has made sure of. The result may be NULL: the
 * JSON text `null`.
 */
static struct sonde_error *parse_once(const char *text, size_t size, const char *path,
				      struct json_object **ret)
{
	_cleanup_(free_tokener) struct json_tokener *tokener = json_tokener_new_ex(NESTING_LIMIT);
	enum json_tokener_error result;
	const char *reason;

	if (!tokener)
		return &sonde_error_no_memory;
	json_tokener_set_flags(tokener, JSON_TOKENER_STRICT);
	*ret = json_tokener_parse_ex(tokener, text, (int)size);
	result = json_tokener_get_error(tokener);
	if (result == json_tokener_success)
		return NULL;
	reason = json_tokener_error_desc(result);
	if (sonde_error_is_short(reason))
		return &sonde_error_no_memory;
	return sonde_error_new(SONDE_ERROR_FORMAT, "%s is no JSON: %s at byte %zu.", path,
			       result == json_tokener_continue ? "it ends too soon" : reason,
			       json_tokener_get_parse_end(tokener) + 1);
}

/*
 * Until version 0.17 json-c leaves out what it finds no memory for: a value, a part of a text or
 * all. Nothing says so but another attempt, and the text is short.
 */
static struct sonde_error *parse_json(const char *text, size_t size, const char *path,
				      struct json_object **ret)
{
	_cleanup_json_ struct json_object *again = NULL;

	TRY(parse_once(text, size, path, ret));
	TRY(parse_once(text, size, path, &again));
	return json_object_equal(*ret, again) ? NULL : &sonde_error_no_memory;
}

struct sonde_error *cache_info_parse(const char *text, size_t size, const char *path,
				     struct cache_info *ret)
{
	_cleanup_cache_info_ struct cache_info info = {0};
	_cleanup_json_ struct json_object *object = NULL;

	if (size > CACHE_INFO_LIMIT || memchr(text, '\0', size))
		return sonde_error_new(SONDE_ERROR_FORMAT, "%s is no JSON: it %s.", path,
				       size > CACHE_INFO_LIMIT ? "is too large" : "has a NUL byte");
	TRY(parse_json(text, size, path, &object));
	TRY(check_format(object, path));
	TRY(get_text(object, "sonde", path, &info.version));
	TRY(get_text(object, "release", path, &info.release));
	TRY(get_text(object, "architecture", path, &info.arch));
	TRY(get_path(object, "image", &info.image));
	*ret = info;
	info = (struct cache_info){0};
	return NULL;
}
