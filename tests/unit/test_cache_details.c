/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is kept beside the entries of a cache, and what is made of junk there. */
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include <cmocka.h>

#include "cache/checksum.h"
#include "cache/details.h"
#include "tests/unit/cache_tree.h"

#define LINE_1 "p:probe/f f+0 a=%di w=%si:u32"
#define LINE_2 "p:probe/f f+4 a=%di w=%si:u32"
#define PROBES "#f a w\n" LINE_1 "\n" LINE_2 "\n"
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

/* All there is comes back, and can be copied; sums are as the manual has them. */
static void test_round_trip(void **state)
{
	static const char probes[] = "#f a w\n" LINE_1 "\n" LINE_2 "\n#%sdt_p:n a=arg1\n" LINE_1
				     "\n#f%return .file\nr:probe/f f\n#g:e=\\%sdt_p\\:n\np:g/e f\n";
	static const char details[] = "#f a w\n" SUM
				      "checked 1\nomitted f+8 cannot be probed: a trap.\n"
				      "at f+4 a b.c:10 ns::g(int, long):3\n"
				      "enum w A=0 B=-9223372036854775808 C=5\nenum a "
				      "BIG=18446744073709551615\n" FILTER_LINES
				      "#%sdt_p:n a=arg1\nsum ec48d8ff312dfc61\nat f+0 m.c:1 n\n"
				      "#f%return file\nsum 77e6cd5d296b3ed0\n"
				      "#g:e=%sdt_p:n\nsum e2d9fabc25bd5a6e\n";
	_cleanup_cache_entries_ struct cache_entries entries = VEC_INIT, copies = VEC_INIT;
	_cleanup_str_ struct str out = STR_INIT;

	(void)state;
	check_print(probes, details, details);
	read_entries(probes, details, &entries);
	assert_int_equal(entries.data[0].checksum, CACHE_CHECKSUM_GOOD);
	assert_true(entries.data[0].is_checked);
	assert_int_equal(entries.data[0].sources.size, 2);
	assert_null(entries.data[0].sources.data[0]);
	assert_string_equal(entries.data[0].sources.data[1], "a b.c:10 ns::g(int, long):3");
	assert_int_equal(entries.data[0].enums.data[0].values.names.data[1].value, INT64_MIN);
	assert_string_equal(entries.data[0].filter.text, "w == A && a > 4");
	assert_true(cache_filter_hides(&entries.data[0].filter, "a"));
	assert_false(cache_filter_hides(&entries.data[0].filter, "w"));
	assert_false(cache_filter_is_there(&entries.data[1].filter));
	assert_int_equal(entries.data[1].sources.size, 1);
	assert_false(entries.data[2].is_checked);
	vec_for_each(&entries, entry) {
		check_ok(vec_push(&copies, (struct cache_entry){0}));
		check_ok(cache_entry_copy(entry, vec_last(&copies)));
	}
	cache_details_print(&copies, &out);
	assert_string_equal(str_text(&out), details);
}

/* One number can be two values: with a sign and without. */
static void test_signs(void **state)
{
	_cleanup_enumeration_ struct enumeration minus = {0}, copy = {0}, big = {0};

	(void)state;
	check_ok(enumeration_parse("A=-1 B=2", &minus));
	check_ok(enumeration_parse("A=18446744073709551615 B=2", &big));
	check_ok(enumeration_copy(&minus, &copy));
	assert_true(enumeration_equal(&minus, &copy));
	assert_false(enumeration_equal(&minus, &big));
	/* As printed they are the same. */
	minus.names.data[0].value = 1;
	big.names.data[0].value = 1;
	assert_true(enumeration_equal(&minus, &big));
}

