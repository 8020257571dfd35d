/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Instances of plain files with made-up pages, and what streams give of them as text.
 */
#ifndef TESTS_UNIT_STREAM_TREE_H
#define TESTS_UNIT_STREAM_TREE_H

#include <inttypes.h>

#include "tests/unit/ring_page.h"
#include "tests/unit/tracing_tree.h"
#include "tracefs/stream.h"

#define KERNEL_STACK 4
#define USER_STACK   12

/* An instance of this machine with the processors 0 and 2. */
static inline void put_instance(const char *directory)
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

static inline void append(const char *directory, unsigned cpu, const void *bytes, size_t size)
{
	_cleanup_free_ char *path = NULL;
	FILE *file;

	assert_true(asprintf(&path, "%s/per_cpu/cpu%u/trace_pipe_raw", directory, cpu) > 0);
	file = fopen(path, "ae");
	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, size, file), size);
	assert_int_equal(fclose(file), 0);
}

static inline void append_page(const char *directory, unsigned cpu, const struct ring_page *page)
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

static inline void add(struct ring_page *page, uint32_t delta, uint64_t number)
{
	const struct sample sample = {.type = 1500, .pid = 7, .number = number};

	ring_page_add(page, delta, &sample, sizeof(sample));
}

static inline void add_of(struct ring_page *page, uint32_t delta, uint8_t flags, uint64_t number)
{
	const struct sample sample = {.type = 1500, .flags = flags, .pid = 7, .number = number};

	ring_page_add(page, delta, &sample, sizeof(sample));
}

static inline void add_stack(struct ring_page *page, uint16_t type, uint8_t flags, uint64_t first)
{
	struct stack_sample sample = {
		.type = type, .flags = flags, .pid = 7, .count = 3, .frames = {first, 2, 3}};

	ring_page_add(page, 1, &sample, sizeof(sample));
}

static inline void write_frames(const char *name, struct stream_frames frames, struct str *out)
{
	for (size_t i = 0; i < frames.count; i++) {
		uint64_t frame;

		memcpy(&frame, (const char *)frames.bytes + i * 8, sizeof(frame));
		str_appendf(out, "%s%" PRIx64, i ? "," : name, frame);
	}
}

/* A line for each: `CPU TIME ID NUMBER`, stacks behind. */
static inline struct sonde_error *write_record(const struct stream_record *record, void *data,
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

static inline void check_read(struct stream *stream, bool is_last, const char *expected)
{
	_cleanup_str_ struct str text = STR_INIT;

	check_ok(stream_read(stream, is_last, write_record, &text));
	assert_string_equal(str_text(&text), expected);
}

static inline struct stream *open_stream(const char *directory)
{
	struct stream *stream = NULL;

	check_ok(stream_open(directory, &stream));
	return stream;
}

#endif /* TESTS_UNIT_STREAM_TREE_H */
