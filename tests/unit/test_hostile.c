/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Debuginfo that no compiler makes, written by hand in tests/dwarf/hostile-*.s: whatever it is,
 * there is an answer, soon, and nothing is left out without a word. test_hostile_types.c has types.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "image/index.h"
#include "probe/line_list.h"
#include "probe/line_range.h"
#include "probe/listing.h"
#include "tests/unit/hostile.h"

#define UNAVAILABLE SONDE_ERROR_UNAVAILABLE
#define NOT_FOUND   SONDE_ERROR_NOT_FOUND
#define FORMAT	    SONDE_ERROR_FORMAT

/* Blocks, calls, references between functions. */
static void test_nesting(void **state)
{
	static const struct row rows[] = {
		{"blocks $params", "p:probe/blocks blocks+0 outer=%di:s32", 0, NULL},
		{"blocks $vars", NULL, FORMAT, "nested over 512 deep"},
		{"blocks innermost", NULL, FORMAT, "nested over 512 deep"},
		{"nested_call", "p:probe/nested_call calls+0", 0, NULL},
		{"last_call", NULL, UNAVAILABLE, "No code is left of last_call"},
		/* Only its symbol is found. */
		{"in_namespaces", "p:probe/in_namespaces in_namespaces+0", 0, NULL},
		{"in_namespaces $params", NULL, UNAVAILABLE, "only a symbol"},
		{"namesakes $params", "p:probe/namesakes namesakes+0 same=%di:s32", 0, NULL},
		{"crowded acyx", "p:probe/crowded crowded+0 acyx=%di:s32", 0, NULL},
		{"crowded none", NULL, NOT_FOUND, "Failed to find 'none'"},
		/* Found by their symbols. */
		{"origin_self $vars", "p:probe/origin_self origin_self+0 own=%di:s32", 0, NULL},
		{"origin_one $vars", "p:probe/origin_one origin_one+0", 0, NULL},
		{"specified_self $vars", "p:probe/specified_self specified_self+0", 0, NULL},
		{"chained $vars", "p:probe/chained chained+0", 0, NULL},
		{"circles $vars", "p:probe/circles circles+0 in_circle=%ax:s32", 0, NULL},
		{"strange_calls $vars", "p:probe/strange_calls strange_calls+0 after=%di:s32", 0,
		 NULL},
		{"bare $vars", "p:probe/bare bare+0", 0, NULL},
		{"nameless $vars", NULL, UNAVAILABLE, "only a symbol"},
		{"three", NULL, NOT_FOUND, "'three' not found"},
	};

	(void)state;
	check_table("hostile-code", rows);
}

static void test_code_ranges(void **state)
{
	static const struct row rows[] = {
		{"low_only", "p:probe/low_only low_only+0", 0, NULL},
		{"high_before", "p:probe/high_before high_before+0", 0, NULL},
		{"high_only", NULL, UNAVAILABLE, "No code is left of high_only"},
		{"high_absurd $vars", "p:probe/high_absurd high_absurd+0 there=%di:s32", 0, NULL},
		{"high_absurd+8 $vars", NULL, UNAVAILABLE, "not within the function"},
		{"empty $vars", "p:probe/empty empty+0 there=%di:s32", 0, NULL},
		{"empty+4", NULL, UNAVAILABLE, "not within the function"},
		{"reversed_ranges", "p:probe/reversed_ranges reversed_ranges+0", 0, NULL},
		{"reversed_ranges $vars", NULL, UNAVAILABLE, "only a symbol"},
		{"overlapping $vars", "p:probe/overlapping overlapping+0 there=%di:s32", 0, NULL},
		{"everywhere $vars", NULL, UNAVAILABLE, "0x0 is in no code"},
		{"indexed", NULL, UNAVAILABLE, "No code is left of"},
		{"unended $vars", "p:probe/unended unended+0 there=%di:s32", 0, NULL},
		{"ranges_outside", NULL, UNAVAILABLE, "No code is left of"},
		{"ranges_number", NULL, UNAVAILABLE, "No code is left of"},
		{"entry_outside $vars", NULL, UNAVAILABLE, "is in no code"},
		{"blocks_outside $vars",
		 "p:probe/blocks_outside blocks_outside+0 everywhere=%di:s32", 0, NULL},
		{"in_no_section", NULL, UNAVAILABLE, "0x10 is in no code"},
		/* The kernel refuses the same probe a second time. */
		{"twins $vars", "p:probe/twins twins+0 there=%di:s32", 0, NULL},
	};

	(void)state;
	check_table("hostile-code", rows);
}

