/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Stacks of a stream: to which record they go, and what waits for them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/stream_tree.h"

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

/* What the clock shows: how long something was waited for must not depend on how busy the machine
 * is. */
#define NOW ((uint64_t)100 * 1000000000)

/* The linker puts it in the place of clock_monotonic(), which the stream asks. */
uint64_t __wrap_clock_monotonic(void);

uint64_t __wrap_clock_monotonic(void)
{
	return NOW;
}

static uint64_t ago(uint64_t nanoseconds)
{
	return NOW - nanoseconds;
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

#define WITH_DIRECTORY(test) cmocka_unit_test_setup_teardown(test, make_directory, remove_directory)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_DIRECTORY(test_stacks),	    WITH_DIRECTORY(test_late_stack),
		WITH_DIRECTORY(test_missing_stack), WITH_DIRECTORY(test_late_user_stack),
		WITH_DIRECTORY(test_frames),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
