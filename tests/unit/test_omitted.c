/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What an entry keeps of very many sentences about what was left out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

#include "base/str.h"
#include "cli/cached/omitted.h"
#include "tests/unit/check.h"

static void test_reason(void **state)
{
	static const char *const texts[][2] = {
		{"'a' cannot be fetched at f+4: it is gone (DW_OP_x).", "it is gone"},
		{"f+4 cannot be probed: a trap.", "a trap."},
		{"nothing else", "nothing else"},
		{"17 more: it is gone", "it is gone"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		_cleanup_free_ char *reason = NULL;

		check_ok(omitted_reason(texts[i][0], &reason));
		assert_string_equal(reason, texts[i][1]);
	}
}

static void test_count(void **state)
{
	static const char *const ones[] = {
		"",
		"f: a",
		"17",
		"17 more",
		"0 more: a",
		"-3 more: a",
		" 3 more: a",
		"99999999999999999999999 more: a",
		"4294967296 more: a",
	};

	(void)state;
	assert_int_equal(omitted_count("17 more: a"), 17);
	for (size_t i = 0; i < sizeof(ones) / sizeof(*ones); i++)
		assert_int_equal(omitted_count(ones[i]), 1);
}

static size_t sum(const struct cache_entry *entry)
{
	size_t all = 0;

	vec_for_each(&entry->left_out, sentence)
		all += omitted_count(*sentence);
	return all;
}

/* None goes without being counted, and stored once more it is the same. */
static void test_many(void **state)
{
	const size_t many = OMITTED_KEPT_MAX + 30;
	_cleanup_notes_ struct notes notes = NOTES_INIT, again = NOTES_INIT;
	_cleanup_cache_entry_ struct cache_entry first = {0}, second = {0};

	(void)state;
	for (size_t i = 0; i < many; i++)
		check_ok(notes_add(&notes, NOTE_OMITTED, "f+%zu cannot be probed: %s.", i,
				   i % 3 ? "a trap" : "a jump label"));
	check_ok(notes_add(&notes, NOTE_CHANGED, "Another name."));
	check_ok(omitted_store(&notes, &first));
	assert_int_equal(first.left_out.size, OMITTED_KEPT_MAX + 2);
	assert_string_equal(first.left_out.data[OMITTED_KEPT_MAX], "20 more: a trap.");
	assert_string_equal(first.left_out.data[OMITTED_KEPT_MAX + 1], "10 more: a jump label.");
	assert_int_equal(sum(&first), many);
	vec_for_each(&first.left_out, sentence)
		check_ok(notes_add(&again, NOTE_OMITTED, "%s", *sentence));
	check_ok(omitted_store(&again, &second));
	assert_int_equal(second.left_out.size, first.left_out.size);
	assert_int_equal(sum(&second), many);
	assert_string_equal(*vec_last(&second.left_out), *vec_last(&first.left_out));
}

static void test_few(void **state)
{
	_cleanup_notes_ struct notes notes = NOTES_INIT;
	_cleanup_cache_entry_ struct cache_entry entry = {0};

	(void)state;
	for (size_t i = 0; i < OMITTED_KEPT_MAX; i++)
		check_ok(notes_add(&notes, NOTE_OMITTED, "f+%zu: a trap.", i));
	check_ok(omitted_store(&notes, &entry));
	assert_int_equal(entry.left_out.size, OMITTED_KEPT_MAX);
	assert_string_equal(entry.left_out.data[OMITTED_KEPT_MAX - 1], "f+9999: a trap.");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_reason),
		cmocka_unit_test(test_count),
		cmocka_unit_test(test_many),
		cmocka_unit_test(test_few),
	};

	return cmocka_run_group_tests_name("omitted", tests, NULL, NULL);
}