static void test_lists(void **state)
{
	static const struct row rows[] = {
		{"lists overlapping", "p:probe/lists lists+0 overlapping=%di:s32", 0, NULL},
		{"lists+8 overlapping", "p:probe/lists lists+8 overlapping=%di:s32", 0, NULL},
		{"lists backwards", NULL, UNAVAILABLE, "optimized out"},
		{"lists nowhere", NULL, UNAVAILABLE, "optimized out"},
		{"lists everywhere", "p:probe/lists lists+0 everywhere=%di:s32", 0, NULL},
		{"lists many", "p:probe/lists lists+0 many=%di:s32", 0, NULL},
		{"lists+4 many", NULL, UNAVAILABLE, "optimized out"},
		{"lists indexed", NULL, UNAVAILABLE, "cannot be read"},
		{"lists unknown", NULL, UNAVAILABLE, "cannot be read"},
		{"lists cut", NULL, UNAVAILABLE, "cannot be read"},
		{"lists negative", NULL, UNAVAILABLE, "its list is damaged"},
		{"lists long", NULL, UNAVAILABLE, "its list is damaged"},
		{"lists unended", "p:probe/lists lists+0 unended=%di:s32", 0, NULL},
		{"lists header", NULL, UNAVAILABLE, "cannot be read"},
		{"lists end", NULL, UNAVAILABLE, "cannot be read"},
		{"lists outside", NULL, UNAVAILABLE, "cannot be read"},
		{"lists number", NULL, UNAVAILABLE, "cannot be read"},
		{"lists number_huge", NULL, UNAVAILABLE, "cannot be read"},
		{"lists text", NULL, UNAVAILABLE, "cannot be read"},
		{"lists digit", NULL, UNAVAILABLE, "cannot be read"},
		{"lists reference", NULL, UNAVAILABLE, "constant"},
		{"lists block", NULL, UNAVAILABLE, "cannot be read"},
	};

	(void)state;
	check_table("hostile-places", rows);
}

static void test_expressions(void **state)
{
	static const struct row rows[] = {
		{"nested entry", "p:probe/nested nested+0 entry=%di:s32", 0, NULL},
		{"nested+4 entry", NULL, UNAVAILABLE, "entry"},
		{"nested entry_many", NULL, UNAVAILABLE, "nested too deep"},
		{"nested entry_long", NULL, UNAVAILABLE, "cannot be read"},
		{"nested entry_empty", NULL, UNAVAILABLE, "damaged"},
		{"nested entry_unknown", NULL, UNAVAILABLE, "'entry_unknown' cannot be"},
		{"nested piece_huge", NULL, UNAVAILABLE, "'piece_huge' cannot be"},
		{"nested piece_none", NULL, UNAVAILABLE, "'piece_none' cannot be"},
		{"nested implicit_cut", NULL, UNAVAILABLE, "cannot be read"},
		{"nested pointer_outside", NULL, UNAVAILABLE, "'pointer_outside' cannot be"},
		{"nested convert", NULL, UNAVAILABLE, "'convert' cannot be"},
		{"nested jump_back", NULL, UNAVAILABLE, "'jump_back' cannot be"},
		{"nested jump_away", NULL, UNAVAILABLE, "'jump_away' cannot be"},
		{"nested call", NULL, UNAVAILABLE, "'call' cannot be"},
		{"nested call_far", NULL, UNAVAILABLE, "'call_far' cannot be"},
		{"nested addrx", NULL, UNAVAILABLE, "'addrx' cannot be"},
		{"nested long", "p:probe/nested nested+0 long=+0(%di):s32", 0, NULL},
		{"nested derefs", NULL, UNAVAILABLE, "more than 14 pointers"},
	};

	(void)state;
	check_table("hostile-places", rows);
}

static void test_frames(void **state)
{
	static const struct row rows[] = {
		{"base_empty v", NULL, UNAVAILABLE, "'v' cannot be fetched at base_empty"},
		{"base_self v", NULL, UNAVAILABLE, "nested too deep"},
		{"base_twice v", NULL, UNAVAILABLE, "nested too deep"},
		{"base_entry v", NULL, UNAVAILABLE, "nested too deep"},
		{"base_list v", NULL, UNAVAILABLE, "nested too deep"},
		{"base_piece v", NULL, UNAVAILABLE, "'v' cannot be fetched at base_piece"},
		{"base_constant v", NULL, UNAVAILABLE, "at a fixed address"},
		{"base_outside v", NULL, UNAVAILABLE, "base is not known"},
		{"cfa_self v", NULL, UNAVAILABLE, "nested too deep"},
		{"cfa_frame v", NULL, UNAVAILABLE, "nested too deep"},
		{"cfa_cut v", NULL, UNAVAILABLE, "no call frame information"},
		{"cfa_underflow v", NULL, UNAVAILABLE, "damaged"},
		{"cfa_unknown v", NULL, UNAVAILABLE, "no call frame information"},
		{"cfa_register v", NULL, UNAVAILABLE, "DWARF register 4294967295"},
		{"cfa_restored v", NULL, UNAVAILABLE, "no call frame information"},
		{"cfa_remembered v", "p:probe/cfa_remembered cfa_remembered+0 v=+16(%sp):s32", 0,
		 NULL},
		{"cfa_no_cie v", NULL, UNAVAILABLE, "no call frame information"},
		{"cfa_none v", NULL, UNAVAILABLE, "no call frame information"},
	};

	(void)state;
	check_table("hostile-places", rows);
}