/* perf sorts lines: the entry is the same, and each source stays with its place. */
static void test_sorted_by_perf(void **state)
{
	_cleanup_cache_entries_ struct cache_entries entries = VEC_INIT;

	(void)state;
	read_entries("#g\n#f a w\n" LINE_2 "\n" LINE_1 "\n",
		     "#f a w\n" SUM "at f+0 a.c:1 f\nat f+4 a.c:2 f:1\n#g\n", &entries);
	assert_int_equal(entries.data[0].checksum, CACHE_CHECKSUM_NONE);
	assert_int_equal(entries.data[1].checksum, CACHE_CHECKSUM_GOOD);
	assert_string_equal(entries.data[1].sources.data[0], "a.c:2 f:1");
	assert_string_equal(entries.data[1].sources.data[1], "a.c:1 f");
}

/* What is about other lines says nothing of these, and is not lost before they are back. */
static void test_changed(void **state)
{
	static const char details[] = "#f a w\n" SUM "checked 1\nomitted f+8 is gone.\n";
	_cleanup_cache_entries_ struct cache_entries entries = VEC_INIT;

	(void)state;
	read_entries("#f a w\n" LINE_1 "\n", details, &entries);
	assert_int_equal(entries.data[0].checksum, CACHE_CHECKSUM_BAD);
	assert_false(entries.data[0].is_checked);
	assert_int_equal(entries.data[0].left_out.size, 0);
	check_print("#f a w\n" LINE_1 "\n", details, details);
	check_print("#f a w\n" LINE_1 "\n", "#f a w\nsum 0", "#f a w\nsum 0\n");
}

/* Of lines that another made nothing is known, while they are replaced too. */
static void test_foreign(void **state)
{
	static const char mine[] = "#f a w\nsum 0\nchecked 1\n";
	_cleanup_cache_entries_ struct cache_entries entries = VEC_INIT, dropped = VEC_INIT;
	_cleanup_cache_entries_ struct cache_entries read = VEC_INIT;
	_cleanup_str_ struct str more = STR_INIT, all = STR_INIT;

	(void)state;
	read_entries("#f a w\n" LINE_1 "\n", mine, &entries);
	read_entries("#f a w\n" LINE_1 "\n" LINE_2 "\n#g\n", "", &dropped);
	check_ok(cache_details_print_dropped(&dropped, &entries, &more));
	assert_string_equal(str_text(&more), "#f a w\n" SUM "foreign\n");
	str_appendf(&all, "%s%s", mine, str_text(&more));
	read_entries("#f a w\n" LINE_1 "\n" LINE_2 "\n", str_text(&all), &read);
	assert_int_equal(read.data[0].checksum, CACHE_CHECKSUM_NONE);
	assert_null(read.data[0].stale);
}

/* Whatever a file says, no more is believed of it than what has the right form. */
static void test_hostile(void **state)
{
	static const char *const details[][2] = {
		{"", ""},
		{"#", ""},
		{"#\n", ""},
		{"#f a w", ""},
		{"#f a w\n", ""},
		{"sum 0\n#f a w\nchecked 1\n" SUM, ""},
		{"#none\n" SUM, ""},
		{"#f a w\n" SUM "checked 2\n", "#f a w\n" SUM},
		{"#f a w\n" SUM "checked 1 \nChecked 1\nomitted\n\n=x\n", "#f a w\n" SUM},
		{"#f a w\n" SUM "at f+9 a.c:1\nat f+0\nat f+0 \nat \nat", "#f a w\n" SUM},
		{"#f a w\n" SUM "at f+0 a.c:1\nat f+0 b.c:1\n", "#f a w\n" SUM "at f+0 b.c:1\n"},
		{"#f a w\n" SUM "enum w\nenum \nenum w \nenum w =1\nenum w A\nenum w A=\n",
		 "#f a w\n" SUM},
		{"#f a w\n" SUM "enum w A=18446744073709551616\nenum w A=-9223372036854775809\n",
		 "#f a w\n" SUM},
		{"#f a w\n" SUM "enum w A=1  B=2\nenum w A=1 \nenum w A=1x\nenum w A=+1\n",
		 "#f a w\n" SUM},
		{"#f a w\n" SUM "omitted \x1b[31m\nomitted a\tb\nat f+0 a\x7f.c:1\n",
		 "#f a w\n" SUM},
		{"#f a w\n" SUM "#f a w\nsum 0\n#f a w\n" SUM "checked 1\n", "#f a w\n" SUM},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(details) / sizeof(*details); i++)
		check_print("#f a w\n" LINE_1 "\n" LINE_2 "\n", details[i][0], details[i][1]);
	check_print("", "#f a w\n" SUM, "");
}

