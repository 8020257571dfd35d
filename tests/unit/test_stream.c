/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Streams of plain files, which have pages of kernels and made-up ones; tests/guest has kernels. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <inttypes.h>
#include <time.h>

#include "tests/unit/ring_page.h"
#include "tests/unit/tracing_tree.h"
#include "tracefs/stream.h"

#define KERNEL_STACK 4
#define USER_STACK   12

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

/* An instance of this machine with the processors 0 and 2. */
static void put_instance(const char *directory)
{
	put_file(directory, "events/header_page",
		 "\tfield: u64 timestamp;\toffset:0;\tsize:8;\tsigned:0;\n"
		 "\tfield: local_t commit;\toffset:8;\tsize:8;\tsigned:1;\n"
		 "\tfield: int overwrite;\toffset:8;\tsize:1;\tsigned:1;\n"
		 "\tfield: char data;\toffset:16;\tsize:4080;\tsigned:0;\n");
	put_file(directory, "events/ftrace/kernel_stack/format",
		 "name: kernel_stack\nID: 4\nformat:\n"
		 "\tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;\n\n"
		 "\tfield:int size;\toffset:8;\tsize:4;\tsigned:1;\n"
		 "\tfield:unsigned long caller[8];\toffset:16;\tsize:64;\tsigned:0;\n\n"
		 "print fmt: \"\"\n");
	put_file(directory, "events/ftrace/user_stack/format",
		 "name: user_stack\nID: 12\nformat:\n"
		 "\tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;\n\n"
		 "\tfield:unsigned int tgid;\toffset:8;\tsize:4;\tsigned:0;\n"
		 "\tfield:unsigned long caller[8];\toffset:16;\tsize:64;\tsigned:0;\n\n"
		 "print fmt: \"\"\n");
	put_file(directory, "per_cpu/cpu0/trace_pipe_raw", "");
	put_file(directory, "per_cpu/cpu2/trace_pipe_raw", "");
}

static void append(const char *directory, unsigned cpu, const void *bytes, size_t size)
{
	_cleanup_free_ char *path = NULL;
	FILE *file;

	assert_true(asprintf(&path, "%s/per_cpu/cpu%u/trace_pipe_raw", directory, cpu) > 0);
	file = fopen(path, "ae");
	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, size, file), size);
	assert_int_equal(fclose(file), 0);
}

static void append_page(const char *directory, unsigned cpu, const struct ring_page *page)
{
	append(directory, cpu, page->bytes, page->size);
}

/* A record that has its type and context, and a number. */
struct sample {
	uint16_t type;
	uint8_t flags, preempt_count;
	int32_t pid;
	uint64_t number;
};

/* One of a stack. */
struct stack_sample {
	uint16_t type;
	uint8_t flags, preempt_count;
	int32_t pid;
	int32_t count;
	uint32_t unused;
	uint64_t frames[9];
};

static void add(struct ring_page *page, uint32_t delta, uint64_t number)
{
	const struct sample sample = {.type = 1500, .pid = 7, .number = number};

	ring_page_add(page, delta, &sample, sizeof(sample));
}

static void add_of(struct ring_page *page, uint32_t delta, uint8_t flags, uint64_t number)
{
	const struct sample sample = {.type = 1500, .flags = flags, .pid = 7, .number = number};

	ring_page_add(page, delta, &sample, sizeof(sample));
}

static void add_stack(struct ring_page *page, uint16_t type, uint8_t flags, uint64_t first)
{
	struct stack_sample sample = {
		.type = type, .flags = flags, .pid = 7, .count = 3, .frames = {first, 2, 3}};

	ring_page_add(page, 1, &sample, sizeof(sample));
}

static void write_frames(const char *name, struct stream_frames frames, struct str *out)
{
	for (size_t i = 0; i < frames.count; i++) {
		uint64_t frame;

		memcpy(&frame, (const char *)frames.bytes + i * 8, sizeof(frame));
		str_appendf(out, "%s%" PRIx64, i ? "," : name, frame);
	}
}