/* What $vars stands for is in the event or in a note. */
static void check_complete(const char *name, const char *text, size_t variables)
{
	_cleanup_image_ struct image *image = open_image(name);
	_cleanup_notes_ struct notes notes = NOTES_INIT;
	const double start = processor_seconds();
	struct answer answer = {0};

	check_ok(resolve(image, text, &notes, &answer));
	check_time(start, text);
	assert_int_equal(answer.events, 1);
	assert_int_equal(answer.args + notes.size, variables);
	str_deinit(&answer.lines);
}

static void test_all_variables(void **state)
{
	(void)state;
	check_complete("hostile-types", "types $vars", 42);
	check_complete("hostile-places", "lists $vars", 20);
	check_complete("hostile-places", "nested $vars", 20);
}

/* Every function with everything that can be listed, and all its lines. */
static void list_function(struct image *image, const char *name)
{
	const struct listing_options options = {.externs = true, .ranges = true};
	_cleanup_listing_places_ struct listing_places places = VEC_INIT;
	_cleanup_probe_def_ struct probe_def def = {0};
	_cleanup_line_range_ struct line_range range = {0};
	_cleanup_line_lists_ struct line_lists lists = VEC_INIT;
	_cleanup_notes_ struct notes notes = NOTES_INIT;
	const double start = processor_seconds();
	struct sonde_error *error = NULL;

	check_ok(probe_def_parse(name, &def));
	error = listing_make(image, &def, &options, &notes, &places);
	if (error && error->kind != UNAVAILABLE && error->kind != FORMAT)
		fail_msg("%s: %s", name, error->message);
	assert_true(error || places.size);
	sonde_error_destroy(error);
	check_ok(line_range_parse(name, &range));
	/* None of these images has a line table. */
	check_error(line_lists_find(image, &range, false, &lists), NOT_FOUND, name);
	check_time(start, name);
}

static void list_image(const char *name, size_t functions)
{
	_cleanup_image_ struct image *image = open_image(name);
	size_t count = 0;

	for (size_t i = 0; i < index_name_count(image->index); i++) {
		const char *function = index_name(image->index, i);

		/* Two names are none: one is empty, one has a newline. */
		if (!*function || strchr(function, '\n'))
			continue;
		list_function(image, function);
		count++;
	}
	assert_int_equal(count, functions);
}

static void test_listings(void **state)
{
	(void)state;
	list_image("hostile-types", 2);
	list_image("hostile-code", 26);
	list_image("hostile-places", 22);
}

/* What listing a variable of damaged debuginfo gives. */
static void test_listing(void **state)
{
	_cleanup_image_ struct image *image = open_image("hostile-places");
	const struct listing_options options = {.ranges = true};
	_cleanup_listing_places_ struct listing_places places = VEC_INIT;
	_cleanup_probe_def_ struct probe_def def = {0};
	_cleanup_notes_ struct notes notes = NOTES_INIT;

	(void)state;
	check_ok(probe_def_parse("lists", &def));
	check_ok(listing_make(image, &def, &options, &notes, &places));
	assert_int_equal(places.size, 1);
	/* All of them are listed; those that are nowhere say why. */
	assert_int_equal(places.data[0].variables.size, 20);
	vec_for_each(&places.data[0].variables, variable) {
		if (!variable->available)
			assert_non_null(variable->reason);
		if (strcmp(variable->name, "backwards") == 0)
			assert_int_equal(variable->ranges.size, 0);
		if (strcmp(variable->name, "overlapping") == 0)
			assert_int_equal(variable->ranges.size, 3);
	}
}

/* A DW_AT_sibling that leads back, and nesting without an end, cost what is behind them. */
static void test_damage(void **state)
{
	static const struct row rows[] = {
		{"behind_itself", "p:probe/behind_itself behind_itself+0", 0, NULL},
		{"behind_itself v", NULL, UNAVAILABLE, "only a symbol"},
		{"first v->first", "p:probe/first first+0 first=+0(%di):s32", 0, NULL},
		{"skipped v", NULL, UNAVAILABLE, "only a symbol"},
		{"last $vars", "p:probe/last last+0 v=%di:x64", 0, NULL},
	};
	static const char *const damaged[] = {"hostile-siblings", "hostile-code"};
	static const char *const whole[] = {"hostile-types", "hostile-places", "expr"};

	(void)state;
	check_table("hostile-siblings", rows);
	for (size_t i = 0; i < 2; i++) {
		_cleanup_image_ struct image *image = open_image(damaged[i]);

		assert_true(image->is_damaged);
	}
	for (size_t i = 0; i < 3; i++) {
		_cleanup_image_ struct image *image = open_image(whole[i]);

		assert_false(image->is_damaged);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nesting),	 cmocka_unit_test(test_code_ranges),
		cmocka_unit_test(test_lists),	 cmocka_unit_test(test_expressions),
		cmocka_unit_test(test_frames),	 cmocka_unit_test(test_all_variables),
		cmocka_unit_test(test_listings), cmocka_unit_test(test_listing),
		cmocka_unit_test(test_damage),	 cmocka_unit_test(test_memory),
	};

	return cmocka_run_group_tests_name("hostile", tests, make_images, NULL);
}
