/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <linux/perf_event.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "bpf/sample_order.h"
#include "bpf/sample_parse.h"
#include "bpf/sample_ring.h"
#include "tests/unit/check.h"

/* What comes before the raw bytes of a sample, or what a gap is, word by word. */
static void put_words(struct str *out, const uint64_t *words, size_t count)
{
	str_append_bytes(out, (const char *)words, count * sizeof(*words));
}

static void put_header(struct str *out, uint32_t type, size_t size)
{
	const struct perf_event_header header = {.type = type, .size = (uint16_t)size};

	str_append_bytes(out, (const char *)&header, sizeof(header));
}

static uint64_t two(uint32_t low, uint32_t high)
{
	return (uint64_t)high << 32 | low;
}

/* A sample of 12 raw bytes: a number and eight letters. */
static void put_sample(struct str *out, uint64_t time, uint32_t cpu, uint32_t number)
{
	const uint64_t words[] = {two(10, 11), time, two(cpu, 0)};
	const uint32_t size = 12;

	put_header(out, PERF_RECORD_SAMPLE, 48);
	put_words(out, words, 3);
	str_append_bytes(out, (const char *)&size, 4);
	str_append_bytes(out, (const char *)&number, 4);
	str_append_bytes(out, "abcdefgh", 8);
}

static void put_gap(struct str *out, uint64_t time, uint32_t cpu, uint64_t lost)
{
	const uint64_t words[] = {99, lost, two(10, 11), time, two(cpu, 0)};

	put_header(out, PERF_RECORD_LOST, 48);
	put_words(out, words, 5);
}

static void test_sample(void **state)
{
	_cleanup_str_ struct str bytes = STR_INIT;
	struct filter_sample sample;

	(void)state;
	put_sample(&bytes, 1234, 3, 77);
	check_ok(filter_sample_parse(bytes.data, bytes.size, false, &sample));
	assert_int_equal(sample.time, 1234);
	assert_int_equal(sample.pid, 10);
	assert_int_equal(sample.tid, 11);
	assert_int_equal(sample.cpu, 3);
	assert_int_equal(sample.lost, 0);
	assert_int_equal(sample.size, 12);
	assert_memory_equal(sample.bytes, "\x4d\0\0\0abcdefgh", 12);
	assert_int_equal(sample.kernel_frames, 0);
	/* However short it is, nothing behind it is read. */
	for (size_t size = 0; size < bytes.size; size++) {
		_cleanup_free_ char *copy = malloc(size + 1);

		memcpy(copy, bytes.data, size);
		check_error(filter_sample_parse(copy, size, false, &sample), SONDE_ERROR_FORMAT,
			    "shorter");
	}
}

static void test_stacks(void **state)
{
	const uint64_t words[] = {two(10, 11),
				  5,
				  two(1, 0),
				  6,
				  (uint64_t)PERF_CONTEXT_KERNEL,
				  UINT64_C(0xffffffff81000001),
				  UINT64_C(0xffffffff81000002),
				  (uint64_t)PERF_CONTEXT_USER,
				  0x401000,
				  0x402000,
				  two(4, 0x41414141)};
	_cleanup_str_ struct str bytes = STR_INIT;
	struct filter_sample sample;
	uint64_t count = 9;

	(void)state;
	put_header(&bytes, PERF_RECORD_SAMPLE, 96);
	put_words(&bytes, words, 11);
	check_ok(filter_sample_parse(bytes.data, bytes.size, true, &sample));
	assert_int_equal(sample.kernel_frames, 2);
	assert_memory_equal(sample.kernel_stack, words + 5, 16);
	assert_int_equal(sample.user_frames, 2);
	assert_memory_equal(sample.user_stack, words + 8, 16);
	assert_int_equal(sample.size, 4);
	assert_memory_equal(sample.bytes, "AAAA", 4);
	memcpy(bytes.data + 8 + 3 * 8, &count, 8);
	check_error(filter_sample_parse(bytes.data, bytes.size, true, &sample), SONDE_ERROR_FORMAT,
		    "shorter");
	count = UINT64_MAX;
	memcpy(bytes.data + 8 + 3 * 8, &count, 8);
	check_error(filter_sample_parse(bytes.data, bytes.size, true, &sample), SONDE_ERROR_FORMAT,
		    "shorter");
}

static void test_gap(void **state)
{
	_cleanup_str_ struct str bytes = STR_INIT;
	struct filter_sample sample;

	(void)state;
	put_gap(&bytes, 55, 2, 1000);
	check_ok(filter_sample_parse(bytes.data, bytes.size, false, &sample));
	assert_int_equal(sample.lost, 1000);
	assert_int_equal(sample.time, 55);
	assert_int_equal(sample.cpu, 2);
	assert_null(sample.bytes);
}

/* What was handed out, as text: `TIME:NUMBER` or `TIME!LOST`. */
static struct sonde_error *note(const struct filter_sample *sample, void *data, bool *enough)
{
	uint32_t number;

