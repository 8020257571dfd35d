/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/path.h"
#include "probe/die.h"
#include "probe/line.h"
#include "probe/line_rows.h"
#include "probe/path.h"
#include "tests/unit/lines.h"

static const struct symbol *symbol_at(const struct image *image, uint64_t address)
{
	for (size_t i = 0; i < image->symbols.count; i++) {
		const struct symbol *symbol = &image->symbols.sorted[i];

		if (address >= symbol->address && address < symbol->address + symbol->size)
			return symbol;
	}
	return NULL;
}

/* Whether the line begins at the address, by a plain search of the table. */
static bool begins_at(const struct fixture *fixture, uint32_t line, uint64_t address)
{
	_cleanup_(line_rows_deinit) struct line_rows rows = VEC_INIT;
	_cleanup_(paths_deinit) struct paths paths = {0};
	Dwarf_Die unit = fixture->unit;
	bool begins = false;

	check_ok(line_rows_read(&unit, &paths, &rows));
	vec_for_each(&rows, row)
		begins |= row->address == address && row->source.line == line && row->is_statement;
	return begins;
}

/* A line, known by its word, and where it is to be found. */
struct line_test {
	const char *function;
	const char *word;
	size_t places;
	/** It is in this symbol, NULL for the function's own. */
	const char *symbol;
};

static void check_places(const struct fixture *fixture, const struct line_test *row, uint32_t line,
			 const struct line_places *places)
{
	if (places->size != row->places)
		fail_msg("%s in %s: %zu places", row->word, fixture->name, places->size);
	vec_for_each(places, place) {
		const struct symbol *symbol = symbol_at(fixture->image, place->address);
		const char *wanted = row->symbol ? row->symbol : row->function;

		if (!symbol || strcmp(symbols_name(&fixture->image->symbols, symbol), wanted) != 0)
			fail_msg("%s in %s: not in %s", row->word, fixture->name, wanted);
		if (!begins_at(fixture, line, place->address))
			fail_msg("%s in %s: not there", row->word, fixture->name);
		assert_true(place == places->data || place[-1].address < place->address);
	}
}

/* What is the same for all compilers. */
static const struct line_test line_tests[] = {
	{"loop_sum", "loop-head", 2, NULL},	{"loop_sum", "loop-body", 1, NULL},
	{"loop_sum", "loop-return", 1, NULL},	{"calls", "calls-first", 1, NULL},
	{"calls", "calls-two", 1, NULL},	{"calls", "calls-return", 1, NULL},
	{"rare", "rare-test", 1, NULL},		{"slow", "slow-return", 1, NULL},
	{"several", "several-line", 1, NULL},	{"several", "several-return", 1, NULL},
	{"one_line", "one-line", 1, NULL},	{"borrows", "borrows-first", 1, NULL},
	{"borrows", "borrows-return", 1, NULL}, {"enter_call", "pair-body", 1, NULL},
};

static void test_copies(void **state)
{
	(void)state;
	for (size_t i = 0; i < IMAGE_COUNT; i++) {
		_cleanup_(fixture_deinit) struct fixture fixture = open_fixture(image_names[i]);

		for (size_t j = 0; j < sizeof(line_tests) / sizeof(*line_tests); j++) {
			const struct line_test *row = &line_tests[j];
			_cleanup_(line_places_deinit) struct line_places places = VEC_INIT,
									 same = VEC_INIT;
			_cleanup_(func_instances_deinit) struct func_instances copies =
				find_func(&fixture, row->function);
			const uint32_t line = line_of("lines.c", row->word);

			assert_int_equal(copies.size, 1);
			check_ok(line_find_in_copy(fixture.table, &copies.data[0], only(line),
						   &places));
			check_places(&fixture, row, line, &places);
			check_ok(line_find_in_file(fixture.table, "lines.c", only(line), &same));
			check_places(&fixture, row, line, &same);
		}
	}
}

/* Code that gcc moves out of the way. */
static void test_cold(void **state)
{
	static const struct line_test rows[] = {
		{"rare", "rare-slow", 1, "rare.cold"},
		{"rare", "rare-last", 1, "rare.cold"},
		{"rare", "rare-return", 1, "rare"},
	};
	_cleanup_(fixture_deinit) struct fixture fixture = open_fixture("mini-gcc-5");
	_cleanup_(func_instances_deinit) struct func_instances copies = find_func(&fixture, "rare");

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		_cleanup_(line_places_deinit) struct line_places places = VEC_INIT;
		const uint32_t line = line_of("lines.c", rows[i].word);

		check_ok(line_find_in_copy(fixture.table, &copies.data[0], only(line), &places));
		check_places(&fixture, &rows[i], line, &places);
	}
}

