/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Streams of plain files, which have pages of kernels and made-up ones; tests/guest has kernels. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <inttypes.h>
#include <time.h>

#include "tests/unit/stream_tree.h"

/* What the saved pages have, as the kernels' own `trace` has it. */
#define X86_6_12 "ffffffffadc4621f,ffffffffae48f027,ffffffffae60012f u:47b6fd\n"
#define SAVED_6_12                                                                       \
	"2 6579315013 1554 k:ffffffffadc45485," X86_6_12 "2 6583198886 1555 k:" X86_6_12 \
	"2 6583483650 1554 k:ffffffffadc45485," X86_6_12 "2 6583502360 1555 k:" X86_6_12
#define X86_6_1 "ffffffffa814d82b,ffffffffa8803f4d,ffffffffa8a00126 u:47b6fd\n"
#define SAVED_6_1                                                                      \
	"2 4566994896 1392 k:ffffffffa814cc51," X86_6_1 "2 4577094496 1393 k:" X86_6_1 \
	"2 4577418266 1392 k:ffffffffa814cc51," X86_6_1 "2 4577450856 1393 k:" X86_6_1
#define ARM64_6_1                                                                               \
	"ffffbc285c5a1338,ffffbc285c228208,ffffbc285c2282cc,ffffbc285c2283a0,ffffbc285cdad6b8," \
	"ffffbc285cdaeb24,ffffbc285c211548\n"
#define SAVED_ARM64                                       \
	"2 3738338448 1286 k:ffffbc285c5a0710," ARM64_6_1 \
	"2 3741707936 1287 k:ffffbc285c5a127c," ARM64_6_1 \
	"2 3742018048 1286 k:ffffbc285c5a0710," ARM64_6_1 \
	"2 3742049776 1287 k:ffffbc285c5a127c," ARM64_6_1

/* By time over all processors, gaps where they are. */
static void test_order(void **state)
{
	struct ring_page a = ring_page(4096, 100), b = ring_page(4096, 105);
	struct ring_page late = ring_page(4096, 200);
	_cleanup_stream_ struct stream *stream = NULL;

	put_instance(*state);
	add(&a, 0, 1);
	add(&a, 10, 3);
	add(&a, 10, 4);
	add(&b, 0, 2);
	add(&b, 45, 6);
	append_page(*state, 0, &a);
	append_page(*state, 2, &b);
	stream = open_stream(*state);
	check_read(stream, false,
		   "0 100 1500 1\n2 105 1500 2\n0 110 1500 3\n0 120 1500 4\n2 150 1500 6\n");
	check_read(stream, false, "");
	add(&late, 0, 7);
	ring_page_lost(&late, 12);
	append_page(*state, 2, &late);
	late = ring_page(4096, 300);
	add(&late, 0, 8);
	ring_page_lost(&late, UINT64_MAX);
	append_page(*state, 2, &late);
	check_read(stream, false, "2 200 lost 12\n2 200 1500 7\n2 300 lost ?\n2 300 1500 8\n");
	check_read(stream, true, "");
}

/* What is newer than the beginning of the reading waits, unless there is nothing more to come. */
static void test_moment(void **state)
{
	struct timespec time;
	struct ring_page old = ring_page(4096, 100), young;
	_cleanup_stream_ struct stream *stream = NULL;
	_cleanup_str_ struct str expected = STR_INIT;
	uint64_t soon;

	put_instance(*state);
	clock_gettime(CLOCK_MONOTONIC, &time);
	soon = ((uint64_t)time.tv_sec + 100) * 1000000000;
	young = ring_page(4096, soon);
	add(&old, 0, 1);
	add(&young, 0, 2);
	append_page(*state, 2, &old);
	append_page(*state, 0, &young);
	stream = open_stream(*state);
	check_read(stream, false, "2 100 1500 1\n");
	check_read(stream, false, "");
	str_appendf(&expected, "0 %" PRIu64 " 1500 2\n", soon);
	check_read(stream, true, str_text(&expected));
}

/* More pages than are kept at once come too, and in order. */
static void test_many(void **state)
{
	_cleanup_stream_ struct stream *stream = NULL;
	_cleanup_str_ struct str text = STR_INIT;
	_cleanup_str_ struct str expected = STR_INIT;

	put_instance(*state);
	for (unsigned i = 0; i < 9000; i++) {
		struct ring_page page = ring_page(4096, 100 + i * 10);

		add(&page, 0, i);
		append_page(*state, i % 9 == 0 ? 2 : 0, &page);
		str_appendf(&expected, "%u %u 1500 %u\n", i % 9 == 0 ? 2 : 0, 100 + i * 10, i);
	}
	stream = open_stream(*state);
	check_ok(stream_read(stream, false, write_record, &text));
	assert_string_equal(str_text(&text), str_text(&expected));
}

