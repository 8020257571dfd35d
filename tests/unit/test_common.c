/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/str.h"
#include "probe/common.h"
#include "tests/unit/check.h"

#define LINES_MAX 5

/* Events before, and after. */
struct row {
	const char *before[LINES_MAX];
	const char *after[LINES_MAX];
	/** The remarks, or part of the error. */
	const char *notes[LINES_MAX], *error;
};

static void add(struct probe_events *events, const char *line)
{
	struct probe_event event;

	check_ok(probe_event_parse(line, &event));
	vec_for_each(&event.args, arg)
		arg->rank = strncmp(arg->name, "asked", 5) == 0 ? PROBE_RANK_ASKED
								: PROBE_RANK_VARIABLE;
	check_ok(vec_push(events, event));
}

static void check_lines(const struct probe_events *events, const char *const *expected)
{
	for (size_t i = 0; i < LINES_MAX && expected[i]; i++) {
		_cleanup_str_ struct str text = STR_INIT;

		assert_true(i < events->size);
		probe_event_print(&events->data[i], &text);
		assert_string_equal(str_text(&text), expected[i]);
	}
}

static const struct row type_rows[] = {
	/* A constant takes the type of what is read, wherever that is. */
	{{"p:g/e a+0 x=\\5:s64", "p:g/e b+0 x=%di:x32", "p:g/e c+0 x=\\6:s64"},
	 {"p:g/e a+0 x=\\5:x32", "p:g/e b+0 x=%di:x32", "p:g/e c+0 x=\\6:x32"},
	 {NULL},
	 NULL},
	/* Unless it is read with the constant's own type, too. */
	{{"p:g/e a+0 x=%di:x32", "p:g/e b+0 x=\\5:s64", "p:g/e c+0 x=%di:s64"},
	 {"p:g/e a+0 x=%di:x32", "p:g/e b+0 x=\\5:s64", "p:g/e c+0 x=%di:s64"},
	 {NULL},
	 NULL},
	/* Without one, that of the first. */
	{{"p:g/e a+0 x=\\5:s64", "p:g/e b+0 x=\\7:u8"},
	 {"p:g/e a+0 x=\\5:s64", "p:g/e b+0 x=\\7:s64"},
	 {NULL},
	 NULL},
	/* What is read keeps its type. */
	{{"p:g/e a+0 x=%di:s32", "p:g/e b+0 x=%si:s64"},
	 {"p:g/e a+0 x=%di:s32", "p:g/e b+0 x=%si:s64"},
	 {NULL},
	 NULL},
	{{"p:g/e a+0 x=%di:s32", "p:g/e b+0 x=+8(\\4096):s64"},
	 {"p:g/e a+0 x=%di:s32", "p:g/e b+0 x=+8(\\4096):s64"},
	 {NULL},
	 NULL},
	/* Numbers at the edges of types. */
	{{"p:g/e a+0 x=%di:s8", "p:g/e b+0 x=\\-128:s32", "p:g/e c+0 x=\\-129:s32",
	  "p:g/e d+0 x=\\127:x64", "p:g/e e+0 x=\\128:x64"},
	 {"p:g/e a+0 x=%di:s8", "p:g/e b+0 x=\\-128:s8", "p:g/e c+0 x=\\-129:s32",
	  "p:g/e d+0 x=\\127:s8", "p:g/e e+0 x=\\128:x64"},
	 {NULL},
	 NULL},
	{{"p:g/e a+0 x=%di:x64", "p:g/e b+0 x=\\-1:s32", "p:g/e c+0 x=\\-1:x32",
	  "p:g/e d+0 x=\\-1:u64", "p:g/e e+0 x=\\255:s8"},
	 {"p:g/e a+0 x=%di:x64", "p:g/e b+0 x=\\-1:s32", "p:g/e c+0 x=\\4294967295:x64",
	  "p:g/e d+0 x=\\-1:x64", "p:g/e e+0 x=\\255:s8"},
	 {NULL},
	 NULL},
	{{"p:g/e a+0 x=%di:s64", "p:g/e b+0 x=\\-1:u64", "p:g/e c+0 x=\\-1:s8"},
	 {"p:g/e a+0 x=%di:s64", "p:g/e b+0 x=\\-1:u64", "p:g/e c+0 x=\\-1:s64"},
	 {NULL},
	 NULL},
	/* Other types are left alone, and so are other events. */
	{{"p:g/e a+0 x=+0(%di):string", "p:g/e b+0 x=\\0:x64", "p:g/f c+0 x=\\1:s32",
	  "p:g/f d+0 x=%di:b3@0/8", "p:h/e e+0 x=\\1:s8"},
	 {"p:g/e a+0 x=+0(%di):string", "p:g/e b+0 x=\\0:x64", "p:g/f c+0 x=\\1:s32",
	  "p:g/f d+0 x=%di:b3@0/8", "p:h/e e+0 x=\\1:s8"},
	 {NULL},
	 NULL},
	{{"p:g/e a+0 x=\\1 x2=$comm", "p:g/e b+0 x=%di:s32 x2=\\1:u8"},
	 {"p:g/e a+0 x=\\1 x2=$comm", "p:g/e b+0 x=%di:s32 x2=\\1:u8"},
	 {NULL},
	 NULL},
};