/* A line that is nothing but a call: its entry, and the call is the caller's. */
static void test_only_call(void **state)
{
	(void)state;
	for (size_t i = 0; i < IMAGE_COUNT; i++) {
		_cleanup_(fixture_deinit) struct fixture fixture = open_fixture(image_names[i]);
		_cleanup_(line_places_deinit) struct line_places places = VEC_INIT;
		const uint32_t line = line_of("lines.c", "calls-one");

		check_ok(line_find_in_file(fixture.table, "lines.c", only(line), &places));
		assert_int_equal(places.size, 1);
		assert_int_equal(places.data[0].address, address_of(fixture.image, "calls"));
		assert_string_equal(die_name(&places.data[0].instance.die), "calls");
		assert_false(places.data[0].instance.is_inlined);
	}
}

/* Each inlined copy has the lines of its function, and the line that declares it its entry. */
static void test_inlined(void **state)
{
	(void)state;
	for (size_t i = 0; i < IMAGE_COUNT; i++) {
		_cleanup_(fixture_deinit) struct fixture fixture = open_fixture(image_names[i]);
		_cleanup_(func_instances_deinit) struct func_instances copies =
			find_func(&fixture, "clamped");
		_cleanup_(line_places_deinit) struct line_places file = VEC_INIT;
		const uint32_t line = line_of("lines.c", "int clamped(");

		assert_int_equal(copies.size, 2);
		check_ok(line_find_in_file(fixture.table, "lines.c", only(line), &file));
		assert_int_equal(file.size, 2);
		for (size_t j = 0; j < 2; j++) {
			_cleanup_(line_places_deinit) struct line_places places = VEC_INIT;
			const struct line_place *same =
				&file.data[file.data[0].address != copies.data[j].entry];

			check_ok(line_find_in_copy(fixture.table, &copies.data[j], only(line),
						   &places));
			assert_int_equal(places.size, 1);
			assert_int_equal(places.data[0].address, copies.data[j].entry);
			assert_int_equal(same->address, copies.data[j].entry);
			check_same_die(&same->instance, &copies.data[j]);
		}
	}
}

/* All copies of a function at once, in order. */
static void test_all_copies(void **state)
{
	(void)state;
	for (size_t i = 0; i < IMAGE_COUNT; i++) {
		_cleanup_(fixture_deinit) struct fixture fixture = open_fixture(image_names[i]);
		_cleanup_(func_instances_deinit) struct func_instances copies =
			find_func(&fixture, "clamped");
		_cleanup_(line_places_deinit) struct line_places all = VEC_INIT, each = VEC_INIT;

		assert_int_equal(copies.size, 2);
		vec_for_each(&copies, copy)
			check_ok(line_find_in_copy(fixture.table, copy, LINE_SPAN_ALL, &each));
		/* It does not matter which copy is given. */
		check_ok(line_find_in_copies(fixture.table, &copies.data[i % 2], LINE_SPAN_ALL,
					     &all));
		assert_int_equal(all.size, each.size);
		for (size_t j = 1; j < all.size; j++) {
			assert_true(all.data[j - 1].line < all.data[j].line ||
				    (all.data[j - 1].line == all.data[j].line &&
				     all.data[j - 1].address < all.data[j].address));
		}
	}
}

/* Lines that a function does not have. */
static void test_none(void **state)
{
	static const struct line_test rows[] = {
		/* Of other functions, before and behind. */
		{"loop_sum", "clamped-return", 0, NULL},
		{"loop_sum", "calls-first", 0, NULL},
		{"calls", "rare-test", 0, NULL},
		{"calls", "clamped-test", 0, NULL},
		{"rare", "slow-return", 0, NULL},
		/* Comments. */
		{"calls", "nothing but calls", 0, NULL},
		{"several", "clang-format off", 0, NULL},
	};
	_cleanup_(fixture_deinit) struct fixture fixture = open_fixture("mini-gcc-5");
	_cleanup_(func_instances_deinit) struct func_instances other = find_func(&fixture,
										 "vfs_read");
	_cleanup_(line_places_deinit) struct line_places places = VEC_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		_cleanup_(func_instances_deinit) struct func_instances copies =
			find_func(&fixture, rows[i].function);
		const uint32_t line = line_of("lines.c", rows[i].word);

		check_ok(line_find_in_copy(fixture.table, &copies.data[0], only(line), &places));
		check_places(&fixture, &rows[i], line, &places);
	}
	/* A copy of another unit. */
	check_ok(line_find_in_copy(fixture.table, &other.data[0], only(30), &places));
	check_ok(line_find_in_file(fixture.table, "lines.c", only(100000), &places));
	check_ok(line_find_in_file(fixture.table, "ines.c", only(24), &places));
	check_ok(line_find_in_file(fixture.table, "mini.c", only(24), &places));
	assert_int_equal(places.size, 0);
}

