/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The loader's cache, put together by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/str.h"
#include "image/ldcache.h"
#include "tests/unit/check.h"

#define HEADER_SIZE 48
#define ENTRY_SIZE  24

struct library {
	const char *name;
	const char *path;
	uint64_t hwcap;
};

static void append_word(struct str *out, uint32_t word)
{
	str_append_bytes(out, (const char *)&word, sizeof(word));
}

static void make_cache(const struct library *libraries, uint32_t count, struct str *out)
{
	_cleanup_str_ struct str texts = STR_INIT;
	const uint32_t start = HEADER_SIZE + count * ENTRY_SIZE;

	str_append(out, "glibc-ld.so.cache1.1");
	append_word(out, count);
	for (int i = 0; i < 6; i++)
		append_word(out, 0);
	for (uint32_t i = 0; i < count; i++) {
		append_word(out, 0x303);
		append_word(out, start + (uint32_t)texts.size);
		str_append_bytes(&texts, libraries[i].name, strlen(libraries[i].name) + 1);
		append_word(out, start + (uint32_t)texts.size);
		str_append_bytes(&texts, libraries[i].path, strlen(libraries[i].path) + 1);
		append_word(out, 0);
		append_word(out, (uint32_t)libraries[i].hwcap);
		append_word(out, (uint32_t)(libraries[i].hwcap >> 32));
	}
	str_append_bytes(out, texts.data, texts.size);
	check_ok(str_check(out));
}

static const struct library libraries[] = {
	{"libc.so.6", "/lib/haswell/libc.so.6", 1ULL << 62},
	{"libc.so.6", "/lib/libc.so.6", 0},
	{"libc.so.6", "/lib32/libc.so.6", 0},
	{"libcap.so.2", "/lib/libcap.so.2", 0},
	{"libc.so", "relative/libc.so", 0},
};

/* What is found, joined by blanks. The bytes are a copy that ends where they do. */
static struct sonde_error *find(const struct str *cache, size_t size, const char *name,
				struct str *out)
{
	_cleanup_ldcache_paths_ struct ldcache_paths paths = VEC_INIT;
	_cleanup_free_ char *copy = malloc(size ? size : 1);

	assert_non_null(copy);
	memcpy(copy, cache->data, size);
	TRY(ldcache_find(copy, size, name, &paths));
	vec_for_each(&paths, path)
		str_appendf(out, "%s ", *path);
	return NULL;
}

static void check_find(const struct str *cache, const char *name, const char *want)
{
	_cleanup_str_ struct str found = STR_INIT;

	check_ok(find(cache, cache->size, name, &found));
	assert_string_equal(str_text(&found), want);
}

static void test_names(void **state)
{
	_cleanup_str_ struct str cache = STR_INIT;

	(void)state;
	make_cache(libraries, 5, &cache);
	check_find(&cache, "libc.so.6", "/lib/libc.so.6 /lib32/libc.so.6 ");
	check_find(&cache, "libc", "/lib/libc.so.6 /lib32/libc.so.6 ");
	check_find(&cache, "libcap", "/lib/libcap.so.2 ");
	check_find(&cache, "libca", "");
	check_find(&cache, "nothing", "");
}

/* Older loaders have their own form before it. */
static void test_older_form_before(void **state)
{
	_cleanup_str_ struct str cache = STR_INIT, both = STR_INIT;

	(void)state;
	make_cache(libraries, 5, &cache);
	str_append(&both, "ld.so-1.7.0");
	append_word(&both, 0);
	str_append_bytes(&both, cache.data, cache.size);
	check_find(&both, "libcap.so.2", "/lib/libcap.so.2 ");
}

static void test_cut_short(void **state)
{
	_cleanup_str_ struct str cache = STR_INIT;

	(void)state;
	make_cache(libraries, 5, &cache);
	for (size_t size = 0; size < cache.size; size++) {
		_cleanup_str_ struct str found = STR_INIT;
		struct sonde_error *error = find(&cache, size, "libcap.so.2", &found);

		if (size < HEADER_SIZE + 5 * ENTRY_SIZE)
			check_error(error, SONDE_ERROR_FORMAT, "it is ");
		else
			check_ok(error);
	}
}

static void test_lies(void **state)
{
	_cleanup_str_ struct str cache = STR_INIT, found = STR_INIT;

	(void)state;
	make_cache(libraries, 5, &cache);
	memset(cache.data + HEADER_SIZE, 0xff, 5 * ENTRY_SIZE);
	check_ok(find(&cache, cache.size, "libc.so.6", &found));
	assert_string_equal(str_text(&found), "");
	memset(cache.data + 20, 0xff, 4);
	check_error(find(&cache, cache.size, "libc.so.6", &found), SONDE_ERROR_FORMAT,
		    "it is cut short");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_older_form_before),
		cmocka_unit_test(test_cut_short),
		cmocka_unit_test(test_lies),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
