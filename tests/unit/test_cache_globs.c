/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cli/cache/globs.h"
#include "tests/unit/check.h"

/* A word, an entry, and whether the word picks it. */
struct row {
	const char *word;
	const char *definition;
	/** NULL for none. */
	const char *line;
	bool picked;
};

static const struct row rows[] = {
	{"vfs_read", "vfs_read", NULL, true},
	{"vfs_read", "vfs_read count", NULL, false},
	{"vfs_*", "vfs_read count", NULL, true},
	{"*", "vfs_read count", NULL, true},
	{"*count", "vfs_read count", NULL, true},
	{"vfs_rea?", "vfs_read", NULL, true},
	{"vfs_rea?", "vfs_read count", NULL, false},
	{"[uv]fs_read", "vfs_read", NULL, true},
	/* As text, though as a glob it is another one. */
	{"f a[0]", "f a[0]", NULL, true},
	{"f a[0]", "f a0", NULL, true},
	{"f a[0]", "f a1", NULL, false},
	/* By meaning. */
	{"vfs_read  count   file", "vfs_read count file", NULL, true},
	{"vfs_read file count", "vfs_read count file", NULL, true},
	{"f a.b", "f a->b", NULL, true},
	{"vfs_read file", "vfs_read count", NULL, false},
	{"vfs_read+0", "vfs_write+0", NULL, false},
	/* By the events. */
	{"probe:vfs_read", "vfs_read count", "p:probe/vfs_read vfs_read+0 count=%dx", true},
	{"probe:*", "vfs_read count", "p:probe/vfs_read vfs_read+0", true},
	{"probe:vfs", "vfs_read count", "p:probe/vfs_read vfs_read+0", false},
	{"*:x", "f", "r4:g/x f", true},
	{"g:x", "f", "p:g/x", true},
	/* A word without a colon is no event's name. */
	{"probe?vfs_read", "vfs_read count", "p:probe/vfs_read vfs_read+0", false},
	/* Lines that are none. */
	{"*:*", "f", "p", false},
	{"*:*", "f", "p:", false},
	{"*:*", "f", "p f:g/x", false},
	{"*:*", "f", "p:x f", false},
	{"*:*", "f", "", false},
	/* Neither a glob that ends nor a definition. */
	{"[", "f", NULL, false},
	{"[", "[", NULL, true},
	{"a=b=c", "a=b=c", NULL, true},
	{"f \\", "f", NULL, false},
};

static void test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		_cleanup_cache_globs_ struct cache_globs globs = VEC_INIT;
		_cleanup_cache_entry_ struct cache_entry entry = {0};

		if (rows[i].line) {
			char *line;

			check_ok(sonde_strdup(rows[i].line, &line));
			check_ok(vec_push(&entry.lines, line));
		}
		check_ok(cache_globs_add(&globs, rows[i].word));
		if (cache_globs_match(&globs, rows[i].definition, &entry) != rows[i].picked)
			fail_msg("'%s' of '%s'", rows[i].word, rows[i].definition);
		assert_true(globs.data[0].has_matched == rows[i].picked);
	}
}

static void test_several(void **state)
{
	_cleanup_cache_globs_ struct cache_globs globs = VEC_INIT;
	const struct cache_entry entry = {0};

	(void)state;
	assert_true(cache_globs_match(&globs, "f", &entry));
	check_ok(cache_globs_add(&globs, "f*"));
	check_ok(cache_globs_add(&globs, "g"));
	check_ok(cache_globs_add(&globs, "*f"));
	assert_true(cache_globs_match(&globs, "f", &entry));
	assert_false(cache_globs_match(&globs, "h", &entry));
	/* All that pick an entry are marked, not the first alone. */
	assert_true(globs.data[0].has_matched);
	assert_false(globs.data[1].has_matched);
	assert_true(globs.data[2].has_matched);
}

static void test_long_name(void **state)
{
	_cleanup_cache_globs_ struct cache_globs globs = VEC_INIT;
	_cleanup_cache_entry_ struct cache_entry entry = {0};
	char text[600], *line;

	(void)state;
	memset(text, 'x', sizeof(text));
	memcpy(text, "p:g/", 4);
	text[sizeof(text) - 1] = '\0';
	check_ok(sonde_strdup(text, &line));
	check_ok(vec_push(&entry.lines, line));
	check_ok(cache_globs_add(&globs, "g:*"));
	assert_false(cache_globs_match(&globs, "f", &entry));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_several),
		cmocka_unit_test(test_long_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