/* Lines of files that were included: a header's functions, a piece of a body. */
static void test_included(void **state)
{
	(void)state;
	for (size_t i = 0; i < IMAGE_COUNT; i++) {
		_cleanup_(fixture_deinit) struct fixture fixture = open_fixture(image_names[i]);
		_cleanup_(line_places_deinit) struct line_places head = VEC_INIT, piece = VEC_INIT;

		check_ok(line_find_in_file(fixture.table, "lines.h",
					   only(line_of("lines.h", "int scaled(")), &head));
		assert_true(head.size >= 1);
		assert_string_equal(die_name(&head.data[0].instance.die), "scaled");
		assert_string_equal(die_name(&head.data[0].instance.outer), "calls");
		check_ok(line_find_in_file(fixture.table, "lines.inc",
					   only(line_of("lines.inc", "inc-barrier")), &piece));
		assert_int_equal(piece.size, 1);
		assert_string_equal(die_name(&piece.data[0].instance.die), "borrows");
	}
}

/* Two functions of one macro: the line has the entry of both, which is one place. */
static void test_macro(void **state)
{
	_cleanup_(fixture_deinit) struct fixture fixture = open_fixture("mini-gcc-5");
	_cleanup_(line_places_deinit) struct line_places head = VEC_INIT, body = VEC_INIT;

	(void)state;
	check_ok(line_find_in_file(fixture.table, "lines.c", only(line_of("lines.c", "pair-head")),
				   &head));
	assert_int_equal(head.size, 1);
	assert_int_equal(head.data[0].address, address_of(fixture.image, "enter_call"));
	assert_string_equal(die_name(&head.data[0].instance.die), "enter_call");
	check_ok(line_find_in_file(fixture.table, "lines.c", only(line_of("lines.c", "pair-body")),
				   &body));
	assert_int_equal(body.size, 1);
	assert_string_equal(die_name(&body.data[0].instance.die), "do_call");
}

static void test_declaration(void **state)
{
	(void)state;
	for (size_t i = 0; i < IMAGE_COUNT; i++) {
		_cleanup_(fixture_deinit) struct fixture fixture = open_fixture(image_names[i]);
		_cleanup_(func_instances_deinit) struct func_instances copies =
			find_func(&fixture, "clamped");
		Dwarf_Die die = copies.data[0].die, unit = fixture.unit;
		const char *path;
		uint32_t line;

		/* Of an inlined copy, by way of the function that it is a copy of. */
		assert_true(line_of_declaration(&die, &path, &line));
		assert_true(path_ends_with(path, "lines.c"));
		assert_int_equal(line, line_of("lines.c", "int clamped("));
		assert_false(line_of_declaration(&unit, &path, &line));
	}
}

/* The table by a second reader: rows are sorted, and each is found by its address. */
static void test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < IMAGE_COUNT; i++) {
		_cleanup_(fixture_deinit) struct fixture fixture = open_fixture(image_names[i]);
		_cleanup_(line_rows_deinit) struct line_rows rows = VEC_INIT;
		_cleanup_(paths_deinit) struct paths paths = {0};
		const uint64_t calls = address_of(fixture.image, "calls");
		size_t at;

		check_ok(line_rows_read(&fixture.unit, &paths, &rows));
		for (size_t j = 1; j < rows.size; j++)
			assert_true(rows.data[j - 1].address <= rows.data[j].address);
		at = line_rows_from(&rows, calls);
		assert_true(at > 0 && at < rows.size);
		assert_int_equal(rows.data[at].address, calls);
		assert_true(rows.data[at - 1].address < calls);
		assert_true(path_ends_with(paths.texts.data[rows.data[at].source.file], "lines.c"));
		assert_int_equal(line_rows_from(&rows, 0), 0);
		assert_int_equal(line_rows_from(&rows, UINT64_MAX), rows.size);
	}
}

/* A unit without a line table has functions still. */
static void test_no_table(void **state)
{
	_cleanup_image_ struct image *image = open_image("expr");
	_cleanup_line_table_ struct line_table *table = NULL;
	_cleanup_(line_places_deinit) struct line_places places = VEC_INIT;
	Dwarf_CU *cu = NULL;
	Dwarf_Die unit;

	(void)state;
	check_ok(image_debuginfo_open(image));
	assert_int_equal(dwarf_get_units(image->dwarf, cu, &cu, NULL, NULL, &unit, NULL), 0);
	check_ok(line_table_create(&unit, &table));
	check_ok(line_find_in_file(table, "expr.c", only(1), &places));
	assert_int_equal(places.size, 0);
	line_table_destroy(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_copies),	    cmocka_unit_test(test_cold),
		cmocka_unit_test(test_only_call),   cmocka_unit_test(test_inlined),
		cmocka_unit_test(test_all_copies),  cmocka_unit_test(test_none),
		cmocka_unit_test(test_included),    cmocka_unit_test(test_macro),
		cmocka_unit_test(test_declaration), cmocka_unit_test(test_rows),
		cmocka_unit_test(test_no_table),
	};

	return cmocka_run_group_tests_name("line", tests, make_images, NULL);
}