static void test_types(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(type_rows) / sizeof(*type_rows); i++) {
		_cleanup_probe_events_ struct probe_events events = VEC_INIT;

		for (size_t k = 0; k < LINES_MAX && type_rows[i].before[k]; k++)
			add(&events, type_rows[i].before[k]);
		check_ok(common_types(&events));
		check_lines(&events, type_rows[i].after);
	}
}

static const struct row arg_rows[] = {
	/* One place, and places that are alike, lose nothing. */
	{{"p:g/e a+0 x=%di:s32 y=%si:x64"}, {"p:g/e a+0 x=%di:s32 y=%si:x64"}, {NULL}, NULL},
	{{"p:g/e a+0 x=%di:s32", "p:g/e b+0 x=%si:s32"},
	 {"p:g/e a+0 x=%di:s32", "p:g/e b+0 x=%si:s32"},
	 {NULL},
	 NULL},
	/* What one lacks, all lack; in the order of the first. */
	{{"p:g/e a+0 x=%di:s32 y=%si:x64 z=%dx:x8", "p:g/e b+0 z=%ax:x8 x=%di:s32",
	  "p:g/e c+0 w=%di:s32 x=%di:s32 y=%si:x64 z=%cx:x8"},
	 {"p:g/e a+0 x=%di:s32 z=%dx:x8", "p:g/e b+0 x=%di:s32 z=%ax:x8",
	  "p:g/e c+0 x=%di:s32 z=%cx:x8"},
	 {"'y' of e: not all places of the event have it (2 of 3 do).",
	  "'w' of e: not all places of the event have it (1 of 3 do)."},
	 NULL},
	/* Types are compared as the kernel does. */
	{{"p:g/e a+0 x=%di:s32 y=%si:b3@0/8", "p:g/e b+0 x=%di:s64 y=%si:u8"},
	 {"p:g/e a+0 y=%si:b3@0/8", "p:g/e b+0 y=%si:u8"},
	 {"'x' of e: it has not the same type at all places of the event (s32, s64)."},
	 NULL},
	/* Nothing may be left; other events are others. */
	{{"p:g/e a+0 x=%di:s32", "p:g/e b+0", "p:g/f c+0 x=%di:s32"},
	 {"p:g/e a+0", "p:g/e b+0", "p:g/f c+0 x=%di:s32"},
	 {"'x' of e: not all places of the event have it (1 of 2 do)."},
	 NULL},
	{{"p:g/e a+0 asked=%di:s32 y=%si:x64", "p:g/e b+0 y=%si:x64"},
	 {NULL},
	 {NULL},
	 "'asked' was asked for by name, and not all places of e have it (1 of 2 do)."},
	{{"p:g/e a+0 asked=%di:s32", "p:g/e b+0 asked=%si:x64"},
	 {NULL},
	 {NULL},
	 "'asked' was asked for by name, and has not the same type at all places of e (s32, x64)."},
};

static void check_notes(const struct notes *notes, const char *const *expected)
{
	size_t count = 0;

	for (; count < LINES_MAX && expected[count]; count++) {
		assert_true(count < notes->size);
		assert_string_equal(notes->data[count].text, expected[count]);
		assert_int_equal(notes->data[count].kind, NOTE_OMITTED);
	}
	assert_int_equal(notes->size, count);
}

static void test_args(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(arg_rows) / sizeof(*arg_rows); i++) {
		_cleanup_probe_events_ struct probe_events events = VEC_INIT;
		_cleanup_notes_ struct notes notes = NOTES_INIT;
		struct sonde_error *error;

		for (size_t k = 0; k < LINES_MAX && arg_rows[i].before[k]; k++)
			add(&events, arg_rows[i].before[k]);
		error = common_args(&events, &notes);
		if (arg_rows[i].error) {
			check_error(error, SONDE_ERROR_UNAVAILABLE, arg_rows[i].error);
			continue;
		}
		check_ok(error);
		check_lines(&events, arg_rows[i].after);
		check_notes(&notes, arg_rows[i].notes);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_types),
		cmocka_unit_test(test_args),
	};

	return cmocka_run_group_tests_name("common", tests, NULL, NULL);
}
