/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Records made by hand -> hits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>

#include "tests/unit/check.h"
#include "trace/decode.h"

#define NO_FAULT .fault = HIT_FAULTS_MOST
/* What `__data_loc` says. */
#define WHERE(size, offset) ((uint32_t)(size) << 16 | (offset))

static void add(struct hit_layout *layout, struct hit_slot slot)
{
	check_ok(vec_push(&layout->slots, slot));
}

static void put(char *record, size_t offset, uint64_t number, size_t size)
{
	memcpy(record + offset, &number, size);
}

/* Decoded from memory of exactly @p size bytes, so that a sanitizer sees a read behind them. The
 * values point into `*ret_copy`, which the caller frees. */
static struct sonde_error *decode(const struct hit_layout *layout, const char *record, size_t size,
				  struct hit *hit, char **ret_copy)
{
	*ret_copy = malloc(size ? size : 1);
	assert_non_null(*ret_copy);
	memcpy(*ret_copy, record, size);
	return hit_decode(layout, *ret_copy, size, hit);
}

static void check_text(const struct hit_value *value, const char *text, bool is_cut)
{
	assert_int_equal(value->kind, HIT_TEXT);
	assert_int_equal(value->size, strlen(text));
	assert_memory_equal(value->bytes, text, strlen(text));
	assert_int_equal(value->is_cut, is_cut);
}

static void numbers_have_their_size_and_sign(void **state)
{
	static const struct {
		unsigned size;
		bool is_signed;
		uint64_t number;
	} rows[] = {
		{1, false, 0xfe},	  {1, true, (uint64_t)-2}, {2, false, 0xfffe},
		{2, true, (uint64_t)-2},  {4, false, 0xfffffffe},  {4, true, (uint64_t)-2},
		{8, false, (uint64_t)-2}, {8, true, (uint64_t)-2},
	};
	_cleanup_hit_layout_ struct hit_layout layout = {0};
	_cleanup_hit_ struct hit hit = {0};
	_cleanup_free_ char *copy = NULL;
	char record[64] = {0};
	size_t offset = 3;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		put(record, offset, (uint64_t)-2, rows[i].size);
		add(&layout, (struct hit_slot){.offset = offset,
					       .size = rows[i].size,
					       .is_signed = rows[i].is_signed,
					       NO_FAULT});
		offset += rows[i].size;
	}
	check_ok(decode(&layout, record, offset, &hit, &copy));
	assert_int_equal(hit.values.size, 8);
	for (size_t i = 0; i < hit.values.size; i++) {
		assert_int_equal(hit.values.data[i].kind, HIT_NUMBER);
		assert_int_equal(hit.values.data[i].number, rows[i].number);
	}
}

static void roles_fill_the_hit(void **state)
{
	_cleanup_hit_layout_ struct hit_layout layout = {0};
	_cleanup_hit_ struct hit hit = {.pid = 7, .cpu = 3};
	_cleanup_free_ char *copy = NULL;
	char record[64] = {0};

	(void)state;
	put(record, 4, 42, 4);
	put(record, 8, 0xffffffff81000000, 8);
	put(record, 16, 0xffffffff82000000, 8);
	put(record, 24, 5, 4);
	put(record, 28, WHERE(5, 36), 4);
	put(record, 32, 9, 4);
	memcpy(record + 36, "bash", 5);
	add(&layout, (struct hit_slot){.role = HIT_SLOT_THREAD, .offset = 4, .size = 4, NO_FAULT});
	add(&layout, (struct hit_slot){.role = HIT_SLOT_ADDRESS, .offset = 8, .size = 8, NO_FAULT});
	add(&layout,
	    (struct hit_slot){.role = HIT_SLOT_RETURN_ADDRESS, .offset = 16, .size = 8, NO_FAULT});
	add(&layout, (struct hit_slot){.role = HIT_SLOT_HIDDEN, .offset = 24, .size = 4, NO_FAULT});
	add(&layout, (struct hit_slot){.role = HIT_SLOT_COMMAND,
				       .kind = HIT_SLOT_TEXT,
				       .offset = 28,
				       .is_located = true,
				       .is_fetched = true,
				       NO_FAULT});
	add(&layout, (struct hit_slot){.offset = 32, .size = 4, NO_FAULT});
	check_ok(decode(&layout, record, 41, &hit, &copy));
	assert_int_equal(hit.tid, 42);
	assert_int_equal(hit.pid, 7);
	assert_int_equal(hit.cpu, 3);
	assert_int_equal(hit.address, 0xffffffff81000000);
	assert_int_equal(hit.return_address, 0xffffffff82000000);
	assert_string_equal(hit.comm, "bash");
	assert_int_equal(hit.values.size, 1);
	assert_int_equal(hit.values.data[0].number, 9);
}