/* A line for each: `CPU TIME ID NUMBER`, stacks behind. */
static struct sonde_error *write_record(const struct stream_record *record, void *data,
					bool *enough)
{
	struct str *out = data;

	(void)enough;
	if (!record->id && record->lost == STREAM_LOST_UNKNOWN)
		str_appendf(out, "%u %" PRIu64 " lost ?", record->cpu, record->time);
	else if (!record->id)
		str_appendf(out, "%u %" PRIu64 " lost %" PRIu64, record->cpu, record->time,
			    record->lost);
	else
		str_appendf(out, "%u %" PRIu64 " %u", record->cpu, record->time, record->id);
	if (record->id == 1500) {
		struct sample sample;

		assert_true(record->size >= sizeof(sample));
		memcpy(&sample, record->bytes, sizeof(sample));
		str_appendf(out, " %" PRIu64, sample.number);
	}
	write_frames(" k:", record->kernel_stack, out);
	write_frames(" u:", record->user_stack, out);
	str_append(out, "\n");
	return NULL;
}

static void check_read(struct stream *stream, bool is_last, const char *expected)
{
	_cleanup_str_ struct str text = STR_INIT;

	check_ok(stream_read(stream, is_last, write_record, &text));
	assert_string_equal(str_text(&text), expected);
}

static struct stream *open_stream(const char *directory)
{
	struct stream *stream = NULL;

	check_ok(stream_open(directory, &stream));
	return stream;
}

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

/* Stacks go to the record before them that has their context, over the end of a page as well. */
static void test_stacks(void **state)
{
	struct ring_page first = ring_page(4096, 100), second = ring_page(4096, 200);
	struct ring_page gap = ring_page(4096, 300);
	_cleanup_stream_ struct stream *stream = NULL;

	put_instance(*state);
	add(&first, 0, 1);
	add_stack(&first, KERNEL_STACK, 0, 0xa1);
	add_stack(&first, USER_STACK, 0, 0xb1);
	/* An interrupt between a record and its stack. */
	add(&first, 10, 2);
	add_of(&first, 1, 8, 3);
	add_stack(&first, KERNEL_STACK, 8, 0xa3);
	add_stack(&first, KERNEL_STACK, 0, 0xa2);
	add(&first, 10, 4);
	append_page(*state, 0, &first);
	add_stack(&second, KERNEL_STACK, 0, 0xa4);
	/* One that has its stack already: of nobody. */
	add_stack(&second, KERNEL_STACK, 0, 0xdd);
	add(&second, 10, 5);
	append_page(*state, 0, &second);
	/* That of a record that was lost. */
	add_stack(&gap, KERNEL_STACK, 0, 0xee);
	add(&gap, 10, 6);
	ring_page_lost(&gap, 3);
	append_page(*state, 0, &gap);
	stream = open_stream(*state);
	check_read(stream, false,
		   "0 100 1500 1 k:a1,2,3 u:b1,2,3\n"
		   "0 112 1500 2 k:a2,2,3\n"
		   "0 113 1500 3 k:a3,2,3\n"
		   "0 125 1500 4 k:a4,2,3\n"
		   "0 212 1500 5\n"
		   "0 311 lost 3\n"
		   "0 311 1500 6\n");
}

static uint64_t ago(uint64_t nanoseconds)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec - nanoseconds;
}

/* A record whose stack is not there yet waits for it, and what is younger waits with it. */
static void test_late_stack(void **state)
{
	const uint64_t time = ago(200000000);
	struct ring_page record = ring_page(4096, time), stack = ring_page(4096, time + 1);
	struct ring_page other = ring_page(4096, time + 100);
	_cleanup_stream_ struct stream *stream = NULL;
	_cleanup_str_ struct str expected = STR_INIT;

	put_instance(*state);
	put_file(*state, "options/stacktrace", "1\n");
	add(&record, 0, 1);
	append_page(*state, 0, &record);
	add(&other, 0, 2);
	add_stack(&other, KERNEL_STACK, 0, 0xa2);
	append_page(*state, 2, &other);
	stream = open_stream(*state);
	check_read(stream, false, "");
	assert_true(stream_has_more(stream));
	add_stack(&stack, KERNEL_STACK, 0, 0xa1);
	append_page(*state, 0, &stack);
	str_appendf(&expected,
		    "0 %" PRIu64 " 1500 1 k:a1,2,3\n"
		    "2 %" PRIu64 " 1500 2 k:a2,2,3\n",
		    time, time + 100);
	check_read(stream, false, str_text(&expected));
	assert_false(stream_has_more(stream));
}