/* A NUL ends nothing but its line. */
static void test_nul(void **state)
{
	static const char text[] = "#f a w\n" SUM "omitted a\0b\n\0\nchecked 1\n";
	_cleanup_cache_entries_ struct cache_entries entries = VEC_INIT;

	(void)state;
	check_ok(cache_format_parse(PROBES, strlen(PROBES), "probes", &entries));
	check_ok(cache_details_apply(text, sizeof(text) - 1, &entries));
	assert_true(entries.data[0].is_checked);
}

/* Sections in any order, of more entries than could be looked through for each of them. */
static void test_reversed(void **state)
{
	enum {
		COUNT = 50000
	};
	_cleanup_cache_entries_ struct cache_entries entries = VEC_INIT, reversed = VEC_INIT;
	_cleanup_str_ struct str probes = STR_INIT, text = STR_INIT;

	(void)state;
	for (size_t i = 0; i < COUNT; i++)
		str_appendf(&probes, "#f%zu\np:probe/f f%zu\n", i, i);
	check_ok(cache_format_parse(str_text(&probes), probes.size, "probes", &entries));
	for (size_t i = COUNT; i-- > 0;) {
		struct cache_entry *entry = &entries.data[i];

		entry->checksum = CACHE_CHECKSUM_GOOD;
		check_ok(vec_push(&reversed, *entry));
	}
	cache_details_print(&reversed, &text);
	vec_for_each(&entries, entry)
		entry->checksum = CACHE_CHECKSUM_NONE;
	check_ok(cache_details_apply(str_text(&text), text.size, &entries));
	vec_for_each(&entries, entry)
		assert_int_equal(entry->checksum, CACHE_CHECKSUM_GOOD);
	/* The entries are those of the other list. */
	vec_deinit(&reversed);
}

/* As many sections of an entry as it has lines: its sum is made once. */
static void test_many_sections(void **state)
{
	enum {
		COUNT = 40000
	};
	_cleanup_cache_entries_ struct cache_entries entries = VEC_INIT;
	_cleanup_str_ struct str probes = STR_INIT, text = STR_INIT;
	const clock_t start = clock();

	(void)state;
	str_append(&probes, "#f\n");
	for (size_t i = 0; i < COUNT; i++)
		str_appendf(&probes, "p:probe/f f+%zu\n", i);
	check_ok(cache_format_parse(str_text(&probes), probes.size, "probes", &entries));
	for (size_t i = 0; i < COUNT; i++)
		str_append(&text, "#f\nsum 0\n");
	str_appendf(&text, "#f\nsum %016" PRIx64 "\nchecked 1\n", cache_checksum(&entries.data[0]));
	check_ok(cache_details_apply(str_text(&text), text.size, &entries));
	assert_int_equal(entries.data[0].checksum, CACHE_CHECKSUM_GOOD);
	assert_true(entries.data[0].is_checked);
	assert_null(entries.data[0].stale);
	/* It takes a tenth of a second; a sum for each took a minute. */
	assert_true(clock() - start < 10 * CLOCKS_PER_SEC);
}