/* What kernels have recorded; the times and frames are those of their `trace`. */
static void test_saved(void **state)
{
	static const struct {
		const char *file;
		const char *expected;
	} rows[] = {
		{"6.12-amd64-stacks.page", SAVED_6_12},
		{"6.1-amd64-stacks.page", SAVED_6_1},
		{"6.1-arm64-stacks.page", SAVED_ARM64},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		_cleanup_free_ char *folder = data_path("trace");
		_cleanup_free_ char *path = path_in(folder, rows[i].file);
		_cleanup_stream_ struct stream *stream = NULL;
		_cleanup_str_ struct str page = STR_INIT;

		put_instance(*state);
		check_ok(file_read(path, 4096, &page));
		append(*state, 2, str_text(&page), page.size);
		stream = open_stream(*state);
		check_read(stream, false, rows[i].expected);
	}
}

static struct sonde_error *refuse(const struct stream_record *record, void *data, bool *enough)
{
	(void)record;
	(void)data;
	(void)enough;
	return sonde_error_new(SONDE_ERROR_OS, "The pipe is closed.");
}

static struct sonde_error *write_one(const struct stream_record *record, void *data, bool *enough)
{
	*enough = true;
	return write_record(record, data, enough);
}

/* Who has enough gets the rest at the next reading, and nothing twice. */
static void test_enough(void **state)
{
	static const char *const expected[] = {"0 100 1500 1\n", "2 110 1500 2\n", "0 120 1500 3\n",
					       ""};
	struct ring_page page = ring_page(4096, 100);
	struct ring_page other = ring_page(4096, 110);
	_cleanup_stream_ struct stream *stream = NULL;

	put_instance(*state);
	add(&page, 0, 1);
	add(&page, 20, 3);
	append_page(*state, 0, &page);
	add(&other, 0, 2);
	append_page(*state, 2, &other);
	stream = open_stream(*state);
	for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++) {
		_cleanup_str_ struct str text = STR_INIT;

		check_ok(stream_read(stream, true, write_one, &text));
		assert_string_equal(str_text(&text), expected[i]);
	}
}

static void test_errors(void **state)
{
	struct ring_page page = ring_page(4096, 100);
	_cleanup_stream_ struct stream *stream = NULL;
	_cleanup_stream_ struct stream *bad = NULL;
	_cleanup_str_ struct str text = STR_INIT;

	check_error(stream_open(*state, &stream), SONDE_ERROR_NOT_FOUND, "events/header_page");
	put_instance(*state);
	add(&page, 0, 1);
	append_page(*state, 0, &page);
	stream = open_stream(*state);
	check_error(stream_read(stream, true, refuse, NULL), SONDE_ERROR_OS, "The pipe is closed.");
	/* It was not taken: it is still there. */
	check_read(stream, true, "0 100 1500 1\n");
	page = ring_page(4096, 100);
	ring_page_add(&page, 0, "abcd", 4);
	append_page(*state, 2, &page);
	bad = open_stream(*state);
	check_error(stream_read(bad, true, write_record, &text), SONDE_ERROR_FORMAT,
		    "cpu2/trace_pipe_raw: A record of 4 bytes has no type.");
	put_file(*state, "events/ftrace/user_stack/format", "name: x\n");
	check_error(stream_open(*state, &bad), SONDE_ERROR_FORMAT, "user_stack/format");
}

static void test_stats(void **state)
{
	struct stream_stats stats = {0};

	check_error(stream_read_stats(*state, &stats), SONDE_ERROR_NOT_FOUND, "per_cpu");
	put_file(*state, "per_cpu/cpu0/stats",
		 "entries: 10\noverrun: 113\ncommit overrun: 1\nbytes: 1000\n"
		 "oldest event ts:     6.109635\nnow ts:     8.275534\ndropped events: 20\n"
		 "read events: 487\n");
	put_file(*state, "per_cpu/cpu1/stats",
		 "entries: 3\noverrun: 4\ncommit overrun: 0\nbytes: 0\n"
		 "oldest event ts:     6.109635\nnow ts:     8.275534\ndropped events: 5\n"
		 "read events: 6\n");
	check_ok(stream_read_stats(*state, &stats));
	assert_int_equal(stats.overrun, 117);
	assert_int_equal(stats.dropped, 26);
	assert_int_equal(stats.kept, 506);
}

#define WITH_DIRECTORY(test) cmocka_unit_test_setup_teardown(test, make_directory, remove_directory)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_DIRECTORY(test_order), WITH_DIRECTORY(test_moment),
		WITH_DIRECTORY(test_many),  WITH_DIRECTORY(test_enough),
		WITH_DIRECTORY(test_saved), WITH_DIRECTORY(test_errors),
		WITH_DIRECTORY(test_stats),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
