/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The files of a cache: what parses is printed, and the print parses to the same print. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "cache/format.h"
#include "cache/info.h"
#include "cache/key.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void try_probes(const char *bytes, size_t size)
{
	_cleanup_cache_entries_ struct cache_entries first = VEC_INIT, second = VEC_INIT;
	_cleanup_str_ struct str printed = STR_INIT, again = STR_INIT;
	_cleanup_error_ struct sonde_error *error = NULL;

	error = cache_format_parse_bytes(bytes, size, "f", &first);
	if (error) {
		if (error->kind != SONDE_ERROR_FORMAT)
			abort();
		return;
	}
	cache_format_print(&first, &printed);
	if (cache_format_parse(str_text(&printed), "f", &second))
		abort();
	cache_format_print(&second, &again);
	if (first.size != second.size || strcmp(str_text(&printed), str_text(&again)))
		abort();
	vec_for_each(&first, entry) {
		if (cache_entry_check(entry))
			abort();
	}
}

static void try_info(const char *bytes, size_t size)
{
	_cleanup_cache_info_ struct cache_info info = {0};
	_cleanup_error_ struct sonde_error *error = cache_info_parse(bytes, size, "f", &info);

	if (error && error->kind != SONDE_ERROR_FORMAT && error->kind != SONDE_ERROR_UNSUPPORTED)
		abort();
}

/* A link that is taken leads to where the same link would be made. */
static void try_link(const char *text)
{
	_cleanup_cache_key_ struct cache_key key = {0};
	_cleanup_str_ struct str again = STR_INIT;
	_cleanup_error_ struct sonde_error *error = cache_key_parse_link("/c", "abcd", text, &key);

	if (error)
		return;
	str_append(&again, "../../");
	cache_key_relative(&key, &again);
	if (strcmp(str_text(&again), text) || strstr(text + strlen("../../"), "/../"))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_free_ char *text = strndup((const char *)data, size);

	if (!text)
		return 0;
	try_probes((const char *)data, size);
	try_info((const char *)data, size);
	try_link(text);
	return 0;
}
