/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Filters that are kept with the entries of a cache. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cache/details.h"
#include "tests/unit/cache_tree.h"

#define LINE_1 "p:probe/f f+0 a=%di w=%si:u32"
#define LINE_2 "p:probe/f f+4 a=%di w=%si:u32"
#define SUM    "sum 0fe71b4951cab777\n"
/* Of "f a w"; see cache/checksum.h. */
#define FILTER_SUM   "filter 1cc3363c8805733e "
#define FILTER_LINES FILTER_SUM "w == A && a > 4\nhidden a\n"

/* Entries of a text in the form of `probes`, with these details. */
static void read_entries(const char *probes, const char *details, struct cache_entries *ret)
{
	check_ok(cache_format_parse(probes, strlen(probes), "probes", ret));
	check_ok(cache_details_apply(details, strlen(details), ret));
}

static void check_print(const char *probes, const char *details, const char *expected)
{
	_cleanup_cache_entries_ struct cache_entries entries = VEC_INIT;
	_cleanup_str_ struct str out = STR_INIT;

	read_entries(probes, details, &entries);
	cache_details_print(&entries, &out);
	assert_string_equal(str_text(&out), expected);
}

/* A filter that is not as it was stored must not pass for another one, and not for none. */
static void test_filter_damaged(void **state)
{
	static const char *const filters[] = {
		"filter 0 w == A && a > 4\nhidden a\n",
		FILTER_SUM "w == A && a > 5\nhidden a\n",
		FILTER_SUM "w == A && a > 4\n",
		FILTER_SUM "w == A && a > 4\nhidden w\n",
		FILTER_SUM "w == A && a > 4\nhidden a\nhidden w\n",
		FILTER_LINES FILTER_LINES,
		FILTER_SUM "w == A &&\ta > 4\nhidden a\n",
		FILTER_SUM "w == A && a > 4\nhidden \x1b[1ma\n",
		"hidden a\n",
		"hidden a\n" FILTER_SUM "w == A && a > 4\n",
		FILTER_SUM "\n",
		"filter \n",
		"filter -\n",
	};
	static const char probes[] = "#f a w\n" LINE_1 "\n" LINE_2 "\n";

	(void)state;
	for (size_t i = 0; i < sizeof(filters) / sizeof(*filters); i++) {
		_cleanup_cache_entries_ struct cache_entries entries = VEC_INIT;
		_cleanup_str_ struct str details = STR_INIT;

		str_appendf(&details, "#f a w\n" SUM "%s", filters[i]);
		read_entries(probes, str_text(&details), &entries);
		assert_true(entries.data[0].filter.is_damaged);
		assert_null(entries.data[0].filter.text);
		assert_int_equal(entries.data[0].filter.hidden.size, 0);
		check_print(probes, str_text(&details), "#f a w\n" SUM "filter -\n");
	}
}

/* What is said of other lines says nothing of these, but that there was a filter. */
static void test_filter_stale(void **state)
{
	static const char details[] = "#f a w\n" SUM FILTER_LINES;
	_cleanup_cache_entries_ struct cache_entries entries = VEC_INIT, back = VEC_INIT;

	(void)state;
	read_entries("#f a w\n" LINE_1 "\n", details, &entries);
	assert_true(entries.data[0].filter.is_damaged);
	check_print("#f a w\n" LINE_1 "\n", details, details);
	/* Two sections are there while a writer replaces the lines. */
	read_entries("#f a w\n" LINE_1 "\n" LINE_2 "\n",
		     "#f a w\nsum 0\nfilter 0 x\n#f a w\n" SUM FILTER_LINES, &back);
	assert_string_equal(back.data[0].filter.text, "w == A && a > 4");
}

static void test_filter_equal(void **state)
{
	_cleanup_cache_filter_ struct cache_filter a = {0}, b = {0};

	(void)state;
	assert_true(cache_filter_equal(&a, &b));
	check_ok(sonde_strdup("x > 1", &a.text));
	assert_false(cache_filter_equal(&a, &b));
	check_ok(cache_filter_hide(&a, "x"));
	check_ok(cache_filter_hide(&a, "y"));
	check_ok(cache_filter_copy(&a, &b));
	assert_true(cache_filter_equal(&a, &b));
	b.hidden.size--;
	assert_false(cache_filter_equal(&a, &b));
	b.hidden.size++;
	assert_int_equal(cache_filter_checksum(&a, "f"), cache_filter_checksum(&b, "f"));
	assert_int_not_equal(cache_filter_checksum(&a, "f"), cache_filter_checksum(&b, "g"));
	cache_filter_damage(&b);
	assert_false(cache_filter_equal(&b, &b));
}

/* What a line cannot hold is not kept. */
static void test_filter_check(void **state)
{
	static const char *const texts[] = {"", "a\n", "a == \"\x1b\"", "\xff", "a\tb"};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		_cleanup_cache_filter_ struct cache_filter filter = {0};

		check_ok(sonde_strdup(texts[i], &filter.text));
		check_error(cache_filter_check(&filter), SONDE_ERROR_FORMAT, "filter");
	}
}

/* Put it with a filter, or without one. */
static void put_filtered(const char *root, const char *filter, bool keeps)
{
	_cleanup_cache_key_ struct cache_key key = {0};
	_cleanup_cache_entry_ struct cache_entry entry = {0};
	char *line = strdup("p:probe/g g");

	check_ok(cache_key_init(root, TARGET, BUILD_ID, &key));
	entry.definition = strdup("g");
	check_ok(vec_push(&entry.lines, line));
	check_ok(sonde_strdup(filter, &entry.filter.text));
	check_ok(cache_apply(
		root,
		&(struct cache_change){
			.key = &key, .meta = META, .entry = &entry, .keeps_filter = keeps},
		1, NULL, NULL));
}

static void check_filter(const char *root, bool is_bare, const char *filter)
{
	_cleanup_cache_entries_ struct cache_entries entries = VEC_INIT;
	const struct cache_entry *found = NULL;

	check_ok(is_bare ? cache_load_bare(root, BUILD_ID, &entries)
			 : cache_load(root, BUILD_ID, &entries));
	vec_for_each(&entries, entry) {
		if (strcmp(entry->definition, "g") == 0)
			found = entry;
	}
	assert_non_null(found);
	if (filter)
		assert_string_equal(found->filter.text, filter);
	else
		assert_null(found->filter.text);
}

/* It stays when the entry is made anew by somebody who says nothing of it, and goes otherwise. */
static void test_filter_kept(void **state)
{
	check_ok(put(*state, "f", "p:probe/f f"));
	put_filtered(*state, "a > 1", false);
	check_filter(*state, false, "a > 1");
	check_filter(*state, true, "a > 1");
	check_ok(put(*state, "h", "p:probe/h h"));
	check_filter(*state, true, "a > 1");
	put_filtered(*state, NULL, true);
	check_filter(*state, false, "a > 1");
	put_filtered(*state, "a > 2", true);
	check_filter(*state, false, "a > 2");
	put_filtered(*state, NULL, false);
	check_filter(*state, false, NULL);
	check_filter(*state, true, NULL);
}

#define WITH_DIRECTORY(test) cmocka_unit_test_setup_teardown(test, make_directory, remove_directory)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_filter_damaged), cmocka_unit_test(test_filter_stale),
		cmocka_unit_test(test_filter_equal),   cmocka_unit_test(test_filter_check),
		WITH_DIRECTORY(test_filter_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