static void long_commands_are_ended(void **state)
{
	_cleanup_hit_layout_ struct hit_layout layout = {0};
	_cleanup_hit_ struct hit hit = {0};
	char record[32];

	(void)state;
	memset(record, 'x', sizeof(record));
	add(&layout, (struct hit_slot){.role = HIT_SLOT_COMMAND,
				       .kind = HIT_SLOT_TEXT,
				       .size = sizeof(record),
				       NO_FAULT});
	check_ok(hit_decode(&layout, record, sizeof(record), &hit));
	assert_string_equal(hit.comm, "xxxxxxxxxxxxxxx");
}

static void texts_end_where_they_end(void **state)
{
	_cleanup_hit_layout_ struct hit_layout layout = {0};
	_cleanup_hit_ struct hit hit = {0};
	_cleanup_free_ char *copy = NULL;
	char record[64] = {0};

	(void)state;
	memcpy(record, "ab\0d", 4);
	memcpy(record + 4, "full", 4);
	put(record, 8, WHERE(3, 4), 4);
	memcpy(record + 16, "xyz", 4);
	put(record, 12, WHERE(4, 0), 4);
	for (unsigned is_ended = 0; is_ended < 2; is_ended++) {
		add(&layout,
		    (struct hit_slot){
			    .kind = HIT_SLOT_TEXT, .size = 4, .is_ended = is_ended, NO_FAULT});
		add(&layout, (struct hit_slot){.kind = HIT_SLOT_TEXT,
					       .offset = 4,
					       .size = 4,
					       .is_ended = is_ended,
					       NO_FAULT});
	}
	add(&layout,
	    (struct hit_slot){.kind = HIT_SLOT_TEXT, .offset = 8, .is_located = true, NO_FAULT});
	add(&layout, (struct hit_slot){.kind = HIT_SLOT_TEXT,
				       .offset = 12,
				       .is_located = true,
				       .is_relative = true,
				       NO_FAULT});
	check_ok(decode(&layout, record, 20, &hit, &copy));
	assert_int_equal(hit.values.size, 6);
	check_text(&hit.values.data[0], "ab", false);
	check_text(&hit.values.data[1], "full", false);
	check_text(&hit.values.data[2], "ab", false);
	check_text(&hit.values.data[3], "full", true);
	check_text(&hit.values.data[4], "ful", false);
	check_text(&hit.values.data[5], "xyz", false);
}

static struct hit_slot fetched(size_t offset)
{
	return (struct hit_slot){.kind = HIT_SLOT_TEXT,
				 .offset = offset,
				 .is_located = true,
				 .is_fetched = true,
				 NO_FAULT};
}

