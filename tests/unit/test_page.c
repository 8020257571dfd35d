/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/ring_page.h"
#include "tests/unit/tracing_tree.h"

#define HEADER_PAGE                                                 \
	"\tfield: u64 timestamp;\toffset:0;\tsize:8;\tsigned:0;\n"  \
	"\tfield: local_t commit;\toffset:8;\tsize:8;\tsigned:1;\n" \
	"\tfield: int overwrite;\toffset:8;\tsize:1;\tsigned:1;\n"  \
	"\tfield: char data;\toffset:16;\tsize:4080;\tsigned:0;\n"

static const struct page_form form = {
	.size = 4096, .long_size = 8, .is_big_endian = __BYTE_ORDER == __BIG_ENDIAN};

static struct sonde_error *parse(const struct ring_page *made, struct page *ret)
{
	const struct page_form made_form = {.size = made->size,
					    .long_size = made->long_size,
					    .is_big_endian = made->is_big_endian};

	return page_parse(&made_form, made->bytes, made->size, ret);
}

static void test_form(void **state)
{
	static const char *const bad[] = {
		"",
		"field: u64 timestamp;",
		"\tfield: u64 timestamp;\toffset:0;\tsize:8;\tsigned:0;\n",
		/* The data begins elsewhere, is none, is too much. */
		"\tfield: u64 timestamp;\toffset:0;\tsize:8;\n"
		"\tfield: local_t commit;\toffset:8;\tsize:8;\n"
		"\tfield: char data;\toffset:24;\tsize:4080;\n",
		"\tfield: u64 timestamp;\toffset:0;\tsize:8;\n"
		"\tfield: local_t commit;\toffset:8;\tsize:8;\n"
		"\tfield: char data;\toffset:16;\tsize:0;\n",
		"\tfield: u64 timestamp;\toffset:0;\tsize:8;\n"
		"\tfield: local_t commit;\toffset:8;\tsize:8;\n"
		"\tfield: char data;\toffset:16;\tsize:99999999999;\n",
		"\tfield: u64 timestamp;\toffset:0;\tsize:8;\n"
		"\tfield: local_t commit;\toffset:8;\tsize:2;\n"
		"\tfield: char data;\toffset:10;\tsize:4080;\n",
	};
	struct page_form parsed = {0};

	(void)state;
	check_ok(page_form_parse(HEADER_PAGE, &parsed));
	assert_int_equal(parsed.size, 4096);
	assert_int_equal(parsed.long_size, 8);
	assert_int_equal(parsed.is_big_endian, form.is_big_endian);
	check_ok(page_form_parse("\tfield: u64 timestamp;\toffset:0;\tsize:8;\tsigned:0;\n"
				 "\tfield: local_t commit;\toffset:8;\tsize:4;\tsigned:1;\n"
				 "\tfield: char data;\toffset:12;\tsize:65524;\tsigned:0;\n",
				 &parsed));
	assert_int_equal(parsed.size, 65536);
	assert_int_equal(parsed.long_size, 4);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		check_error(page_form_parse(bad[i], &parsed), SONDE_ERROR_FORMAT,
			    "events/header_page has no form");
	assert_int_equal(parsed.size, 65536);
}

static void test_records(void **state)
{
	struct ring_page made = ring_page(4096, 1000);
	_cleanup_page_ struct page page = {0};
	char text[200] = "long";

	(void)state;
	ring_page_add(&made, 0, "abcdefghijkl", 12);
	ring_page_add(&made, 5, text, 200);
	/* Discarded: nobody's. */
	ring_page_head(&made, 29, 1);
	ring_page_word(&made, 8);
	ring_page_word(&made, 0);
	ring_page_time(&made, (uint64_t)1 << 40, false);
	ring_page_add(&made, 7, "x", 1);
	ring_page_time(&made, (uint64_t)1 << 50, true);
	ring_page_add(&made, 3, "yyyy", 4);
	check_ok(parse(&made, &page));
	assert_int_equal(page.records.size, 4);
	assert_int_equal(page.lost, 0);
	assert_int_equal(page.records.data[0].time, 1000);
	assert_int_equal(page.records.data[0].size, 12);
	assert_memory_equal(made.bytes + page.records.data[0].offset, "abcdefghijkl", 12);
	assert_int_equal(page.records.data[1].time, 1005);
	assert_int_equal(page.records.data[1].size, 200);
	assert_string_equal((char *)made.bytes + page.records.data[1].offset, "long");
	assert_int_equal(page.records.data[2].time, 1013 + ((uint64_t)1 << 40));
	assert_int_equal(page.records.data[2].size, 4);
	assert_int_equal(page.records.data[3].time, ((uint64_t)1 << 50) + 3);
}

/* Both byte orders, and both sizes of a long. */
static void test_machines(void **state)
{
	(void)state;
	for (int i = 0; i < 4; i++) {
		struct ring_page made = ring_page_of(i & 1, i & 2 ? 4 : 8, 77);
		_cleanup_page_ struct page page = {0};
		char text[120] = "";

		ring_page_add(&made, 1, "abcd", 4);
		ring_page_add(&made, 2, text, 120);
		ring_page_time(&made, (uint64_t)3 << 27, false);
		ring_page_add(&made, 4, "efgh", 4);
		ring_page_lost(&made, 70000);
		check_ok(parse(&made, &page));
		assert_int_equal(page.records.size, 3);
		assert_int_equal(page.lost, 70000);
		assert_int_equal(page.records.data[1].time, 80);
		assert_int_equal(page.records.data[1].size, 120);
		assert_int_equal(page.records.data[2].time, 84 + ((uint64_t)3 << 27));
		assert_memory_equal(made.bytes + page.records.data[2].offset, "efgh", 4);
	}
}

