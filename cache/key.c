/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cache/key.h"

#include <ctype.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "cache/index_file.h"
#include "cache/lock.h"

static const char link_prefix[] = "../../";

struct sonde_error *cache_default_root(char **ret)
{
	_cleanup_str_ struct str root = STR_INIT;
	const char *home = getenv("HOME");

	if (!home || home[0] != '/')
		return sonde_error_hint(
			sonde_error_new(SONDE_ERROR_USAGE,
					"The cache directory is not known: HOME is %s.",
					home ? "not an absolute path" : "not set"),
			"Name the directory with --buildid-dir DIR.");
	str_appendf(&root, "%s/.debug", home);
	return str_take(&root, ret);
}

static bool has_control(const char *text)
{
	for (const char *at = text; *at; at++) {
		if (iscntrl((unsigned char)*at))
			return true;
	}
	return false;
}

/* Whether no component of the path after its first slash is empty, "." or "..". */
static bool is_plain_path(const char *path)
{
	const char *at = path;

	while (*at == '/') {
		size_t size = strcspn(++at, "/");

		if (size == 0 || (size == 1 && at[0] == '.') ||
		    (size == 2 && at[0] == '.' && at[1] == '.'))
			return false;
		at += size;
	}
	return true;
}

/* Whether this is one component in brackets, as perf calls what is no file. */
static bool is_bracketed(const char *target)
{
	size_t size = strlen(target);

	return size > 2 && target[0] == '[' && target[size - 1] == ']' && !strchr(target, '/');
}

/* The root itself has files that are no target's, and one directory for each name in brackets. */
static struct sonde_error *check_first(const char *path)
{
	static const struct {
		const char *name;
		const char *what;
	} reserved[] = {
		{CACHE_LINKS, "the links of the cache lie there"},
		{CACHE_INDEXES, "the indexes of images lie there"},
		{CACHE_LOCK_NAME, "that is the lock of the cache"},
	};
	_cleanup_free_ char *first = NULL;

	TRY(sonde_strndup(path, strcspn(path, "/"), &first));
	if (is_bracketed(first))
		return sonde_error_new(
			SONDE_ERROR_USAGE,
			"'/%s' cannot be cached: the cache has %s there, which is no file.", path,
			first);
	for (size_t i = 0; i < sizeof(reserved) / sizeof(*reserved); i++) {
		if (strcmp(first, reserved[i].name) == 0)
			return sonde_error_new(SONDE_ERROR_USAGE, "'/%s' cannot be cached: %s.",
					       path, reserved[i].what);
	}
	return NULL;
}

static struct sonde_error *check_target(const char *target)
{
	if (has_control(target))
		return sonde_error_new(SONDE_ERROR_USAGE,
				       "The name of what is probed has a control character in it.");
	if (strlen(target) >= PATH_MAX)
		return sonde_error_new(SONDE_ERROR_USAGE,
				       "The name of what is probed is too long (%zu bytes).",
				       strlen(target));
	if (is_bracketed(target))
		return NULL;
	if (target[0] != '/')
		return sonde_error_new(
			SONDE_ERROR_USAGE,
			"'%s' cannot be cached: it is neither an absolute path nor a [name].",
			target);
	if (!is_plain_path(target))
		return sonde_error_new(
			SONDE_ERROR_USAGE,
			"'%s' cannot be cached: the path has empty, '.' or '..' parts.", target);
	return check_first(target + 1);
}

static struct sonde_error *copy_build_id(const char *build_id, char **ret)
{
	size_t size = strlen(build_id);
	_cleanup_free_ char *copy = NULL;

	if (strspn(build_id, "0123456789abcdefABCDEF") != size || size % 2)
		return sonde_error_new(
			SONDE_ERROR_USAGE,
			"This is no build id: an even number of hexadecimal digits was expected.");
	if (size < 2 * CACHE_BUILD_ID_MIN || size > 2 * CACHE_BUILD_ID_MAX)
		return sonde_error_new(SONDE_ERROR_USAGE,
				       "'%s' is no build id: these have %d to %d digits.", build_id,
				       2 * CACHE_BUILD_ID_MIN, 2 * CACHE_BUILD_ID_MAX);
	TRY(sonde_strdup(build_id, &copy));
	for (char *at = copy; *at; at++)
		*at = (char)tolower((unsigned char)*at);
	*ret = take_ptr(copy);
	return NULL;
}

static struct sonde_error *copy_root(const char *root, char **ret)
{
	size_t size = strlen(root);

	if (!size || has_control(root))
		return sonde_error_new(SONDE_ERROR_USAGE, "The name of the cache directory is %s.",
				       size ? "one with a control character in it" : "empty");
	while (size > 1 && root[size - 1] == '/')
		size--;
	return sonde_strndup(root, size, ret);
}

struct sonde_error *cache_key_init(const char *root, const char *target, const char *build_id,
				   struct cache_key *ret)
{
	_cleanup_cache_key_ struct cache_key key = {0};

	TRY(check_target(target));
	TRY(copy_root(root, &key.root));
	TRY(copy_build_id(build_id, &key.build_id));
	TRY(sonde_strdup(target, &key.target));
	*ret = key;
	key = (struct cache_key){0};
	return NULL;
}

void cache_key_deinit(struct cache_key *key)
{
	free(key->root);
	free(key->target);
	free(key->build_id);
	*key = (struct cache_key){0};
}

void cache_key_relative(const struct cache_key *key, struct str *out)
{
	str_appendf(out, "%s/%s", key->target + (key->target[0] == '/'), key->build_id);
}

void cache_key_directory(const struct cache_key *key, struct str *out)
{
	str_appendf(out, "%s/", key->root);
	cache_key_relative(key, out);
}

void cache_key_link(const struct cache_key *key, struct str *out)
{
	str_appendf(out, "%s/" CACHE_LINKS "/%.2s/%s", key->root, key->build_id, key->build_id + 2);
}

struct sonde_error *cache_key_parse_link(const char *root, const char *build_id, const char *text,
					 struct cache_key *ret)
{
	_cleanup_free_ char *target = NULL;
	_cleanup_error_ struct sonde_error *reason = NULL;
	const char *slash = strrchr(text, '/');
	const char *start = text + strlen(link_prefix);

	if (strncmp(text, link_prefix, strlen(link_prefix)) != 0 || slash <= start ||
	    strcmp(slash + 1, build_id) != 0)
		return sonde_error_new(SONDE_ERROR_FORMAT,
				       "The link of build id %s does not lead to its directory.",
				       build_id);
	/* Only names in brackets lie directly in the root; all others are paths without their '/'.
	 */
	start -= *start != '[' || memchr(start, '/', (size_t)(slash - start));
	TRY(sonde_strndup(start, (size_t)(slash - start), &target));
	reason = cache_key_init(root, target, build_id, ret);
	if (reason && reason->kind == SONDE_ERROR_NO_MEMORY)
		return take_ptr(reason);
	if (reason)
		return sonde_error_new(SONDE_ERROR_FORMAT, "The link of build id %s is wrong. %s",
				       build_id, reason->message);
	return NULL;
}