static void faults_are_told(void **state)
{
	_cleanup_hit_layout_ struct hit_layout layout = {0};
	_cleanup_hit_ struct hit hit = {0};
	_cleanup_free_ char *copy = NULL;
	char record[64] = {0};
	static const enum hit_value_kind kinds[] = {HIT_FAULT, HIT_FAULT, HIT_FAULT, HIT_TEXT,
						    HIT_TEXT,  HIT_FAULT, HIT_NUMBER};

	(void)state;
	put(record, 0, WHERE(0, 28), 4);
	put(record, 4, WHERE(8, 28), 4);
	/* The second one has not moved on. */
	put(record, 8, WHERE(2, 36), 4);
	put(record, 12, WHERE(2, 36), 4);
	put(record, 16, 1, 4);
	put(record, 20, UINT64_C(1) << 5, 8);
	memcpy(record + 28, "(fault)\0a", 10);
	add(&layout, (struct hit_slot){.role = HIT_SLOT_FAULTS, .offset = 20, .size = 8, NO_FAULT});
	for (size_t i = 0; i < 4; i++)
		add(&layout, fetched(4 * i));
	/* Not fetched: it may be called so. */
	add(&layout,
	    (struct hit_slot){.kind = HIT_SLOT_TEXT, .offset = 4, .is_located = true, NO_FAULT});
	add(&layout, (struct hit_slot){.offset = 16, .size = 4, .fault = 5});
	add(&layout, (struct hit_slot){.offset = 16, .size = 4, .fault = 4});
	check_ok(decode(&layout, record, 38, &hit, &copy));
	assert_int_equal(hit.values.size, sizeof(kinds) / sizeof(*kinds));
	for (size_t i = 0; i < hit.values.size; i++)
		assert_int_equal(hit.values.data[i].kind, kinds[i]);
	check_text(&hit.values.data[3], "a", false);
	check_text(&hit.values.data[4], "(fault)", false);
}

static void longest_fetched_texts_may_be_cut(void **state)
{
	_cleanup_hit_layout_ struct hit_layout layout = {0};
	_cleanup_hit_ struct hit hit = {0};
	static char record[4 + HIT_FETCHED_TEXT_MOST];

	(void)state;
	add(&layout, fetched(0));
	memset(record + 4, 'x', HIT_FETCHED_TEXT_MOST - 1);
	put(record, 0, WHERE(HIT_FETCHED_TEXT_MOST, 4), 4);
	check_ok(hit_decode(&layout, record, sizeof(record), &hit));
	assert_true(hit.values.data[0].is_cut);
	put(record, 0, WHERE(HIT_FETCHED_TEXT_MOST - 1, 5), 4);
	check_ok(hit_decode(&layout, record, sizeof(record), &hit));
	assert_false(hit.values.data[0].is_cut);
}

static void arrays_are_told_one_by_one(void **state)
{
	_cleanup_hit_layout_ struct hit_layout layout = {0};
	_cleanup_hit_ struct hit hit = {0};
	_cleanup_free_ char *copy = NULL;
	char record[64] = {0};
	struct hit_value text;

	(void)state;
	put(record, 1, 0xfffe000100020003, 8);
	put(record, 9, WHERE(3, 21), 4);
	put(record, 13, WHERE(0, 24), 4);
	put(record, 17, WHERE(8, 24), 4);
	memcpy(record + 21, "hi", 3);
	add(&layout, (struct hit_slot){.kind = HIT_SLOT_ARRAY, .offset = 1, .size = 8, NO_FAULT});
	add(&layout, (struct hit_slot){.kind = HIT_SLOT_TEXTS, .offset = 9, .size = 12, NO_FAULT});
	check_ok(decode(&layout, record, 24, &hit, &copy));
	assert_int_equal(hit.values.data[0].kind, HIT_ARRAY);
	assert_int_equal(hit_number_at(hit.values.data[0].bytes, 0, 2, true), 3);
	assert_int_equal(hit_number_at(hit.values.data[0].bytes, 3, 2, true), (uint64_t)-2);
	assert_int_equal(hit_number_at(hit.values.data[0].bytes, 1, 3, true), 0);
	assert_int_equal(hit.values.data[1].kind, HIT_TEXTS);
	assert_int_equal(hit.values.data[1].size, 12);
	text = hit_value_text(&hit, &hit.values.data[1], 0);
	check_text(&text, "hi", false);
	/* Nothing was fetched; and what lies outside of the record is not read. */
	assert_int_equal(hit_value_text(&hit, &hit.values.data[1], 1).kind, HIT_FAULT);
	assert_int_equal(hit_value_text(&hit, &hit.values.data[1], 2).kind, HIT_FAULT);
}