static void test_lost(void **state)
{
	struct ring_page counted = ring_page(4096, 1);
	struct ring_page unknown = ring_page(4096, 1);
	struct ring_page empty = ring_page(4096, 1);
	_cleanup_page_ struct page page = {0};
	_cleanup_page_ struct page without = {0};
	_cleanup_page_ struct page none = {0};

	(void)state;
	ring_page_add(&counted, 0, "abcd", 4);
	ring_page_lost(&counted, (uint64_t)1 << 33);
	check_ok(parse(&counted, &page));
	assert_int_equal(page.lost, (uint64_t)1 << 33);
	ring_page_add(&unknown, 0, "abcd", 4);
	ring_page_lost(&unknown, UINT64_MAX);
	check_ok(parse(&unknown, &without));
	assert_true(without.lost == PAGE_LOST_UNKNOWN);
	check_ok(parse(&empty, &none));
	assert_int_equal(none.records.size, 0);
	assert_int_equal(none.lost, 0);
}

static void test_hostile(void **state)
{
	static const struct {
		unsigned type;
		uint32_t word;
		const char *why;
	} rows[] = {
		/* Data longer than the page, of no bytes, of less, so long that it comes back. */
		{0, 5000, "an entry is longer than its page"},
		{0, 0, "an entry is longer than its page"},
		{0, 0x80000000, "an entry is longer than its page"},
		{0, 0xffffffff, "an entry is longer than its page"},
		{0, 0xfffffff4, "an entry is longer than its page"},
		{28, 0, "an entry is longer than its page"},
		/* Padding that goes back: to itself, and to what is before it. */
		{29, 0xfffffffc, "an entry is longer than its page"},
		{29, 0xfffffff4, "an entry is longer than its page"},
		{29, 4080, "an entry is longer than its page"},
		{29, 0x7fffffff, "an entry is longer than its page"},
	};
	struct ring_page late = ring_page(4096, 1);
	struct page page = {.lost = 5};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct ring_page made = ring_page(4096, 1);

		ring_page_add(&made, 0, "abcd", 4);
		ring_page_head(&made, rows[i].type, 1);
		ring_page_word(&made, rows[i].word);
		check_error(parse(&made, &page), SONDE_ERROR_FORMAT, rows[i].why);
		assert_int_equal(page.lost, 5);
	}
	check_error(page_parse(&form, late.bytes, 15, &page), SONDE_ERROR_FORMAT, "it has no head");
	check_ok(page_parse(&form, late.bytes, 16, &page));
	/* More than there is; a half entry at the end; a number behind the end. */
	late.used = 4097;
	ring_page_commit(&late, 0);
	check_error(parse(&late, &page), SONDE_ERROR_FORMAT, "it has more than it has room for");
	late.used = 18;
	ring_page_commit(&late, 0);
	check_error(parse(&late, &page), SONDE_ERROR_FORMAT, "there is no room for an entry");
	late = ring_page(28, 1);
	ring_page_add(&late, 0, "abcd", 4);
	ring_page_commit(&late, 3u << 30);
	check_error(parse(&late, &page), SONDE_ERROR_FORMAT,
		    "there is no room for the number of those that were lost");
	page_deinit(&page);
}

/* A page of a kernel, the bytes behind it zero. */
static size_t read_page(const char *name, struct ring_page *made)
{
	_cleanup_free_ char *folder = data_path("trace");
	_cleanup_free_ char *path = path_in(folder, name);
	_cleanup_str_ struct str text = STR_INIT;

	check_ok(file_read(path, RING_PAGE_LIMIT, &text));
	memset(made, 0, sizeof(*made));
	memcpy(made->bytes, str_text(&text), text.size);
	return text.size;
}

/*
 * What kernels have written: a reader that was overrun by 113 (so says per_cpu/cpu1/stats), and a
 * page of 16 kB (buffer_subbuf_size_kb).
 */
static void test_saved(void **state)
{
	struct page_form wide = form;
	_cleanup_page_ struct page page = {0};
	_cleanup_page_ struct page big = {0};
	struct ring_page made;
	size_t size;

	(void)state;
	size = read_page("6.12-amd64-lost.page", &made);
	check_ok(page_parse(&form, made.bytes, size, &page));
	assert_int_equal(page.lost, 113);
	assert_int_equal(page.records.size, 113);
	assert_int_equal(page.records.data[0].time, 6108027795);
	vec_for_each(&page.records, record)
		assert_int_equal(record->size, 32);
	size = read_page("6.12-amd64-16k.page", &made);
	wide.size = 16384;
	check_ok(page_parse(&wide, made.bytes, size, &big));
	assert_int_equal(size, 16384);
	assert_int_equal(big.lost, 0);
	assert_int_equal(big.records.size, 454);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_form),	 cmocka_unit_test(test_records),
		cmocka_unit_test(test_machines), cmocka_unit_test(test_lost),
		cmocka_unit_test(test_hostile),	 cmocka_unit_test(test_saved),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