/* But not for ever, nor where enough was read behind it, nor at the end. */
static void test_missing_stack(void **state)
{
	const uint64_t time = ago(200000000);
	struct ring_page old = ring_page(4096, ago(1500000000)), many = ring_page(4096, time);
	struct ring_page last = ring_page(4096, time + 1000);
	_cleanup_stream_ struct stream *stream = NULL;
	_cleanup_str_ struct str text = STR_INIT;

	put_instance(*state);
	put_file(*state, "options/stacktrace", "1\n");
	add(&old, 0, 1);
	append_page(*state, 0, &old);
	stream = open_stream(*state);
	check_ok(stream_read(stream, false, write_record, &text));
	assert_non_null(strstr(str_text(&text), " 1500 1\n"));
	add(&many, 0, 2);
	for (unsigned i = 0; i < 35; i++) {
		add_of(&many, 1, 8, 3);
		add_stack(&many, KERNEL_STACK, 8, 0xa3);
	}
	append_page(*state, 0, &many);
	str_truncate(&text, 0);
	check_ok(stream_read(stream, false, write_record, &text));
	assert_non_null(strstr(str_text(&text), " 1500 2\n"));
	add(&last, 0, 4);
	append_page(*state, 0, &last);
	check_read(stream, false, "");
	str_truncate(&text, 0);
	check_ok(stream_read(stream, true, write_record, &text));
	assert_non_null(strstr(str_text(&text), " 1500 4\n"));
}

/* User's stacks are waited for where there are such. */
static void test_late_user_stack(void **state)
{
	const uint64_t time = ago(200000000);
	struct ring_page first = ring_page(4096, time), stack = ring_page(4096, time + 100);
	_cleanup_stream_ struct stream *stream = NULL;
	_cleanup_str_ struct str expected = STR_INIT;

	put_instance(*state);
	add(&first, 0, 1);
	add_stack(&first, USER_STACK, 0, 0xb1);
	add(&first, 1, 2);
	append_page(*state, 0, &first);
	stream = open_stream(*state);
	str_appendf(&expected, "0 %" PRIu64 " 1500 1 u:b1,2,3\n", time);
	check_read(stream, false, str_text(&expected));
	add_stack(&stack, USER_STACK, 0, 0xb2);
	append_page(*state, 0, &stack);
	str_truncate(&expected, 0);
	str_appendf(&expected, "0 %" PRIu64 " 1500 2 u:b2,2,3\n", time + 2);
	check_read(stream, false, str_text(&expected));
}

/* The frames end where the record says, or it ends, or with a zero. */
static void test_frames(void **state)
{
	struct ring_page page = ring_page(4096, 100);
	struct stack_sample stack = {.type = KERNEL_STACK, .pid = 7, .count = 9};
	_cleanup_stream_ struct stream *stream = NULL;

	put_instance(*state);
	for (unsigned i = 0; i < 9; i++)
		stack.frames[i] = i + 1;
	add(&page, 0, 1);
	ring_page_add(&page, 1, &stack, sizeof(stack));
	stack.count = 1000;
	add(&page, 1, 2);
	ring_page_add(&page, 1, &stack, 24);
	stack.count = -1;
	add(&page, 1, 3);
	ring_page_add(&page, 1, &stack, sizeof(stack));
	stack.type = USER_STACK;
	stack.frames[2] = 0;
	add(&page, 1, 4);
	ring_page_add(&page, 1, &stack, sizeof(stack));
	stack.frames[0] = UINT64_MAX;
	add(&page, 1, 5);
	ring_page_add(&page, 1, &stack, sizeof(stack));
	add(&page, 1, 6);
	ring_page_add(&page, 1, &stack, 8);
	append_page(*state, 0, &page);
	stream = open_stream(*state);
	check_read(stream, false,
		   "0 100 1500 1 k:1,2,3,4,5,6,7,8,9\n"
		   "0 102 1500 2 k:1\n"
		   "0 104 1500 3\n"
		   "0 106 1500 4 u:1,2\n"
		   "0 108 1500 5\n"
		   "0 110 1500 6\n");
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
		WITH_DIRECTORY(test_order),	      WITH_DIRECTORY(test_moment),
		WITH_DIRECTORY(test_stacks),	      WITH_DIRECTORY(test_frames),
		WITH_DIRECTORY(test_late_stack),      WITH_DIRECTORY(test_missing_stack),
		WITH_DIRECTORY(test_late_user_stack), WITH_DIRECTORY(test_many),
		WITH_DIRECTORY(test_enough),	      WITH_DIRECTORY(test_saved),
		WITH_DIRECTORY(test_errors),	      WITH_DIRECTORY(test_stats),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