/* Every record that is shorter is refused, and nothing behind it is read. */
static void cut_records_are_refused(void **state)
{
	_cleanup_hit_layout_ struct hit_layout layout = {0};
	_cleanup_hit_ struct hit hit = {0};
	char record[32] = {0};

	(void)state;
	put(record, 0, WHERE(4, 20), 4);
	memcpy(record + 20, "abc", 4);
	add(&layout, fetched(0));
	add(&layout, (struct hit_slot){.offset = 4, .size = 8, NO_FAULT});
	add(&layout, (struct hit_slot){.kind = HIT_SLOT_ARRAY, .offset = 12, .size = 8, NO_FAULT});
	for (size_t size = 0; size < 24; size++) {
		_cleanup_free_ char *copy = NULL;

		check_error(decode(&layout, record, size, &hit, &copy), SONDE_ERROR_FORMAT,
			    "should have at least");
	}
	check_ok(hit_decode(&layout, record, 24, &hit));
	check_text(&hit.values.data[0], "abc", false);
	add(&layout, (struct hit_slot){.offset = SIZE_MAX, .size = 8, NO_FAULT});
	check_error(hit_decode(&layout, record, 24, &hit), SONDE_ERROR_FORMAT, "24 bytes");
}

static void numbers_of_odd_sizes_are_none(void **state)
{
	_cleanup_hit_layout_ struct hit_layout layout = {0};
	_cleanup_hit_ struct hit hit = {0};
	_cleanup_free_ char *copy = NULL;

	(void)state;
	add(&layout, (struct hit_slot){.size = 3, NO_FAULT});
	add(&layout, (struct hit_slot){.offset = 3, NO_FAULT});
	check_ok(decode(&layout, "\1\2\3", 3, &hit, &copy));
	assert_int_equal(hit.values.data[0].number, 0);
	assert_int_equal(hit.values.data[1].number, 0);
}

static void add_field(struct hit_event *event, struct hit_layout *layout, const char *name,
		      struct hit_slot slot)
{
	check_ok(vec_push(&event->fields, (struct hit_field){0}));
	check_ok(sonde_strdup(name, &vec_last(&event->fields)->name));
	add(layout, slot);
}

/* As sched_process_exit and sched_switch have it. */
static void commands_of_the_thread_itself_are_taken(void **state)
{
	static const struct {
		const char *comm, *pid;
		int tid;
		const char *want;
	} rows[] = {
		{"comm", "pid", 7, "one"},
		{"comm", "pid", 8, ""},
		{"prev_comm", "prev_pid", 7, "one"},
		{"prev_comm", "pid", 7, ""},
		{"comm", "prev_pid", 7, ""},
		{"com", "pid", 7, ""},
		{"comms", "pid", 7, ""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		_cleanup_hit_layout_ struct hit_layout layout = {0};
		_cleanup_hit_event_ struct hit_event event = {0};
		_cleanup_hit_ struct hit hit = {.event = &event, .tid = rows[i].tid};
		_cleanup_free_ char *copy = NULL;
		char record[20] = "one";

		put(record, 16, 7, 4);
		add_field(&event, &layout, rows[i].comm,
			  (struct hit_slot){.kind = HIT_SLOT_TEXT, .size = 16, NO_FAULT});
		add_field(&event, &layout, rows[i].pid,
			  (struct hit_slot){.offset = 16, .size = 4, NO_FAULT});
		check_ok(decode(&layout, record, sizeof(record), &hit, &copy));
		hit_take_command(&hit);
		assert_string_equal(hit.comm, rows[i].want);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_have_their_size_and_sign),
		cmocka_unit_test(roles_fill_the_hit),
		cmocka_unit_test(long_commands_are_ended),
		cmocka_unit_test(texts_end_where_they_end),
		cmocka_unit_test(faults_are_told),
		cmocka_unit_test(longest_fetched_texts_may_be_cut),
		cmocka_unit_test(arrays_are_told_one_by_one),
		cmocka_unit_test(cut_records_are_refused),
		cmocka_unit_test(numbers_of_odd_sizes_are_none),
		cmocka_unit_test(commands_of_the_thread_itself_are_taken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
