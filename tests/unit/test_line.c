/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/path.h"
#include "probe/die.h"
#include "probe/line.h"
#include "probe/line_rows.h"
#include "probe/path.h"
#include "probe/search.h"
#include "probe/within.h"
#include "tests/unit/images.h"

static const char *const image_names[] = {"mini-gcc-4", "mini-gcc-5", "mini-clang-4",
					  "mini-clang-5", "mini-arm64"};
#define IMAGE_COUNT (sizeof(image_names) / sizeof(*image_names))

/* An image, and the lines of its unit lines.c. */
struct fixture {
	const char *name;
	struct image *image;
	Dwarf_Die unit;
	struct line_table *table;
};

static void fixture_deinit(struct fixture *fixture)
{
	line_table_destroy(fixture->table);
	image_destroy(fixture->image);
}

static Dwarf_Die find_unit(const struct image *image, const char *name)
{
	Dwarf_CU *cu = NULL;
	Dwarf_Die unit = {0};

	while (dwarf_get_units(image->dwarf, cu, &cu, NULL, NULL, &unit, NULL) == 0) {
		if (path_ends_with(die_name(&unit), name))
			return unit;
	}
	fail_msg("no unit %s in %s", name, image->path);
	return unit;
}

static struct fixture open_fixture(const char *name)
{
	struct fixture fixture = {.name = name, .image = open_image(name)};

	check_ok(image_debuginfo_open(fixture.image));
	fixture.unit = find_unit(fixture.image, "lines.c");
	check_ok(line_table_create(&fixture.unit, &fixture.table));
	return fixture;
}

/* The line of a file beside tests/dwarf/build that has the word. */
static uint32_t line_of(const char *file, const char *word)
{
	_cleanup_str_ struct str path = STR_INIT, text = STR_INIT;
	const char *found;
	uint32_t line = 1;

	str_appendf(&path, "%s/tests/dwarf/%s", check_env("SRCDIR"), file);
	check_ok(file_read(str_text(&path), 0, &text));
	found = strstr(str_text(&text), word);
	if (!found) {
		fail_msg("%s is not in %s", word, file);
		return 0;
	}
	for (const char *at = str_text(&text); at < found; at++)
		line += *at == '\n';
	return line;
}

static const struct symbol *symbol_at(const struct image *image, uint64_t address)
{
	for (size_t i = 0; i < image->symbols.count; i++) {
		const struct symbol *symbol = &image->symbols.sorted[i];

		if (address >= symbol->address && address < symbol->address + symbol->size)
			return symbol;
	}
	return NULL;
}

static uint64_t address_of(const struct image *image, const char *name)
{
	const struct symbol *symbol = symbols_unique(&image->symbols, name);

	assert_non_null(symbol);
	return symbol->address;
}

static struct func_instances find_func(const struct fixture *fixture, const char *name)
{
	struct func_result found = {0};