/* Put an entry of which the image was asked. */
static void put_checked(const char *root, const char *definition, const char *line,
			const char *left_out)
{
	_cleanup_cache_key_ struct cache_key key = {0};
	_cleanup_cache_entry_ struct cache_entry entry = {.is_checked = true};
	char *copy = strdup(line);

	check_ok(cache_key_init(root, TARGET, BUILD_ID, &key));
	entry.definition = strdup(definition);
	check_ok(vec_push(&entry.lines, copy));
	if (left_out)
		check_ok(cache_entry_leave_out(&entry, left_out));
	check_ok(cache_apply(root,
			     &(struct cache_change){.key = &key, .meta = META, .entry = &entry}, 1,
			     NULL, NULL));
}

/* Check what comes back of an entry: whether it is as stored, whether checked, what left out. */
static void check_entry(const char *root, const char *definition, enum cache_checksum checksum,
			bool is_checked, const char *left_out)
{
	_cleanup_cache_entries_ struct cache_entries entries = VEC_INIT;

	check_ok(cache_load(root, BUILD_ID, &entries));
	vec_for_each(&entries, entry) {
		if (strcmp(entry->definition, definition) != 0)
			continue;
		assert_int_equal(entry->checksum, checksum);
		assert_int_equal(entry->is_checked, is_checked);
		assert_int_equal(entry->left_out.size, left_out != NULL);
		if (left_out)
			assert_string_equal(entry->left_out.data[0], left_out);
		return;
	}
	fail_msg("%s is not there", definition);
}

/* They are kept for all that sonde stores, and stay when others are put beside them. */
static void test_stored(void **state)
{
	check_ok(put(*state, "f", "p:probe/f f"));
	check_entry(*state, "f", CACHE_CHECKSUM_GOOD, false, NULL);
	put_checked(*state, "g", "p:probe/g g", "g+4 cannot be probed: a trap.");
	put_checked(*state, "h", "p:probe/h h", NULL);
	check_ok(put(*state, "i", "p:probe/i i"));
	check_entry(*state, "f", CACHE_CHECKSUM_GOOD, false, NULL);
	check_entry(*state, "g", CACHE_CHECKSUM_GOOD, true, "g+4 cannot be probed: a trap.");
	check_entry(*state, "h", CACHE_CHECKSUM_GOOD, true, NULL);
	check_entry(*state, "i", CACHE_CHECKSUM_GOOD, false, NULL);
	/* Who asks no image forgets what it said. */
	check_ok(put(*state, "g", "p:probe/g g"));
	check_entry(*state, "g", CACHE_CHECKSUM_GOOD, false, NULL);
}

/* They hold for the lines that they are of, whoever writes the file in between. */
static void test_stale(void **state)
{
	put_checked(*state, "g", "p:probe/g g", "g+4 cannot be probed.");
	write_below(*state, HOME_OF_ID "/probes", "#g\np:probe/g g+4\n#h\np:probe/h h\n");
	check_entry(*state, "g", CACHE_CHECKSUM_BAD, false, NULL);
	check_entry(*state, "h", CACHE_CHECKSUM_NONE, false, NULL);
	check_ok(put(*state, "i", "p:probe/i i"));
	check_entry(*state, "g", CACHE_CHECKSUM_BAD, false, NULL);
	check_entry(*state, "h", CACHE_CHECKSUM_NONE, false, NULL);
	write_below(*state, HOME_OF_ID "/probes", "#g\np:probe/g g\n");
	check_entry(*state, "g", CACHE_CHECKSUM_GOOD, true, "g+4 cannot be probed.");
}

/* A section that is damaged is written again whole, and the next one below it. */
static void test_stale_bytes(void **state)
{
	static const char probes[] = "#g\np:probe/g g\n#h\np:probe/h h\n";
	static const char details[] = "#g\nsum 1\n\0a\n#h\nsum 2\nb";
	_cleanup_cache_entries_ struct cache_entries entries = VEC_INIT;
	_cleanup_str_ struct str out = STR_INIT;

	(void)state;
	check_ok(cache_format_parse(probes, strlen(probes), "f", &entries));
	check_ok(cache_details_apply(details, sizeof(details) - 1, &entries));
	cache_details_print(&entries, &out);
	assert_string_equal(str_text(&out), "#g\nsum 1\n?a\n#h\nsum 2\nb\n");
}