	(void)enough;
	if (sample->lost) {
		str_appendf(data, "%d!%d ", (int)sample->time, (int)sample->lost);
		return NULL;
	}
	memcpy(&number, sample->bytes, sizeof(number));
	str_appendf(data, "%d:%d ", (int)sample->time, (int)number);
	return NULL;
}

static void test_order(void **state)
{
	_cleanup_(sample_order_deinit) struct sample_order order = {.known = 0};
	_cleanup_str_ struct str out = STR_INIT;
	bool enough;

	(void)state;
	check_ok(sample_order_give(&order, UINT64_MAX, note, &out, &enough));
	assert_string_equal(str_text(&out), "");
	put_sample(&order.bytes, 10, 0, 1);
	put_sample(&order.bytes, 30, 0, 3);
	put_gap(&order.bytes, 50, 0, 7);
	check_ok(sample_order_add(&order));
	put_sample(&order.bytes, 20, 1, 2);
	/* Of another kind. */
	put_header(&order.bytes, PERF_RECORD_THROTTLE, 16);
	put_words(&order.bytes, &(uint64_t){0}, 1);
	put_sample(&order.bytes, 30, 1, 4);
	put_sample(&order.bytes, 60, 1, 6);
	check_ok(sample_order_add(&order));
	check_ok(sample_order_give(&order, 50, note, &out, &enough));
	assert_string_equal(str_text(&out), "10:1 20:2 30:3 30:4 ");
	put_sample(&order.bytes, 55, 0, 5);
	check_ok(sample_order_add(&order));
	str_truncate(&out, 0);
	check_ok(sample_order_give(&order, 51, note, &out, &enough));
	assert_string_equal(str_text(&out), "50!7 ");
	check_ok(sample_order_give(&order, UINT64_MAX, note, &out, &enough));
	assert_string_equal(str_text(&out), "50!7 55:5 60:6 ");
	assert_int_equal(order.bytes.size, 0);
	str_append_bytes(&order.bytes, "xxxxxxxxxxxx", 12);
	check_error(sample_order_add(&order), SONDE_ERROR_FORMAT, "no record");
}

static struct sonde_error *note_two(const struct filter_sample *sample, void *data, bool *enough)
{
	struct str *out = data;

	TRY(note(sample, out, enough));
	*enough = out->size > strlen("10:1 ");
	return NULL;
}

/* Who has enough gets the rest the next time, in order with what has come meanwhile. */
static void test_enough(void **state)
{
	_cleanup_(sample_order_deinit) struct sample_order order = {.known = 0};
	_cleanup_str_ struct str out = STR_INIT;
	bool enough = false;

	(void)state;
	put_sample(&order.bytes, 30, 0, 3);
	put_sample(&order.bytes, 10, 1, 1);
	put_sample(&order.bytes, 20, 1, 2);
	check_ok(sample_order_add(&order));
	check_ok(sample_order_give(&order, UINT64_MAX, note_two, &out, &enough));
	assert_string_equal(str_text(&out), "10:1 20:2 ");
	assert_true(enough);
	put_sample(&order.bytes, 25, 0, 9);
	check_ok(sample_order_add(&order));
	str_truncate(&out, 0);
	check_ok(sample_order_give(&order, UINT64_MAX, note, &out, &enough));
	assert_string_equal(str_text(&out), "25:9 30:3 ");
	assert_false(enough);
}

static void test_ring(void **state)
{
	const size_t page = (size_t)sysconf(_SC_PAGESIZE);
	_cleanup_free_ char *memory = calloc(1, 2 * page);
	struct perf_event_mmap_page *control = (struct perf_event_mmap_page *)memory;
	struct sample_ring ring = {.control = memory, .size = page};
	_cleanup_str_ struct str out = STR_INIT;

	(void)state;
	assert_non_null(memory);
	check_ok(sample_ring_read(&ring, &out));
	assert_int_equal(out.size, 0);
	/* Over its end. */
	memcpy(memory + 2 * page - 3, "abc", 3);
	memcpy(memory + page, "defg", 4);
	control->data_tail = 5 * page - 3;
	control->data_head = 5 * page + 4;
	check_ok(sample_ring_read(&ring, &out));
	assert_string_equal(str_text(&out), "abcdefg");
	assert_int_equal(control->data_tail, 5 * page + 4);
	/* As full as it can be. */
	control->data_head += page;
	check_ok(sample_ring_read(&ring, &out));
	assert_int_equal(out.size, 7 + page);
	control->data_head += page + 1;
	check_error(sample_ring_read(&ring, &out), SONDE_ERROR_FORMAT, "more than it holds");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sample), cmocka_unit_test(test_stacks),
		cmocka_unit_test(test_gap),    cmocka_unit_test(test_order),
		cmocka_unit_test(test_enough), cmocka_unit_test(test_ring),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