	check_ok(func_find(fixture->image, &(struct func_query){.name = name}, &found));
	return found.instances;
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
static struct line_span only(uint32_t line)
{
	return (struct line_span){line, line};
}

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

static void check_same_die(const struct func_instance *a, const struct func_instance *b)
{
	Dwarf_Die x = a->die, y = b->die;

	assert_int_equal(dwarf_dieoffset(&x), dwarf_dieoffset(&y));
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

static const struct line_mark *mark_of(const struct line_marks *marks, uint32_t line)
{
	vec_for_each(marks, mark) {
		if (mark->line == line)
			return mark;
	}
	return NULL;
}

static void test_marks(void **state)
{
	_cleanup_(fixture_deinit) struct fixture fixture = open_fixture("mini-gcc-5");
	_cleanup_(line_marks_deinit) struct line_marks marks = VEC_INIT;
	const uint32_t first = line_of("lines.c", "int clamped("),
		       one = line_of("lines.c", "calls-one");
	const struct line_mark *mark;

	(void)state;
	check_ok(line_mark_file(fixture.table, "lines.c", LINE_SPAN_ALL, &marks));
	mark = mark_of(&marks, first);
	assert_non_null(mark);
	assert_int_equal(mark->places, 2);
	assert_true(mark->only_inlined);
	assert_true(path_ends_with(mark->path, "lines.c"));
	mark = mark_of(&marks, one);
	assert_non_null(mark);
	assert_int_equal(mark->places, 1);
	assert_false(mark->only_inlined);
	assert_string_equal(mark->inlines, "clamped");
	assert_null(mark_of(&marks, line_of("lines.c", "nothing but calls")));
	for (size_t i = 1; i < marks.size; i++)
		assert_true(marks.data[i - 1].line < marks.data[i].line);
}

/* The places of one line are those that come next in all of the file. */
static void check_part(const struct line_places *all, size_t *next,
		       const struct line_places *places)
{
	vec_for_each(places, place) {
		const struct line_place *same = &all->data[*next];

		assert_true(*next < all->size);
		assert_int_equal(same->line, place->line);
		assert_int_equal(same->address, place->address);
		assert_string_equal(same->path, place->path);
		(*next)++;
	}
}

/* Every mark has as many places as it says, and what has no mark has none. */
static void test_marks_and_places(void **state)
{
	static const char *const files[] = {"lines.c", "lines.h", "lines.inc"};

	(void)state;
	for (size_t i = 0; i < IMAGE_COUNT; i++) {
		_cleanup_(fixture_deinit) struct fixture fixture = open_fixture(image_names[i]);

		for (size_t j = 0; j < sizeof(files) / sizeof(*files); j++) {
			_cleanup_(line_marks_deinit) struct line_marks marks = VEC_INIT;
			_cleanup_(line_places_deinit) struct line_places all = VEC_INIT;
			size_t next = 0;

			check_ok(line_mark_file(fixture.table, files[j], LINE_SPAN_ALL, &marks));
			check_ok(line_find_in_file(fixture.table, files[j], LINE_SPAN_ALL, &all));
			assert_true(marks.size > 0);
			for (uint32_t line = 1; line < 120; line++) {
				_cleanup_(line_places_deinit) struct line_places places = VEC_INIT;
				const struct line_mark *mark = mark_of(&marks, line);

				check_ok(line_find_in_file(fixture.table, files[j], only(line),
							   &places));
				assert_int_equal(places.size, mark ? mark->places : 0);
				check_part(&all, &next, &places);
			}
			assert_int_equal(next, all.size);
		}
	}
}

static void test_marks_of_copy(void **state)
{
	_cleanup_(fixture_deinit) struct fixture fixture = open_fixture("mini-gcc-5");
	_cleanup_(func_instances_deinit) struct func_instances copies = find_func(&fixture,
										  "calls");
	const uint32_t first = line_of("lines.c", "int noinline calls("),
		       last = line_of("lines.c", "calls-return"),
		       one = line_of("lines.c", "calls-one");
	_cleanup_(line_marks_deinit) struct line_marks all = VEC_INIT, some = VEC_INIT;
	uint32_t before, after;

	(void)state;
	check_ok(line_mark_copy(fixture.table, &copies.data[0], LINE_SPAN_ALL, &all));
	assert_int_equal(all.data[0].line, first);
	assert_int_equal(vec_last(&all)->line, last);
	/* The same copy again adds no line. */
	check_ok(line_mark_copy(fixture.table, &copies.data[0], (struct line_span){one, one + 1},
				&some));
	check_ok(line_mark_copy(fixture.table, &copies.data[0], (struct line_span){one, one + 1},
				&some));
	assert_int_equal(some.size, 2);
	assert_int_equal(some.data[0].line, one);
	assert_int_equal(some.data[0].places, 2);
	line_marks_nearest(&all, last + 7, &before, &after);
	assert_int_equal(before, last);
	assert_int_equal(after, 0);
	line_marks_nearest(&all, first - 1, &before, &after);
	assert_int_equal(before, 0);
	assert_int_equal(after, first);
	line_marks_nearest(&all, one, &before, &after);
	assert_int_equal(before, line_of("lines.c", "calls-first"));
	assert_int_equal(after, one + 1);
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

static void test_within(void **state)
{
	(void)state;
	for (size_t i = 0; i < IMAGE_COUNT; i++) {
		_cleanup_(fixture_deinit) struct fixture fixture = open_fixture(image_names[i]);
		const struct symbol *slow = symbols_unique(&fixture.image->symbols, "slow");
		_cleanup_(func_instances_deinit) struct func_instances copies =
			find_func(&fixture, "clamped");
		struct func_instance found;
		Dwarf_Die unit = fixture.unit;

		assert_non_null(slow);
		assert_true(within_find(&unit, slow->address + slow->size - 1, &found));
		assert_string_equal(die_name(&found.die), "slow");
		assert_int_equal(found.entry, slow->address);
		assert_false(found.is_inlined);
		for (size_t j = 0; j < 2; j++) {
			assert_true(within_find(&unit, copies.data[j].entry, &found));
			check_same_die(&found, &copies.data[j]);
			assert_string_equal(die_name(&found.outer),
					    die_name(&copies.data[j].outer));
			assert_true(found.is_inlined);
			assert_int_equal(found.entry, copies.data[j].entry);
		}
		/* Another unit's, and nobody's. */
		assert_false(within_find(&unit, address_of(fixture.image, "vfs_read"), &found));
		assert_false(within_find(&unit, 16, &found));
	}
}

/* A piece that lies apart is the function's too. */
static void test_within_cold(void **state)
{
	_cleanup_(fixture_deinit) struct fixture fixture = open_fixture("mini-gcc-5");
	struct func_instance found;

	(void)state;
	assert_true(within_find(&fixture.unit, address_of(fixture.image, "rare.cold"), &found));
	assert_string_equal(die_name(&found.die), "rare");
	assert_int_equal(found.entry, address_of(fixture.image, "rare"));
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
		cmocka_unit_test(test_copies),
		cmocka_unit_test(test_cold),
		cmocka_unit_test(test_only_call),
		cmocka_unit_test(test_inlined),
		cmocka_unit_test(test_none),
		cmocka_unit_test(test_included),
		cmocka_unit_test(test_macro),
		cmocka_unit_test(test_marks),
		cmocka_unit_test(test_marks_and_places),
		cmocka_unit_test(test_marks_of_copy),
		cmocka_unit_test(test_declaration),
		cmocka_unit_test(test_within),
		cmocka_unit_test(test_within_cold),
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_no_table),
	};

	return cmocka_run_group_tests_name("line", tests, make_images, NULL);
}