/* Any line of an entry will do. */
static bool is_last(const char *line, void *calls)
{
	++*(size_t *)calls;
	return strcmp(line, "p:probe/f_1 f+39999 a=%di") == 0;
}

/* Of a large build the entries are read of which a line is wanted, whole and with their details. */
static void test_lines(void **state)
{
	_cleanup_cache_entries_ struct cache_entries entries = VEC_INIT, none = VEC_INIT;
	_cleanup_str_ struct str text = STR_INIT;
	size_t calls = 0;

	put_checked(*state, "f39999 a", "p:probe/f f a=%di", NULL);
	str_append(&text, "#nothing\n");
	for (int i = 0; i < 40000; i++)
		str_appendf(&text, "#f%d a\np:probe/f f+0 a=%%di\np:probe/f_1 f+%d a=%%di\n", i, i);
	str_append(&text, "#empty\n");
	check_ok(str_check(&text));
	write_below(*state, HOME_OF_ID "/probes", str_text(&text));
	check_ok(cache_load_lines(*state, BUILD_ID, is_last, &calls, &entries));
	assert_int_equal(calls, 80000);
	assert_int_equal(entries.size, 1);
	assert_string_equal(entries.data->definition, "f39999 a");
	assert_int_equal(entries.data->lines.size, 2);
	assert_string_equal(entries.data->lines.data[0], "p:probe/f f+0 a=%di");
	assert_int_equal(entries.data->checksum, CACHE_CHECKSUM_BAD);
	write_below(*state, HOME_OF_ID "/probes", "#g\np:probe/f_1 f\n");
	check_ok(cache_load_lines(*state, BUILD_ID, is_last, &calls, &none));
	assert_int_equal(none.size, 0);
	check_error(cache_load_lines(*state, OTHER_ID, is_last, &calls, &none),
		    SONDE_ERROR_NOT_FOUND, "No probes are cached");
}

static void test_checksum(void **state)
{
	static const char *const others[] = {
		"#f a w\n" LINE_1 "\n" LINE_1 "\n",
		"#f a w\n" LINE_1 "\n",
		"#f a w\n",
		"#f a\n" LINE_1 "\n" LINE_2 "\n",
		"#f a w\np:probe/f f+0 a=%di w=%si:x32\np:probe/f f+4 a=%di w=%si:u32\n",
		"#f a w\np:probe/f f+0 a=%si w=%di:u32\np:probe/f f+4 a=%di w=%si:u32\n",
	};
	_cleanup_cache_entries_ struct cache_entries entries = VEC_INIT;

	(void)state;
	check_ok(cache_format_parse(PROBES, strlen(PROBES), "probes", &entries));
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++) {
		_cleanup_cache_entries_ struct cache_entries other = VEC_INIT;

		check_ok(cache_format_parse(others[i], strlen(others[i]), "probes", &other));
		assert_true(cache_checksum(other.data) != cache_checksum(entries.data));
	}
}

#define WITH_DIRECTORY(test) cmocka_unit_test_setup_teardown(test, make_directory, remove_directory)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round_trip),    cmocka_unit_test(test_sorted_by_perf),
		cmocka_unit_test(test_changed),	      cmocka_unit_test(test_hostile),
		cmocka_unit_test(test_nul),	      cmocka_unit_test(test_reversed),
		cmocka_unit_test(test_many_sections), cmocka_unit_test(test_signs),
		WITH_DIRECTORY(test_stored),	      WITH_DIRECTORY(test_stale),
		cmocka_unit_test(test_stale_bytes),   cmocka_unit_test(test_checksum),
		cmocka_unit_test(test_foreign),	      WITH_DIRECTORY(test_lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
